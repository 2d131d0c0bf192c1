"""Audits and their comparisons as workbooks that can be sent as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.compliance.verdicts import COMPLIANCE_STATUSES, VERDICTS
from app.exchange.workbook.printed_sheets import Heads, Row, columns_in, printed_book, sample_mark
from app.journeys.audits.compare_totals import totals_of
from app.journeys.audits.compare_words import MoveWords, TurnWords, move_words, turn_words
from app.journeys.audits.compared import Compared, Side
from app.journeys.audits.finding_words import ELSEWHERE_NAME, standing_on, township_name
from app.journeys.audits.kept_audits import KeptAudit
from app.journeys.house import House
from app.journeys.turns import FILES, in_turn
from app.sites.vocabulary import STATUSES
from app.wording import Language, Wording

_TOWNSHIP, _CODE, _SITE = Wording("乡镇（街道）", "Township"), Wording("站点编码", "Site code"), Wording("站点", "Site")
_KIND, _CLAUSE = Wording("站点类别", "Site type"), Wording("条款", "Requirement")
_CELLS: Heads = (
    (Wording("实际", "Found"), 18),
    (Wording("要求", "Required"), 18),
    (Wording("差距", "Difference"), 14),
)
_WHERE: Heads = ((_TOWNSHIP, 11), (_CODE, 15), (_SITE, 18), (_KIND, 11))
MOVE_COLUMNS: Heads = (
    *_WHERE,
    (Wording("变化", "Change"), 11),
    (Wording("原状态", "State before"), 12),
    (Wording("现状态", "State now"), 12),
)
TURN_COLUMNS: Heads = (
    *_WHERE,
    (_CLAUSE, 14),
    (Wording("文件章节", "Section"), 11),
    (Wording("变化", "Change"), 11),
    (Wording("原结果", "Result before"), 8),
    (Wording("现结果", "Result now"), 8),
    (Wording("原因", "Why"), 12),
    (Wording("具体变化", "What changed"), 28),
    *_CELLS,
)
TARGET_COLUMNS: Heads = (
    (Wording("任务", "Target"), 28),
    (Wording("计划", "Planned"), 8),
    (Wording("登记", "Registered"), 10),
    (Wording("建成", "Built"), 8),
    (Wording("验收", "Accepted"), 8),
    (Wording("达标", "Compliant"), 10),
    (Wording("差距", "Gap"), 40),
)
_SITES: Heads = (
    *_WHERE,
    (Wording("状态", "State"), 12),
    (Wording("结果", "Result"), 11),
    *((VERDICTS[verdict], 8) for verdict in ("met", "not_met", "unknown", "waived")),
)
_RESULTS: Heads = (
    *_WHERE,
    (_CLAUSE, 14),
    (Wording("文件章节", "Section"), 11),
    (Wording("文件原文", "The document's words"), 28),
    (Wording("结果", "Result"), 8),
    *_CELLS,
)
_TOTAL_COLUMNS: Heads = (
    (Wording("项目", "Figure"), 40),
    (Wording("较早", "Earlier"), 9),
    (Wording("较晚", "Later"), 9),
    (Wording("增减", "Change"), 9),
)
_NO_STANDARD = Wording("未规定建设标准", "no standard set")


async def audit_workbook(house: House, audit: KeptAudit, language: Language) -> bytes:
    """An audit: targets, sites, and every clause at every site."""
    programme, stored = audit.programme, audit.stored
    standing = standing_on(programme, stored.as_of).in_(language)

    def written() -> bytes:
        with printed_book(standing, sample_mark(stored.sample, language)) as (book, out):
            for title, heads, rows in (
                (Wording("建设任务", "Targets"), TARGET_COLUMNS, _targets(audit, language)),
                (Wording("站点", "Sites"), _SITES, _sites(house, audit, language)),
                (Wording("核查结果", "Results"), _RESULTS, _results(house, audit, language)),
            ):
                name = title.in_(language)
                said = [name, standing, _made(audit, language)]
                book.add(name, said, columns_in(heads, language), rows, frozen=3 if heads is not TARGET_COLUMNS else 1)
        return out.getvalue()

    return await in_turn(house, FILES, written)


async def comparison_workbook(house: House, compared: Compared, language: Language) -> bytes:
    """A comparison: the sites that moved, and the clauses that turned with why."""
    found = compared.found
    sides = [_side(side, language) for side in (compared.before, compared.after)]
    standing = standing_on(found.after.programme, found.after.as_of).in_(language)
    is_sample = any(side.told.has_samples for side in (compared.before, compared.after))

    def written() -> bytes:
        totals = [
            (one.label.in_(language), one.before, one.after, one.after - one.before)
            for one in totals_of(found.before, found.after)
        ]
        moves = [move_row(move_words(house, found, one), language) for one in found.moved]
        turns = [turn_row(turn_words(house, found, one), language) for one in found.turned]
        with printed_book(standing, sample_mark(is_sample, language)) as (book, out):
            for title, heads, rows in (
                (Wording("总数对比", "Totals"), _TOTAL_COLUMNS, totals),
                (Wording("站点变化", "Sites"), MOVE_COLUMNS, moves),
                (Wording("条款变化", "Requirements"), TURN_COLUMNS, turns),
            ):
                name = title.in_(language)
                count = Wording(f"共 {len(rows)} 条", f"{len(rows)} in all").in_(language)
                said = [name, *sides, count]
                book.add(name, said, columns_in(heads, language), rows, frozen=3)
        return out.getvalue()

    return await in_turn(house, FILES, written)


def side_words(side: Side) -> Wording:
    """What a side of a comparison is: the day, and whether it is kept or the live record."""
    day, audit = side.told.as_of, side.audit
    if audit is None:
        return Wording(f"{day} 的现行记录", f"the live record of {day}")
    name = f"“{audit.title}”" if audit.title else ""
    state = Wording("已签认", "signed off") if audit.signed_at else Wording("未签认", "not signed off")
    return Wording(f"{day} 核查存档{name}（{state.zh}）", f"the audit of {day} {name} ({state.en})".replace("  ", " "))


def _side(side: Side, language: Language) -> str:
    return side_words(side).in_(language)


def _made(audit: KeptAudit, language: Language) -> str:
    stored = audit.stored
    return Wording(f"校验值 {stored.result_hash}", f"Fingerprint {stored.result_hash}").in_(language)


def _targets(audit: KeptAudit, language: Language) -> Iterable[Row]:
    for line in audit.frozen.progress:
        yield (
            _said(line["title"], language),
            *(line[step] for step in ("planned", "registered", "built", "accepted")),
            line["compliant"] if line["assessed"] else _NO_STANDARD.in_(language),
            _said(line["gap"], language),
        )


def _sites(house: House, audit: KeptAudit, language: Language) -> Iterable[Row]:
    for site in audit.frozen.counted:
        verdicts = list(site.by_clause().values())
        yield (
            *_where(house, audit, site, language),
            STATUSES[site.lifecycle].in_(language),
            COMPLIANCE_STATUSES[site.status].in_(language),
            *(verdicts.count(verdict) for verdict in ("met", "not_met", "unknown", "waived")),
        )


def _results(house: House, audit: KeptAudit, language: Language) -> Iterable[Row]:
    clauses = audit.programme.clauses_by_id
    for site in audit.frozen.counted:
        for one in site.clauses:
            clause = clauses.get(one.id)  # None where the pack that judged cannot be read any more
            cited = (clause.title.in_(language), clause.section, clause.quote) if clause else (one.id, "", "")
            yield (
                *_where(house, audit, site, language),
                *cited,
                VERDICTS[one.verdict].in_(language),
                *(cell.in_(language) for cell in (one.found, one.required, one.gap)),
            )


def _where(house: House, audit: KeptAudit, site: Any, language: Language) -> tuple[str, ...]:
    township = ELSEWHERE_NAME if site.township is None else township_name(house, site.township)
    kind = audit.programme.kinds_by_code[site.kind].label
    return township.in_(language), site.code, site.name, kind.in_(language)


def move_row(words: MoveWords, language: Language) -> Row:
    """A site that moved, in MOVE_COLUMNS."""
    said = (words.kind, words.move, words.before, words.after)
    return (words.township.in_(language), words.code, words.site, *(one.in_(language) for one in said))


def turn_row(words: TurnWords, language: Language) -> Row:
    """A clause that turned, in TURN_COLUMNS."""
    said = (words.turn, words.before, words.after, words.why, words.because, words.found, words.required, words.gap)
    where = (words.township.in_(language), words.code, words.site, words.kind.in_(language))
    return (*where, words.title.in_(language), words.section, *(one.in_(language) for one in said))


def _said(words: Mapping[str, str], language: Language) -> str:
    return words[language]
