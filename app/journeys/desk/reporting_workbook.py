"""Who owes what as a workbook that can be sent: a row for each site of a list, with whom to ask.

It is made part by part, so that a list of any length takes little memory, and others' lists come in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.compliance.case import YES_NO
from app.exchange.workbook.printed_sheets import Heads, PrintedSheet, Row, columns_in, sample_mark
from app.journeys.audits.finding_words import standing_on
from app.journeys.book_in_turns import book_in_turns
from app.journeys.desk.reporting import AskedSite, Reporting, ReportState, TownshipReports, in_words
from app.journeys.house import House
from app.journeys.turns import FILES, in_turn
from app.wording import Language, Wording, listed, same

STATE_WORDS: Mapping[ReportState, Wording] = {
    "done": Wording("已报", "Reported"),
    "missing": Wording("未报", "Outstanding"),
    "stale": Wording("待确认", "To confirm"),
}
_COLUMNS: Heads = (
    (Wording("乡镇（街道）", "Township"), 12),
    (Wording("站点编码", "Site code"), 15),
    (Wording("站点", "Site"), 26),
    (Wording("填报情况", "Reporting"), 12),
    (Wording("未报事项", "Outstanding"), 42),
    (Wording("待确认事项", "To confirm"), 30),
    (Wording("电话", "Telephone"), 15),
    (Wording("填报员", "Site editors"), 16),
    (Wording("示例", "Sample"), 8),
)
_AT_ONCE = 400
"""Rows of a part, as many as a page of the list has."""
Lists = Sequence[tuple[TownshipReports, Sequence[AskedSite]]]
"""The sites of a list, township by township."""
_COUNT = Wording("共 {n} 个站点", "{n} sites")


async def reporting_workbook(house: House, found: Reporting, title: str, lists: Lists, language: Language) -> bytes:
    """The workbook of the sites of these lists, in this order.

    Raises Busy, Unavailable where the disk is full.
    """
    standing = standing_on(found.programme, found.whole.as_of).in_(language)
    mark = sample_mark(found.whole.is_sample(found.programme.slug), language)
    count = _COUNT.in_(language).format(n=sum(len(sites) for _, sites in lists))
    async with book_in_turns(house, standing, mark) as (book, out):
        sheet = book.begin(title, [title, f"{standing} · {count}"], columns_in(_COLUMNS, language), frozen=3)
        for township, sites in _parts(lists):
            (told,) = await in_words(house, [sites])
            await in_turn(house, FILES, _write, sheet, township, told, language)
        sheet.end()
    return out.getvalue()


def _parts(lists: Lists) -> Iterator[tuple[TownshipReports, Sequence[AskedSite]]]:
    for township, sites in lists:
        for first in range(0, len(sites), _AT_ONCE):
            yield township, sites[first : first + _AT_ONCE]


def _write(sheet: PrintedSheet, township: TownshipReports, told: Sequence[AskedSite], language: Language) -> None:
    sheet.write(_row(township, site, language) for site in told)


def _row(township: TownshipReports, site: AskedSite, language: Language) -> Row:
    return (
        township.name.in_(language),
        site.code,
        site.name,
        STATE_WORDS[site.state].in_(language),
        listed(site.items).in_(language),
        listed(site.expired).in_(language),
        site.phone,
        listed(map(same, township.people)).in_(language),
        YES_NO[True].in_(language) if site.sample else "",
    )
