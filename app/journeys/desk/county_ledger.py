"""The county's ledger (台账) of a programme and day as a workbook: what the report says, with every site and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from app.compliance.verdicts import COMPLIANCE_STATUSES, LEVELS, VERDICTS
from app.exchange.workbook.printed_sheets import Columns, Heads, PrintedBook, Row, columns_in, printed_book, sample_mark
from app.inspections.rectification import STATES, order_number
from app.journeys.audits.audit_workbooks import (
    MOVE_COLUMNS,
    TARGET_COLUMNS,
    TURN_COLUMNS,
    move_row,
    turn_row,
)
from app.journeys.audits.compare_words import move_words, turn_words
from app.journeys.audits.finding_words import standing_on, township_name
from app.journeys.audits.pairs import township_in
from app.journeys.desk.county import TallyLine
from app.journeys.desk.county_report import CountyState, was_settled
from app.journeys.house import House
from app.journeys.inspections.ledger_words import LEDGER_COLUMNS, ledger_rows
from app.journeys.turns import FILES, in_turn
from app.sites.vocabulary import STATUSES
from app.units import CHINA, plain
from app.wording import Language, Wording, same

_TOWNSHIP, _CODE, _SITE = Wording("乡镇（街道）", "Township"), Wording("站点编码", "Site code"), Wording("站点", "Site")
_KIND = Wording("站点类别", "Site type")
_SITES = Wording("站点数", "Sites")
_STANDING_HEADS: Heads = tuple((label, 11) for label in COMPLIANCE_STATUSES.values())
_SITE_COLUMNS: Heads = (
    (_TOWNSHIP, 11),
    (_CODE, 15),
    (_SITE, 20),
    (_KIND, 12),
    (Wording("层级", "Tier"), 14),
    (Wording("状态", "State"), 12),
    (Wording("达标情况", "Standing"), 11),
    *((VERDICTS[verdict], 8) for verdict in ("met", "not_met", "unknown", "waived")),
    (Wording("未办结整改", "Open orders"), 10),
    (Wording("地址", "Address"), 26),
    (Wording("示例", "Sample"), 7),
)
_CLAUSE_COLUMNS: Heads = (
    (Wording("条款", "Requirement"), 18),
    (Wording("文件章节", "Section"), 12),
    (Wording("文件原文", "The document's words"), 40),
    (Wording("性质", "Level"), 9),
    *((VERDICTS[verdict], 8) for verdict in ("met", "not_met", "unknown", "waived")),
)
_ORDER_COLUMNS: Heads = (
    (Wording("编号", "No."), 10),
    (_TOWNSHIP, 11),
    (_CODE, 15),
    (_SITE, 20),
    (Wording("下达日期", "Ordered on"), 11),
    (Wording("当日状态", "State on the day"), 12),
    (Wording("发现的问题", "What was found"), 40),
)
_MONEY: Heads = (
    (Wording("文件资金（元）", "Budget (yuan)"), 13),
    (Wording("已登记支出（元）", "Spent (yuan)"), 13),
    (Wording("执行率", "Rate of use"), 8),
)
_YES = Wording("是", "yes")
_OPEN = Wording("未办结", "open")
_SINCE = Wording("与 {day} 相比", "since {day}")
_NO_STANDARD = Wording("未规定建设标准", "no standard set")


async def ledger_book(house: House, state: CountyState, language: Language) -> bytes:
    """The workbook. Every sheet says what it stands on, and that sample data is among it where it is."""
    standing = standing_on(state.programme, state.as_of).in_(language)

    def written() -> bytes:
        with printed_book(standing, sample_mark(state.has_samples, language)) as (book, out):
            for title, columns, rows, frozen in _sheets(house, state, language):
                name = title.in_(language)
                book.add(name, [name, standing], columns, rows, frozen=frozen)
            _changes(book, house, state, language, standing)
        return out.getvalue()

    return await in_turn(house, FILES, written)


def _sheets(
    house: House, state: CountyState, language: Language
) -> Iterable[tuple[Wording, Columns, Iterable[Row], int]]:
    yield Wording("建设任务", "Targets"), columns_in((*TARGET_COLUMNS, *_MONEY), language), _targets(state, language), 1
    for title, first, lines in (
        (Wording("按类别", "By type"), _KIND, state.kinds),
        (Wording("按乡镇", "By township"), _TOWNSHIP, state.townships),
    ):
        heads = columns_in(((first, 22), (_SITES, 9), *_STANDING_HEADS), language)
        yield title, heads, _tallies(lines, language), 1
    yield Wording("站点", "Sites"), columns_in(_SITE_COLUMNS, language), _sites(house, state, language), 3
    yield Wording("条款", "Requirements"), columns_in(_CLAUSE_COLUMNS, language), _clauses(state, language), 1
    if state.is_today:
        columns, orders = LEDGER_COLUMNS, ledger_rows(house, state.orders, language)
    else:
        columns, orders = tuple(_ORDER_COLUMNS), _orders_then(house, state, language)
    yield Wording("整改", "Rectifications"), columns_in(columns, language), orders, 2


def _targets(state: CountyState, language: Language) -> Iterable[Row]:
    for line, money in zip(state.result.progress, state.spent, strict=True):
        yield (
            line.target.title.in_(language),
            *(line.planned, line.registered, line.built, line.accepted),
            line.compliant if line.is_assessed else _NO_STANDARD.in_(language),
            line.gap.in_(language),
            *("" if one is None else plain(one) for one in (line.target.budget_yuan, money.spent_yuan)),
            "" if money.rate_percent is None else f"{plain(money.rate_percent)}%",
        )


def _tallies(lines: Sequence[TallyLine], language: Language) -> Iterable[Row]:
    for line in lines:
        yield line.name.in_(language), line.sites, *(line.tally[standing] for standing in COMPLIANCE_STATUSES)


def _sites(house: House, state: CountyState, language: Language) -> Iterable[Row]:
    programme, county = state.programme, state.programme.jurisdiction
    orders = Counter(row.order.site.code for row in state.open_orders)
    for member in state.result.sites:
        site = member.site
        kind, held = programme.kinds_by_code[site.kind], site.on(state.as_of, "tier")
        tier = next((one.label for one in kind.tiers if one.code == held), same(""))
        yield (
            township_name(house, township_in(house, county, member)).in_(language),
            site.code,
            site.called,
            kind.label.in_(language),
            tier.in_(language),
            STATUSES[site.status].in_(language) if site.status else "",
            COMPLIANCE_STATUSES[member.status].in_(language),
            *(member.met, member.not_met, member.unknown, member.waived),
            orders[site.code],
            site.address or "",
            _YES.in_(language) if site.sample else "",
        )


def _clauses(state: CountyState, language: Language) -> Iterable[Row]:
    for one in state.result.clauses:
        clause = one.clause
        cited = (clause.title.in_(language), clause.section, clause.quote, LEVELS[clause.level].in_(language))
        yield *cited, one.met, one.not_met, one.unknown, one.waived


def _orders_then(house: House, state: CountyState, language: Language) -> Iterable[Row]:
    """The orders of a past day: how they stood then is known only as done with or not."""
    for row in state.orders:
        stored, site = row.order.stored, row.order.site
        settled = was_settled(row, state.as_of)
        yield (
            order_number(stored.id),
            township_name(house, row.township).in_(language),
            site.code,
            site.name,
            stored.ordered_at.astimezone(CHINA).date(),
            (STATES[row.order.state] if settled else _OPEN).in_(language),
            stored.finding,
        )


def _changes(book: PrintedBook, house: House, state: CountyState, language: Language, standing: str) -> None:
    found = state.compared.found
    since = Wording(*(text.format(day=state.since) for text in _SINCE)).in_(language)
    moves = [move_row(move_words(house, found, one), language) for one in found.moved]
    turns = [turn_row(turn_words(house, found, one), language) for one in found.turned]
    for title, columns, rows in (
        (Wording("站点变化", "Changed sites"), MOVE_COLUMNS, moves),
        (Wording("条款变化", "Changed requirements"), TURN_COLUMNS, turns),
    ):
        name = title.in_(language)
        book.add(name, [name, since, standing], columns_in(columns, language), rows, frozen=3)
