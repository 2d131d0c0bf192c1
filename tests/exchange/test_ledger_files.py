"""Files of ledgers are read no further than to the first row too many, whatever stands behind it."""

import io
import itertools
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.errors import InvalidInput, Malformed, TooLarge
from app.exchange.ledger_tables import MOST_ROWS, RowIn, rows_from_csv, rows_from_json, rows_from_sheets
from app.exchange.separated import LONGEST_LINE
from app.exchange.workbook.child import packed, read_sheets
from app.exchange.workbook.scan import MOST_UNPACKED_BYTES
from app.standards.ledgers import LedgerBook
from tests.installed import seeds

ROW = {"ledger": "placements", "day": "2026-03-02", "values": {"people": 7}}
LINE = "placements,2026-03-02,7\n"
CSV = "ledger,day,people\n"
SHEET, HEADS = "企业满意度", ("日期", "评分")
MEBIBYTE = 1 << 20


def book() -> LedgerBook:
    found = seeds().programmes["gangbei-2025"].ledgers
    assert found is not None
    return found


def of_csv(text: str) -> list[RowIn]:
    return rows_from_csv(io.BytesIO(text.encode()), book())


def of_json(text: str) -> list[RowIn]:
    return rows_from_json(io.BytesIO(text.encode()))


def listed(count: int, before: str, after: str, between: str = ",") -> str:
    return before + between.join([json.dumps(ROW)] * count) + after


