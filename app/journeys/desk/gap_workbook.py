"""What stands behind the gap of a target as a workbook: the sections and rows of its page, as it shows them."""

from __future__ import annotations

from collections.abc import Iterable

from app.compliance.verdicts import COMPLIANCE_STATUSES, VERDICTS
from app.exchange.workbook.printed_sheets import Heads, Row, columns_in, printed_book, sample_mark
from app.journeys.audits.finding_words import standing_on, township_name
from app.journeys.audits.pairs import township_in
from app.journeys.desk.county_sites import TargetGap
from app.journeys.house import House
from app.journeys.network.judged import NetworkSite
from app.sites.vocabulary import STATUSES
from app.wording import Language, Wording

NOT_BUILT = Wording("已登记、未建成", "Registered, not built")
UNREGISTERED = Wording("尚未登记", "Not registered")
NO_SITE = Wording("没有这类站点的乡镇（街道）", "Township without one")
FAILING = Wording("已建成、未达标", "Built, not compliant")
SILENT = Wording("未填报人员名册", "Roster not reported")
_COLUMNS: Heads = (
    (Wording("差距", "Gap"), 18),
    (Wording("乡镇（街道）", "Township"), 12),
    (Wording("站点编码", "Site code"), 14),
    (Wording("站点", "Site"), 30),
    (Wording("站点类别", "Site type"), 20),
    (Wording("状态", "State"), 10),
    (Wording("达标情况", "Standing"), 10),
    (VERDICTS["not_met"], 9),
    (VERDICTS["unknown"], 9),
)
_PLACES = Wording("{n} 个", "{n} sites")


def gap_book(house: House, gap: TargetGap, language: Language) -> bytes:
    """The workbook, for whoever may see the page."""
    target, standing = gap.line.target, standing_on(gap.programme, gap.whole.as_of).in_(language)
    title = target.title.in_(language)
    said = [f"{title} · {gap.line.gap.in_(language)}", standing, f"{target.section} {target.quote}"]
    with printed_book(standing, sample_mark(gap.whole.is_sample(gap.programme.slug), language)) as (book, out):
        book.add(title, said, columns_in(_COLUMNS, language), list(_rows(house, gap, language)), frozen=1)
    return out.getvalue()


def _rows(house: House, gap: TargetGap, language: Language) -> Iterable[Row]:
    for member in gap.not_built:
        yield _row(house, gap, NOT_BUILT, member, language)
    if gap.unregistered:
        yield UNREGISTERED.in_(language), "", "", _PLACES.in_(language).format(n=gap.unregistered), "", "", "", "", ""
    for division in gap.places:
        yield NO_SITE.in_(language), division.label.in_(language), "", "", "", "", "", "", ""
    for word, members in ((FAILING, gap.failing), (SILENT, gap.silent)):
        for member in members:
            yield _row(house, gap, word, member, language)


def _row(house: House, gap: TargetGap, word: Wording, member: NetworkSite, language: Language) -> Row:
    site, programme = member.site, gap.programme
    return (
        word.in_(language),
        township_name(house, township_in(house, programme.jurisdiction, member)).in_(language),
        site.code,
        site.called,
        programme.kinds_by_code[site.kind].label.in_(language),
        STATUSES[site.status].in_(language) if site.status else "",
        COMPLIANCE_STATUSES[member.status].in_(language),
        member.not_met,
        member.unknown,
    )
