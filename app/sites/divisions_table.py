"""Divisions as a table of text rows: the form they are kept in with the seeds.

Pure: takes the rows, gives a `Divisions` or every fault with its row and column. Opening the file is for
`standards.reader`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import get_args

from app.errors import Fault, InvalidInput
from app.sites.divisions import Division, DivisionLevel, Divisions, FormerTownship, level_of
from app.sites.romanised import split
from app.units import LatLon
from app.wording import Wording

COLUMNS = (
    "code", "name", "aliases", "level", "parent_code", "kind", "urban_rural_code",
    "lon", "lat", "crs", "coord_source", "population",
)  # fmt: skip
"""What a table of divisions must have, in the order the seeds write it."""

ALIAS_SEPARATOR = "|"


def parse_divisions(
    rows: Iterable[Mapping[str, str | None]],
    source: str = "divisions.csv",
    readings: Mapping[str, str] = MappingProxyType({}),
) -> Divisions:
    """The divisions that `rows` describe, one mapping of `COLUMNS` to text for each.

    An empty cell is unknown. `readings`: the pinyin of names, without their rank, that a machine misreads. Raises
    InvalidInput naming every fault as ``source:row column``; the first row
    of data is row 2, below the heading.
    """
    faults: list[Fault] = []
    found: dict[str, Division] = {}
    for number, row in enumerate(rows, start=2):
        reading = _Row(row, f"{source}:{number}", readings)
        division = reading.division()
        if division is not None and division.code in found:
            reading.fault("code", "duplicate", f"代码 {division.code} 重复", f"{division.code} occurs twice")
        elif division is not None:
            found[division.code] = division
        faults += reading.faults
    if not found and not faults:
        faults.append(Fault(source, "empty", Wording("没有任何区划", "holds no division")))
    if faults:
        raise InvalidInput(faults)
    return Divisions(found.values())


def parse_former(
    rows: Iterable[Mapping[str, str | None]], divisions: Divisions, source: str = "former_townships.csv"
) -> list[FormerTownship]:
    """The townships of the past that no longer bear the same name. Raises InvalidInput naming every fault.

    Of each row `old_name`, `successor_code` and `successor_basis` (``same name``, or how else it was found) are read.
    """
    faults: list[Fault] = []
    found: list[FormerTownship] = []
    for number, row in enumerate(rows, start=2):
        name, code = (row.get("old_name") or "").strip(), (row.get("successor_code") or "").strip()
        successor = divisions.get(code)
        if not name:
            faults.append(Fault(f"{source}:{number} old_name", "missing", Wording("缺少名称", "has no name")))
        if successor is None:
            said = Wording(f"没有区划 {code or '（空）'}", f"there is no division {code or '(empty)'}")
            faults.append(Fault(f"{source}:{number} successor_code", "unknown_code", said))
        elif name not in successor.names:
            found.append(FormerTownship(name, code, row.get("successor_basis") == "same name"))
    if faults:
        raise InvalidInput(faults)
    return found


class _Row:
    """One row while it is read; collects what is wrong with it."""

    def __init__(self, cells: Mapping[str, str | None], place: str, readings: Mapping[str, str]) -> None:
        self.cells = cells
        self.readings = readings
        self.place = place
        self.faults: list[Fault] = []

    def fault(self, column: str, code: str, zh: str, en: str) -> None:
        self.faults.append(Fault(f"{self.place} {column}", code, Wording(zh, en)))

    def text(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def division(self) -> Division | None:
        """The division, or None when something is wrong."""
        absent = [column for column in COLUMNS if column not in self.cells]
        for column in absent:
            self.fault(column, "missing", "缺少这一列", "there is no such column")
        if absent:
            return None
        code, level = self._code_and_level()
        division = Division(
            code=code,
            name=self._name(),
            level=level,
            parent=self._parent(code, level),
            kind=self._kind(),
            urban_rural_code=self._urban_rural_code(),
            point=self._point(),
            point_source=self.text("coord_source") or None,
            population=self._population(),
            aliases=tuple(a.strip() for a in self.text("aliases").split(ALIAS_SEPARATOR) if a.strip()),
            reading=self.readings.get(split(self.text("name"))[0], ""),
        )
        return None if self.faults else division

    def _code_and_level(self) -> tuple[str, DivisionLevel]:
        code, level = self.text("code"), self.text("level")
        if len(code) != 12 or not (code.isascii() and code.isdigit()):
            self.fault("code", "not_a_code", f"“{code}”不是 12 位区划代码", f"{code!r} is not a code of 12 digits")
            return code, "village"
        meant = level_of(code)
        if level not in get_args(DivisionLevel):
            self.fault("level", "unknown_code", f"“{level}”不是区划级别", f"{level!r} is not a level")
        elif level != meant:
            self.fault("level", "contradiction", f"代码属于 {meant} 级", f"the code is that of a {meant}")
        return code, meant

    def _name(self) -> str:
        name = self.text("name")
        if not name:
            self.fault("name", "missing", "缺少名称", "has no name")
        return name

    def _parent(self, code: str, level: DivisionLevel) -> str | None:
        parent = self.text("parent_code")
        length = {"province": 0, "city": 2, "county": 4, "township": 6, "village": 9}[level]
        expected = code[:length].ljust(12, "0") if length else ""
        if parent != expected:
            self.fault("parent_code", "contradiction", f"应为 {expected}", f"must be {expected}, from the code")
        return parent or None

    def _kind(self) -> str:
        kind = self.text("kind")
        if not kind:
            self.fault("kind", "missing", "缺少类型", "has no kind")
        return kind

    def _urban_rural_code(self) -> str | None:
        code = self.text("urban_rural_code")
        if code and not (len(code) == 3 and code.isascii() and code.isdigit() and code[0] in "12"):
            self.fault(
                "urban_rural_code",
                "not_a_code",
                f"“{code}”不是城乡分类代码（1xx 城镇，2xx 乡村）",
                f"{code!r} is not an urban-rural class (1xx or 2xx)",
            )
        return code or None

    def _point(self) -> LatLon | None:
        lon, lat, crs = self.text("lon"), self.text("lat"), self.text("crs")
        if not lon and not lat:
            return None
        if crs != "WGS-84":
            self.fault("crs", "unknown_code", "坐标须为 WGS-84", "a point must be in WGS-84, and say so")
        try:
            return LatLon(float(lat), float(lon))
        except ValueError:
            self.fault("lon", "not_a_point", f"“{lon}, {lat}”不是经纬度", f"{lon!r}, {lat!r} is not a position")
            return None

    def _population(self) -> int | None:
        population = self.text("population")
        if not population:
            return None
        if not (population.isascii() and population.isdigit()):
            self.fault("population", "not_a_number", f"“{population}”不是人口数", f"{population!r} is not a count")
            return None
        return int(population)
