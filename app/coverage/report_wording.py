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
from app.wording import Wording, listed


def headline(report: CoverageReport) -> Wording:
    """How many places stand how, and the covered share as a range (rough points used)."""
    counts = report.with_approximate.everyone
    parts = listed(
        Wording(f"{STANDING_LABELS[s].zh} {counts.places[s]}", f"{counts.places[s]} {STANDING_LABELS[s].en}")
        for s in STANDINGS
        if counts.places[s] or s in ("covered", "not_covered", "unlocated")
    )
    share = share_in_words(counts)
    return Wording(
        f"共 {counts.total} 个村和社区：{parts.zh}。{share.zh}",
        f"{counts.total} villages and communities: {parts.en}. {share.en}",
    )


def share_in_words(tally: Tally) -> Wording:
    """The covered share of a group as a sentence, saying what it is a share of."""
    ends = tally.share.percent
    if ends is None:
        return Wording("没有村和社区，无法计算覆盖比例。", "There is no village or community, so there is no share.")
    low, high = (plain(end) for end in ends)
    by = Wording("按人口", "of residents") if tally.weighed_by == "people" else Wording("按村（社区）数", "of places")
    if low == high and tally.share.low == tally.share.high:
        return Wording(f"覆盖比例（{by.zh}）{low}%。", f"Covered share ({by.en}): {low} %.")
    return Wording(
        f"覆盖比例（{by.zh}）在 {low}% 与 {high}% 之间：下限只计确定覆盖的，上限把尚不清楚的也计入。",
        f"Covered share ({by.en}): between {low} % and {high} %; the lower end counts only what is sure, "
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
    total, counts = len(report.entries), report.with_approximate.everyone.places
    found = []
    if missing := counts["unlocated"]:
        located = total - missing
        found.append(
            Wording(
                f"{total} 个村和社区中有 {missing} 个没有位置，只有 {located} 个能够判断；"
                "没有位置的不算覆盖也不算未覆盖，补录位置之前不能得出全县的覆盖结论。",
                f"{missing} of {total} villages and communities have no location, so only {located} can be "
                "judged; those without one count neither as covered nor as not covered, and until they are "
                "placed no conclusion about the whole can be drawn.",
            )
        )
    if rough := len(report.approximate):
        share = share_in_words(report.without_approximate.everyone)
        found.append(
            Wording(
                f"其中 {rough} 个用的是粗略位置；不用粗略位置时：{share.zh}",
                f"{rough} of them have only a rough location; without those: {share.en}",
            )
        )
    return found


def _on_settlements(report: CoverageReport) -> list[Wording]:
    found = []
    for basis, label in BASIS_LABELS.items():
        count = sum(1 for e in report.entries if e.place.settlement.basis == basis)
        if count and basis != "class_code":
            found.append(Wording(f"{count} 个{label.zh}。", f"{count} places: {label.en}."))
    return found


def _on_population(report: CoverageReport) -> list[Wording]:
    known = sum(1 for e in report.entries if e.place.population is not None)
    if known == len(report.entries):
        return []
    return [
        Wording(
            f"{len(report.entries)} 个村和社区中只有 {known} 个有人口数，因此比例按村（社区）数计。",
            f"The population of only {known} of {len(report.entries)} places is known: shares are of places.",
        )
    ]


def _on_sites(report: CoverageReport) -> list[Wording]:
    if not report.sites:
        return [Wording("没有计入服务圈的站点。", "There is no site that counts for the circle.")]
    missing = len(report.unlocated_sites)
    if not missing:
        return []
    return [
        Wording(
            f"计入服务圈的 {len(report.sites)} 个站点中有 {missing} 个没有位置，它们服务的村未计入；"
            "补录位置后覆盖比例只会升高。",
            f"{missing} of the {len(report.sites)} sites that count have no location; whom they serve is "
            "not counted, and the share can only rise once they are placed.",
        )
    ]


def _on_roads(report: CoverageReport) -> list[Wording]:
    if report.roads is None:
        return []
    state = report.roads.data_as_of or ""
    found = [
        Wording(
            f"路网：{report.roads.source} {state}，{report.roads.nodes} 个节点。{report.roads.attribution}",
            f"Roads: {report.roads.source} {state}, {report.roads.nodes} nodes. {report.roads.attribution}",
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
