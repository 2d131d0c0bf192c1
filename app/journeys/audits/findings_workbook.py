"""The findings as a workbook that can be sent as it is: the list, and the matrix of each kind of site.

Every cell is a column of `finding_words`, so that it says what the page says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.exchange.workbook.printed_sheets import Columns, Heads, PrintedBook, PrintedSheet, Row, columns_in, sample_mark
from app.journeys.audits.finding_words import (
    NO_ORDER,
    FindingWords,
    clause_titles,
    in_words,
    standing_on,
    township_name,
)
from app.journeys.audits.findings import Finding, Scene, explained_in_parts
from app.journeys.audits.matrix import Matrix, matrix_of
from app.journeys.book_in_turns import book_in_turns
from app.journeys.house import House
from app.journeys.turns import FILES, in_turn
from app.wording import Language, Wording, listed, same

SIGNS = {"met": "✓", "not_met": "✗", "unknown": "?", "waived": "~", None: ""}
SIGNS_SAID = Wording(
    "✓ 达标　✗ 不达标　? 待补报　~ 豁免　空白：不适用或未列入",
    "✓ met  ✗ not met  ? not reported  ~ waived  blank: does not apply or not listed",
)
_LIST = Wording("问题清单", "Findings")
_MATRIX = Wording("对照表", "Matrix")
_COUNT = Wording("共 {n} 条", "{n} in all")
_COLUMNS: Heads = (
    (Wording("乡镇（街道）", "Township"), 11),
    (Wording("站点编码", "Site code"), 15),
    (Wording("站点", "Site"), 16),
    (Wording("站点类别", "Site type"), 11),
    (Wording("条款编号", "Requirement id"), 17),
    (Wording("条款", "Requirement"), 14),
    (Wording("性质", "Level"), 10),
    (Wording("文件章节", "Section"), 10),
    (Wording("文件原文", "The document's words"), 28),
    (Wording("结果", "Result"), 8),
    (Wording("实际", "Found"), 20),
    (Wording("要求", "Required"), 20),
    (Wording("差距", "Difference"), 13),
    (Wording("自何时起", "Since"), 12),
    (Wording("整改事项", "Rectification"), 13),
    (Wording("整改状态", "State"), 11),
    (Wording("整改期限", "Deadline"), 11),
)
_PLACED: Heads = (*_COLUMNS[:2], (Wording("站点", "Site"), 24))
_UNREADABLE = Wording(
    "以下站点的信息有误，未参与评估，未列入：{codes}",
    "Not assessed and not listed, because their record is not valid: {codes}",
)
_ABOUT_ORDERS = 3
"""The last columns, left out where orders are not known."""


async def findings_workbook(house: House, scene: Scene, language: Language, *, by_township: bool = False) -> bytes:
    """The workbook of a scene in one language; with `by_township` a sheet for each township, and no matrix.

    It is made part by part, so that findings of any number take little memory, and others' lists come in between.
    """
    standing = standing_on(scene.programme, scene.as_of).in_(language)
    async with book_in_turns(house, standing, sample_mark(scene.has_samples, language)) as (book, out):
        await _lists(house, book, scene, language, by_township=by_township)
        if not by_township:
            await in_turn(house, FILES, _matrices, book, house, scene, language)
    return out.getvalue()


async def _lists(house: House, book: PrintedBook, scene: Scene, language: Language, *, by_township: bool) -> None:
    """A sheet of all findings, or one for each township that has any."""
    counts = scene.filtered.by_township(scene.matching) if by_township else {"": scene.matched}
    sheets: dict[str, PrintedSheet] = {}
    async for part in explained_in_parts(house, scene):
        of = part[0].township if by_township else ""
        if of not in sheets:
            name = township_name(house, of).in_(language) if of else ""
            sheets[of] = _begun(book, scene, language, name, counts[of])
        await in_turn(house, FILES, _write, sheets[of], house, scene, language, part)
    for sheet in sheets.values() or [_begun(book, scene, language, "", 0)]:
        sheet.end()


def _write(sheet: PrintedSheet, house: House, scene: Scene, language: Language, part: Sequence[Finding]) -> None:
    sheet.write(list_rows(scene, language, (in_words(house, scene, finding) for finding in part)))


def list_columns(scene: Scene, language: Language) -> Columns:
    """The heads of the list, those about orders only where orders are known."""
    return columns_in(_COLUMNS[: _shown(scene)], language)


def list_rows(scene: Scene, language: Language, found: Iterable[FindingWords]) -> Iterable[Row]:
    """A row for each of these findings."""
    return (_row(words, language)[: _shown(scene)] for words in found)


def _shown(scene: Scene) -> int:
    return len(_COLUMNS) if scene.orders is not None else len(_COLUMNS) - _ABOUT_ORDERS


def _row(words: FindingWords, language: Language) -> Row:

    def several(texts: Iterable[str]) -> str:
        return listed(map(same, texts)).in_(language)

    return (
        words.township.in_(language),
        words.code,
        words.site,
        words.kind.in_(language),
        words.clause,
        words.title.in_(language),
        words.level.in_(language),
        words.section,
        words.quote,
        words.state.in_(language),
        words.found.in_(language),
        words.required.in_(language),
        words.gap.in_(language),
        words.since.in_(language),
        several(order.number for order in words.orders) or NO_ORDER.in_(language),
        listed(order.standing for order in words.orders).in_(language),
        words.orders[0].due_on if len(words.orders) == 1 else several(str(o.due_on) for o in words.orders),
    )


def _said(scene: Scene, language: Language, title: str, count: int, *more: str) -> list[str]:
    lines = [
        title,
        standing_on(scene.programme, scene.as_of).in_(language),
        _COUNT.in_(language).format(n=count),
        *more,
    ]
    lines += [note.in_(language) for note in scene.notes]
    if scene.unreadable:
        codes = listed(same(one.code) for one in scene.unreadable).in_(language)
        lines.append(_UNREADABLE.in_(language).format(codes=codes))
    return lines


def _begun(book: PrintedBook, scene: Scene, language: Language, township: str, count: int) -> PrintedSheet:
    """The sheet of the findings of a township, or of all where it is empty."""
    whole = _LIST.in_(language)
    said = _said(scene, language, f"{whole} · {township}" if township else whole, count)
    return book.begin(township or whole, said, list_columns(scene, language), frozen=3)


def _matrices(book: PrintedBook, house: House, scene: Scene, language: Language) -> None:
    asked_for = scene.query.kinds
    for kind in scene.programme.kinds:
        of_kind = scene.asked(replace(scene.query, kinds=frozenset({kind.code})))
        if not of_kind.matched or (asked_for and kind.code not in asked_for):
            continue
        matrix = matrix_of(of_kind)
        titles = clause_titles(scene.programme, matrix.clauses)
        columns: Columns = [
            *columns_in(_PLACED, language),
            *((titles[clause.id].in_(language), 9) for clause in matrix.clauses),
        ]
        name = f"{_MATRIX.in_(language)} {kind.label.in_(language)}"
        said = _said(scene, language, name, of_kind.matched, SIGNS_SAID.in_(language))
        book.add(name, said, columns, _signs(house, language, matrix), frozen=3, signs=len(matrix.clauses))


def _signs(house: House, language: Language, matrix: Matrix) -> Iterable[Row]:
    for row in matrix.rows:
        site = row.member.site
        lead = (township_name(house, row.township).in_(language), site.code, site.called)
        yield (*lead, *(SIGNS[cell] for cell in row.cells))
