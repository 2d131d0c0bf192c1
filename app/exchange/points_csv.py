"""Points as CSV: a row a site, with what fits a flat row.

A row holds identity, place and facts. What does not fit (see `sites.fields.LEFT_OUT`) is left out; importing such a
file leaves it as it is. How a cell is written stands in `cells`, in which encodings a file may be, in
`normal.encodings`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import Fault, InvalidInput, Malformed
from app.exchange import cells
from app.exchange.entered import Entered, FileContent, FileStream
from app.exchange.separated import rows_of
from app.exchange.strict_json import load_json
from app.normal.encodings import TextFile, opened
from app.normal.positions import named_system
from app.normal.printable import printable
from app.normal.text import compared, searched
from app.sites.fields import FIELD, LEFT_OUT, carried
from app.sites.typed import typed_point
from app.sites.vocabulary import EntryRules, FactKind
from app.wording import Wording

FACT_PREFIX = "facts."
_LOCATION: Mapping[str, Wording] = {
    "lon": Wording("经度", "Longitude"),
    "lat": Wording("纬度", "Latitude"),
    "crs": Wording("坐标系", "CRS"),
}
_DIVISION_NAME = Wording("区划名称", "Division name")


def _base_columns() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every column of a site's own fields, and the headings that are read for it besides its name."""
    for field in carried("csv"):
        if field.part == "location":
            yield from ((name, tuple(label)) for name, label in _LOCATION.items())
        elif field.part != "facts":
            yield field.key, (*field.label, *(field.heading or ()), *field.also)
        if field.part == "division":
            yield "division_name", tuple(_DIVISION_NAME)


COLUMNS: Mapping[str, tuple[str, ...]] = dict(_base_columns())
"""The columns every file may have, with the labels that are read as well. Facts follow: ``facts.area_m2``
or ``area_m2``.
"""
WHOLE = frozenset({*LEFT_OUT["csv"], "facts", "location"})
"""Parts of a document that stand whole in one column, as JSON: so programs of maps write our GeoJSON into tables. Our
own files have none of them.
"""
WHOLE_PREFIX = "whole:"
_ID = "id"
"""The column in which such programs repeat what a feature is called; the code says it already."""


def read_points(raw: bytes, rules: Mapping[str, EntryRules]) -> FileContent:
    """All rows of a CSV file as documents; see `stream_points`, also for what is raised."""
    return stream_points(opened(io.BytesIO(raw)), rules).whole()


