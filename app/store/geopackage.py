"""A table of points as a GeoPackage (OGC 12-128r18): an SQLite file that map programs open.

No library that the program runs with writes one, and the format is five tables. It holds what is handed in and knows
nothing of sites.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from app.units import LatLon

APPLICATION_ID, VERSION = 0x47504B47, 10300
WGS84 = 4326
TYPES: Mapping[str, str] = {
    "number": "REAL",
    "integer": "INTEGER",
    "truth": "BOOLEAN",
    "day": "DATE",
    "moment": "DATETIME",
}
"""The column types of the format by what a column holds; all else is TEXT."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LAYER = "sites"
_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
    (
        "WGS 84 geodetic",
        WGS84,
        "EPSG",
        WGS84,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
        'UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
    ),
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
"""
_SCHEMA_EXTENSION = ("gpkg_schema", "http://www.geopackage.org/spec/#extension_schema", "read-write")


@dataclass(frozen=True, slots=True)
class PackedColumn:
    """One column: its name, what it holds, its title and what is said of it."""

    name: str
    holds: str
    title: str
    said: str


def write_geopackage(
    out: IO[bytes],
    fields: Sequence[PackedColumn],
    rows: Iterable[tuple[float | None, float | None, Sequence[Any]]],
    said: str,
    changed: str,
) -> None:
    """Write the file: of each row longitude, latitude (WGS-84, None for no point) and values in the fields' order.

    `said` describes the layer; `changed` is the moment of its data as RFC 3339 in UTC. A name that is no plain one is
    a ValueError: names stand in statements.
    """
    for field in fields:
        if not _NAME.fullmatch(field.name) or field.name in ("fid", "geom"):
            raise ValueError(f"{field.name!r} cannot be the name of a column")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sites.gpkg"
        with closing(sqlite3.connect(path)) as book:
            book.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};{_TABLES}")
            book.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)", _SYSTEMS)
            _fill(book, fields, rows, said, changed)
            book.commit()
        with path.open("rb") as made:
            shutil.copyfileobj(made, out)


def _fill(
    book: sqlite3.Connection,
    fields: Sequence[PackedColumn],
    rows: Iterable[tuple[float | None, float | None, Sequence[Any]]],
    said: str,
    changed: str,
) -> None:
    columns = "".join(f', "{field.name}" {TYPES.get(field.holds, "TEXT")}' for field in fields)
    book.execute(f"CREATE TABLE {_LAYER} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT{columns})")
    places = ", ".join("?" * (len(fields) + 1))
    names = "".join(f', "{field.name}"' for field in fields)
    located: list[LatLon] = []

    def filled() -> Iterator[tuple[Any, ...]]:
        for lon, lat, values in rows:
            if lon is not None and lat is not None:
                located.append(LatLon(lat, lon))
            yield (_point(lon, lat), *values)

    book.executemany(f"INSERT INTO {_LAYER} (geom{names}) VALUES ({places})", filled())
    box: tuple[float | None, ...] = (None, None, None, None)
    if located:
        lons, lats = [point.lon for point in located], [point.lat for point in located]
        box = (min(lons), min(lats), max(lons), max(lats))
    book.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (_LAYER, _LAYER, said, changed, *box, WGS84),
    )
    book.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', ?, 0, 0)", (_LAYER, WGS84))
    book.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", [("gpkg_data_columns", *_SCHEMA_EXTENSION)]
    )
    book.executemany(
        "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
        [(_LAYER, field.name, field.name, field.title, field.said) for field in fields],
    )


def _point(lon: float | None, lat: float | None) -> bytes | None:
    """A point in the format's binary form: its header, then well-known binary, little-endian."""
    if lon is None or lat is None:
        return None
    return struct.pack("<2sBBi", b"GP", 0, 1, WGS84) + struct.pack("<BIdd", 1, 1, lon, lat)