DOCUMENT, LIST = ('{"site": "X", "rows": [', '], "more": []}'), ("[", "]")
WAYS: dict[str, tuple[Callable[[str], list[RowIn]], Callable[[int], str], str]] = {
    "csv": (of_csv, lambda count: CSV + LINE * count, '"no " quote\n'),
    "list": (of_json, lambda count: listed(count, LIST[0], ""), ", no JSON"),
    "document": (of_json, lambda count: listed(count, DOCUMENT[0], ""), ", no JSON"),
    "lines": (of_json, lambda count: listed(count, "", "", "\n"), "\nno JSON"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_stands_behind_the_first_row_too_many_is_not_read(way: str) -> None:
    read, written, wrong = WAYS[way]
    with pytest.raises((Malformed, InvalidInput)) as told:
        read(written(MOST_ROWS - 5) + wrong)
    assert "too_long" not in str(getattr(told.value, "faults", ""))
    # What is read ahead may be more than one row.
    with pytest.raises(InvalidInput) as refused:
        read(written(2 * MOST_ROWS) + wrong)
    (fault,) = refused.value.faults
    assert (fault.code, f"最多 {MOST_ROWS} 行，请分成几个文件" in fault.message.zh) == ("too_long", True)


def test_as_many_rows_as_may_be_are_read_in_every_format() -> None:
    assert len(of_csv(CSV + LINE * MOST_ROWS)) == MOST_ROWS
    for written in (listed(MOST_ROWS, *LIST), listed(MOST_ROWS, *DOCUMENT), listed(MOST_ROWS, "", "", "\n")):
        assert len(of_json(written)) == MOST_ROWS


def test_a_document_is_read_row_by_row_as_it_was_at_once() -> None:
    rows = [ROW, {**ROW, "id": "x"}]
    found = of_json(json.dumps({"site": "X", "sample": False, "rows": rows}))
    assert [(one.ledger, one.key, one.place("day")) for one in found] == [
        ("placements", "", "rows[0].day"),
        ("placements", "x", "rows[1].day"),
    ]
    assert [one.place("day") for one in of_json(json.dumps(ROW))] == ["day"]
    assert [one.place("day") for one in of_json(f"{json.dumps(ROW)}\n{json.dumps(ROW)}")] == [
        "line 1: day",
        "line 2: day",
    ]
    twice = '{"rows": [{"ledger": "a", "ledger": "b"}], "site": 1, "site": 2}'
    with pytest.raises(InvalidInput) as told:
        of_json(twice)
    assert sorted(fault.path for fault in told.value.faults) == ["rows[0].ledger", "site"]
    for wrong in ('{"rows": [{}', '{"rows": []} x', '{"rows": [] "a": 1}', '{"a"', "{"):
        with pytest.raises(Malformed):
            of_json(wrong)


def test_several_documents_are_read_one_after_another_and_told_apart_by_their_line() -> None:
    document = json.dumps({"site": "X", "rows": [ROW, {**ROW, "id": "x"}]})
    for between in ("\n", "\n\n", " "):
        found = of_json(between.join([document, document, json.dumps(ROW)]))
        assert [one.key for one in found] == ["", "x", "", "x", ""]
    places = [one.place("day") for one in of_json(f"{document}\n{document}\n{json.dumps(ROW)}")]
    assert places == ["rows[0].day", "rows[1].day", "line 2: rows[0].day", "line 2: rows[1].day", "line 3: day"]
    behind_a_row = of_json(f"{json.dumps(ROW)}\n{document}")
    assert [one.place("day") for one in behind_a_row] == ["line 1: day", "line 2: rows[0].day", "line 2: rows[1].day"]
    with pytest.raises(InvalidInput) as told:
        of_json(f'{document}\n{{"rows": [{{"id": "a", "id": "b"}}], "site": 1, "site": 2}}')
    assert sorted(fault.path for fault in told.value.faults) == ["line 2: rows[0].id", "line 2: site"]
    with pytest.raises(InvalidInput) as refused:
        of_json("\n".join([document] * MOST_ROWS))
    assert [fault.code for fault in refused.value.faults] == ["too_long"]
    for wrong in (f"{document}\n5", f"{document}\n{{", f"{document},{document}"):
        with pytest.raises(Malformed):
            of_json(wrong)


def workbook(rows: int) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    sheet = made.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append(HEADS)
    sheet.append((None, None))
    for _ in range(rows):
        sheet.append(("2026-03-02", 4.5))
    made.save(out)
    return out.getvalue()


def test_of_a_sheet_with_too_many_rows_only_those_come_from_the_child() -> None:
    """Blank rows are none."""
    raw = workbook(6)
    sheet = read_sheets(raw, most_rows=5)[SHEET]
    assert (len(sheet.rows), sheet.is_cut) == (1 + 1 + 5, True)
    with pytest.raises(InvalidInput) as told:
        rows_from_sheets({SHEET: sheet}, book())
    assert [fault.code for fault in told.value.faults] == ["too_long"]
    whole = read_sheets(raw, most_rows=6)
    assert whole == read_sheets(raw)
    assert (len(rows_from_sheets(whole, book())), whole[SHEET].is_cut) == (6, False)


class Endless(io.RawIOBase):
    """A file that goes on and on; how much of it was read."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read to its end"
        self.read_bytes += size
        return bytes(size)


def test_of_a_workbook_no_more_is_read_than_any_may_have() -> None:
    assert packed(io.BytesIO(bytes(MEBIBYTE))) == bytes(MEBIBYTE)
    file = Endless()
    with pytest.raises(TooLarge):
        packed(file)  # type: ignore[arg-type] # what of a file is needed
    assert file.read_bytes == MOST_UNPACKED_BYTES + 1


def test_a_line_without_end_is_refused_before_it_is_in_memory() -> None:
    row = "placements,2026-03-02,7" + f",{'x' * 900_000}" * 3 + "\n"
    assert len(of_csv(CSV + row)) == 1, "a long line is none without end"
    with pytest.raises(Malformed) as told:
        of_csv(CSV + LINE + "placements,2026-03-02,7," + "x" * LONGEST_LINE)
    assert f"line longer than {LONGEST_LINE}" in told.value.message.zh
    assert "第 3 行" in told.value.message.zh


def test_a_long_csv_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    with file.open("w") as out:
        out.write(CSV)
        out.writelines(itertools.repeat("," * 200 + "\n", 100_000))  # blank rows are none: it is read to its end
    tracemalloc.start()
    try:
        with file.open("rb") as content:
            assert rows_from_csv(content, book()) == []
        assert tracemalloc.get_traced_memory()[1] < file.stat().st_size / 3
    finally:
        tracemalloc.stop()