def stream_points(file: TextFile, rules: Mapping[str, EntryRules]) -> FileStream:
    """The rows of a CSV file as documents, each read when it is asked for.

    `rules` of every known programme give the facts' types and the labels. Raises Malformed where the text
    is no CSV, when that is reached, InvalidInput where no column says which site a row is
    about; every other column or cell that has no meaning is among the faults.
    """
    rows = rows_of(file.text)
    heading = next(rows, None)
    if heading is None:
        raise Malformed(Wording("文件为空", "the file is empty"))
    faults: list[Fault] = []
    columns = _columns(heading, _facts_of(rules), faults)
    if not any(column.path == "code" for column in columns):
        raise InvalidInput(faults)
    reader = _RowReader(columns, rules)

    def entries() -> Iterator[Entered]:
        for number, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                faults.extend(_beyond_the_heading(number, row, heading))
                yield reader.entered(number, row)

    return FileStream(entries(), file.line_breaks - (not file.is_open), file.notes, faults)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that was recognised: its place in the row, the document path it fills, and how the file
    calls it.
    """

    index: int
    path: str
    header: str


def _facts_of(rules: Mapping[str, EntryRules]) -> dict[str, FactKind]:
    return {code: kind for rule in rules.values() for code, kind in rule.vocabulary.facts.items()}


def _columns(heading: Sequence[str], facts: Mapping[str, FactKind], faults: list[Fault]) -> list[_Column]:
    by_label: dict[str, list[str]] = {}
    for path, labels in [
        *COLUMNS.items(),
        *((FACT_PREFIX + code, tuple(kind.label)) for code, kind in facts.items()),
    ]:
        for name in dict.fromkeys([path, path.removeprefix(FACT_PREFIX), *labels]):
            by_label.setdefault(searched(name), []).append(path)
    columns: list[_Column] = []
    has_code = any(compared(cell) == "code" for cell in heading)
    for index, cell in enumerate(heading):
        header = compared(cell)
        if not header or (header == _ID and has_code):
            continue
        if header in WHOLE:
            columns.append(_Column(index, WHOLE_PREFIX + header, header))
            continue
        meant = list(dict.fromkeys(by_label.get(searched(header), ())))
        place = f"row 1, column {index + 1} ({printable(header)})"
        if not meant:
            faults.append(Fault(place, "unknown_column", Wording("没有此列，请检查表头", "there is no such column")))
        elif len(meant) > 1:
            message = Wording(f"表头有歧义：{'、'.join(meant)}", f"may mean any of {', '.join(meant)}")
            faults.append(Fault(place, "ambiguous_column", message))
        elif any(column.path == meant[0] for column in columns):
            faults.append(Fault(place, "duplicate_column", Wording("此列重复", "the column is given twice")))
        else:
            columns.append(_Column(index, meant[0], header))
    if not any(column.path == "code" for column in columns):
        message = Wording("缺少“编码”（code）列", "there is no column code")
        faults.append(Fault("row 1", "missing_column", message))
    return columns


def _beyond_the_heading(number: int, row: Sequence[str], heading: Sequence[str]) -> Iterator[Fault]:
    for index, cell in enumerate(row):
        if cell.strip() and (index >= len(heading) or not heading[index].strip()):
            message = Wording("此单元格上方没有表头", "stands under no heading")
            yield Fault(f"row {number}, column {index + 1}", "no_heading", message)


class _RowReader:
    """Turns rows into documents; knows what each programme calls things."""

    def __init__(self, columns: Sequence[_Column], rules: Mapping[str, EntryRules]) -> None:
        self.columns = columns
        self.rules = rules
        self.facts = {slug: rule.vocabulary.facts for slug, rule in rules.items()}
        self.all_facts = _facts_of(rules)
        self.headers = {_document_path(column.path): column.header for column in columns}

    def entered(self, number: int, row: Sequence[str]) -> Entered:
        """The row as a document; a cell whose value has no meaning is passed on as it stands."""
        said = {c.path: row[c.index] for c in self.columns if c.index < len(row) and row[c.index].strip()}
        document: dict[str, Any] = {path: _plain_value(path, cell) for path, cell in said.items() if _is_plain(path)}
        document |= {
            path.removeprefix(WHOLE_PREFIX): _as_json(cell)
            for path, cell in said.items()
            if path.startswith(WHOLE_PREFIX)
        }
        document |= self._kind_and_tier(said)
        if facts := self._facts(said):
            whole = document.get("facts")
            document["facts"] = {**whole, **facts} if isinstance(whole, dict) else facts
        if location := _location(said):
            document["location"] = location
        return Entered(document, self._placed(number))

    def _kind_and_tier(self, said: Mapping[str, str]) -> dict[str, str]:
        programme = compared(said.get("programme", ""))
        rules = [self.rules[programme]] if programme in self.rules else self.rules.values()
        kinds = {code: kind for rule in rules for code, kind in rule.kinds.items()}
        found: dict[str, str] = {}
        if "kind" in said:
            found["kind"] = cells.read_code(said["kind"], {code: kind.label for code, kind in kinds.items()})
        if "tier" in said:
            kind = kinds.get(found.get("kind", ""))
            found["tier"] = cells.read_code(said["tier"], kind.tiers if kind else {})
        return found

    def _facts(self, said: Mapping[str, str]) -> dict[str, Any]:
        own = self.facts.get(compared(said.get("programme", "")), {})
        found: dict[str, Any] = {}
        for path, cell in said.items():
            if path.startswith(FACT_PREFIX):
                code = path.removeprefix(FACT_PREFIX)
                kind = own.get(code) or self.all_facts[code]
                found[code] = cells.read_fact_cell(cell, kind)
        return found

    def _placed(self, number: int) -> Callable[[str], str]:
        def place(path: str) -> str:
            if not path:
                return f"row {number}"
            stem = path.partition("[")[0]
            if stem not in self.headers and stem.count(".") > 1:  # facts.opening_hours.mon
                stem = ".".join(stem.split(".")[:2])
            return f"row {number}, column {printable(self.headers.get(stem, path))}"

        return place


def _location(said: Mapping[str, str]) -> dict[str, object]:
    """The point of a row; one cell may hold both coordinates."""
    point = typed_point(compared(said.get("lon", "")), compared(said.get("lat", "")))
    found = {key: value for key, value in point.items() if value is not None}
    if "crs" in said:
        found["crs"] = named_system(said["crs"]) or compared(said["crs"])
    return found


def _is_plain(path: str) -> bool:
    """Whether a column says what it says by itself."""
    return path not in ("kind", "tier", *_LOCATION) and not path.startswith((FACT_PREFIX, WHOLE_PREFIX))


def _as_json(cell: str) -> object:
    """A part of the document in its own notation; the cell itself where it is none, which entry then refuses."""
    try:
        return load_json(cell.encode())
    except (Malformed, InvalidInput):
        return cell


def _plain_value(path: str, cell: str) -> Any:
    kind = FIELD[path].value if path in FIELD else None
    return cells.read_text(compared(cell)) if kind is None else cells.read_fact_cell(cell, kind)


def _document_path(column: str) -> str:
    column = column.removeprefix(WHOLE_PREFIX)
    return f"location.{column}" if column in _LOCATION else column
