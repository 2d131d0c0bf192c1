"""The service circle in sentences: what a reader must know before the figures, in both languages.

Every sentence is true of the report alone. An estimate is called an estimate, and what is missing is said
before what was found.
"""

from __future__ import annotations

from app.coverage.account import STANDING_LABELS, STANDINGS, Tally
from app.coverage.assumptions import AREAS, MODE_LABELS, stated
from app.coverage.places import BASIS_LABELS
from app.coverage.reach import METHOD_LABELS
from app.coverage.report import CoverageReport
from app.units import plain
from app.wording import Wording, listed, same

_MADE_UP_ROADS = Wording("示例路网（虚构，不是真实道路）", "sample roads, made up")
MADE_UP = f"{_MADE_UP_ROADS.zh} · {_MADE_UP_ROADS.en}"
"""The source of roads that were made up for a demonstration: in both languages, for files, programs and the change log,
which are read in either. A page says it in its own.
"""


def source_named(source: str) -> Wording:
    """Where roads come from, as a reader of either language is told."""
    return _MADE_UP_ROADS if source == MADE_UP else same(source)


def headline(report: CoverageReport) -> Wording:
    """How many places stand how, and the covered share as a range (rough points used)."""
    counts = report.with_approximate.everyone
    parts = listed(
        Wording(f"{STANDING_LABELS[s].zh} {counts.places[s]}", f"{counts.places[s]} {STANDING_LABELS[s].en}")
        for s in STANDINGS
        if counts.places[s] or s in ("covered", "not_covered", "unlocated")
    )
    share = undecided(report) if report.has_too_few_placed else share_in_words(counts)
    return Wording(
        f"共 {counts.total} 个村（社区）：{parts.zh}。{share.zh}",
        f"{counts.total} villages and communities: {parts.en}. {share.en}",
    )


def undecided(report: CoverageReport) -> Wording:
    """What is said in place of a covered share while too few villages have a point."""
    placed, total = report.placed, len(report.places)
    return Wording(f"暂不能判断（已标注 {placed}/{total}）。", f"Cannot be judged yet ({placed} of {total} placed).")


def share_in_words(tally: Tally) -> Wording:
    """The covered share of a group as a sentence, saying what it is a share of."""
    ends = tally.share.percent
    if ends is None:
        return Wording(
            "没有村（社区），无法计算覆盖率。", "There is no village or community, so there is no coverage rate."
        )
    low, high = (plain(end) for end in ends)
    by = (
        Wording("按人口", "by residents")
        if tally.weighed_by == "people"
        else Wording("按村（社区）数", "by number of villages and communities")
    )
    if low == high and tally.share.low == tally.share.high:
        return Wording(f"覆盖率（{by.zh}）{low}%。", f"Coverage rate ({by.en}): {low}%.")
    return Wording(
        f"覆盖率（{by.zh}）{low}%～{high}%：下限只计确定覆盖的，上限将尚不清楚的也计入。",
        f"Coverage rate ({by.en}): between {low} % and {high} %; the lower end counts only what is sure, "
        "the upper end also what is not known.",
    )


def notes(report: CoverageReport) -> tuple[Wording, ...]:
    """The assumptions and the gaps that have to stand beside the figures."""
    by_road = report.method == "roads"
    return (
        METHOD_LABELS[report.method],
        *(stated(report.circle, area, by_road=by_road) for area in AREAS),
        *_on_points(report),
        *_on_settlements(report),
        *_on_population(report),
        *_on_sites(report),
        *_on_roads(report),
    )


def _on_points(report: CoverageReport) -> list[Wording]:
    total, counts = len(report.places), report.with_approximate.everyone.places
    found = []
    if missing := counts["unlocated"]:
        located = total - missing
        found.append(
            Wording(
                f"{total} 个村（社区）中有 {missing} 个未标注位置，只有 {located} 个能够判断；"
                "未标注位置的不算覆盖也不算未覆盖，标注前无法得出全县覆盖率。",
                f"{missing} of {total} villages and communities have no location, so only {located} can be "
                "judged; those without one count neither as covered nor as not covered, and until they are "
                "marked the county's coverage rate cannot be given.",
            )
        )
    if rough := len(report.approximate):
        share = share_in_words(report.without_approximate.everyone)
        found.append(
            Wording(
                f"其中 {rough} 个为大致位置；不计入时：{share.zh}",
                f"{rough} of them have only an approximate location; without those: {share.en}",
            )
        )
    return found


def _on_settlements(report: CoverageReport) -> list[Wording]:
    found = []
    for basis, label in BASIS_LABELS.items():
        count = sum(1 for place in report.places if place.settlement.basis == basis)
        if count and basis != "class_code":
            found.append(Wording(f"{count} 个{label.zh}。", f"{count} places: {label.en}."))
    return found


def _on_population(report: CoverageReport) -> list[Wording]:
    known = sum(1 for place in report.places if place.population is not None)
    if known == len(report.places):
        return []
    return [
        Wording(
            f"{len(report.places)} 个村（社区）中{_with_people(known).zh}，覆盖率按村（社区）个数计算。",
            f"Of {len(report.places)} villages and communities {_with_people(known).en}: the rate is by their number.",
        )
    ]


def _on_sites(report: CoverageReport) -> list[Wording]:
    if not report.sites:
        return [Wording("没有计入服务圈的站点。", "There is no site that counts for the circle.")]
    missing = report.unlocated
    if not missing:
        return []
    return [
        Wording(
            f"计入服务圈的 {len(report.sites)} 个站点中有 {missing} 个未标注位置，其服务的村（社区）未计入；"
            "标注位置后覆盖率只会升高。",
            f"{missing} of the {len(report.sites)} sites that count have no location; whom they serve is "
            "not counted, and the share can only rise once they are placed.",
        )
    ]


def _on_roads(report: CoverageReport) -> list[Wording]:
    if report.roads is None:
        return []
    named = source_named(report.roads.source)
    as_of = f" {report.roads.data_as_of}" if report.roads.data_as_of else ""
    nodes = report.roads.nodes
    found = [
        Wording(
            f"路网：{named.zh}{as_of}，{nodes} 个节点。{report.roads.attribution}",
            f"Roads: {named.en}{as_of}, {nodes:,} nodes. {report.roads.attribution}",
        )
    ]
    for mode, codes in report.roads.sites_off_road.items():
        if codes:
            found.append(
                Wording(
                    f"{len(codes)} 个站点离路网太远，{MODE_LABELS[mode].zh}无法到达：{'、'.join(codes)}。",
                    f"{len(codes)} sites are too far from any road to be reached {MODE_LABELS[mode].en}: "
                    f"{', '.join(codes)}.",
                )
            )
    return found


def _with_people(known: int) -> Wording:
    if known:
        return Wording(f"只有 {known} 个有人口数", f"only {known} have a known population")
    return Wording("均无人口数据", "none has a known population")
