"""What names the rules by which a record passes entry, and the seal of a document that passed it.

The rules are what packs ask at entry, vocabulary, divisions, and those of this program's files that read and write
records (`files_that_read`). A seal is of rules, code and document together: where the row of a site has the very seal
that its code and document have today, the program wrote it and nothing need be asked of it again. Under other rules, by
another hand than the program's, or without a seal, a record is checked when it is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

from app.journeys.house import House
from app.settings import PROJECT_DIR
from app.standards.programme import Programme

_COUNTED = ("*.py", "*.toml", "*.csv")
_SEAL_BYTES = 16
_READING = (
    *("units.py", "errors.py", "wording.py"),
    *(f"normal/{name}.py" for name in ("codes", "days", "encodings", "hours", "identity_numbers", "numbers")),
    *(f"normal/{name}.py" for name in ("positions", "printable", "telephones", "text")),
    *(f"sites/{name}.py" for name in ("as_written", "crs", "divisions", "divisions_table", "document", "entry")),
    *(f"sites/{name}.py" for name in ("facts", "fields", "records", "reread", "romanised", "site", "sounds")),
    *(f"sites/{name}.py" for name in ("typed", "vocabulary", "whereabouts")),
    *(f"exchange/{name}.py" for name in ("strict_json", "bounded_json", "array_files")),
    *(f"journeys/network/{name}.py" for name in ("reading_rules", "records", "snapshot", "stored")),
)
"""The files by which a record passes entry and is kept; the others only judge it or show it. What packs ask at entry
counts as it comes out of them, so a threshold that changes makes nobody check records anew."""


class RulesOfReading(NamedTuple):
    """What names the rules of these packs, and the key of the seals that are made by them."""

    programmes: Mapping[str, Programme]
    name: str
    key: bytes


@dataclass(slots=True)
class NamedRules:
    """Kept: what names the rules of the packs that were asked for last. Lost, it is made again."""

    last: RulesOfReading | None = None


def rules_of_reading(house: House) -> str:
    """What names the rules by which a record passes entry: what packs ask of it, and the files that read."""
    return _named(house).name


def seal_of(house: House, code: str, document: bytes) -> str:
    """The seal of a document that this program wrote, beside this code, of a site that passed entry by the rules of the
    house.
    """
    seal = hashlib.blake2b(document, digest_size=_SEAL_BYTES, key=_named(house).key)
    seal.update(code.encode())
    return seal.hexdigest()


def files_that_read() -> list[Path]:
    """The program's files by which a record is read; a test holds that they import no other."""
    return [file for part in _READING for file in files_of(PROJECT_DIR / "app" / part)]


def files_of(path: Path) -> list[Path]:
    """A file, or what counts of those below a folder."""
    return [path] if path.is_file() else sorted(file for kind in _COUNTED for file in path.rglob(kind))


def fingerprint(files: Iterator[Path]) -> str:
    """What names the files with their content."""
    told = hashlib.sha256()
    for path in files:
        told.update(f"{path.name}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


@cache
def named_seeds(folder: Path) -> str:
    """The fingerprint of what packs share: vocabulary and divisions. Packs have one of their own."""
    return fingerprint(path for part in ("vocabulary.toml", "divisions") for path in files_of(folder / part))


def _named(house: House) -> RulesOfReading:
    kept = house.kept.of(NamedRules)
    found = kept.last
    if found is None or found.programmes is not house.programmes:
        asked = {slug: replace(rules, today=None) for slug, rules in sorted(house.rules.items())}
        said = orjson.dumps(asked, default=_plainly, option=orjson.OPT_NON_STR_KEYS)
        name = f"{_reading()} {named_seeds(house.settings.seeds_dir)} {hashlib.sha256(said).hexdigest()}"
        found = kept.last = RulesOfReading(house.programmes, name, hashlib.sha256(name.encode()).digest())
    return found


@cache
def _reading() -> str:
    return fingerprint(iter(files_that_read()))


def _plainly(value: object) -> object:
    """What the rules hold that JSON does not know, the same in each process."""
    match value:
        case frozenset():
            return sorted(value)
        case tuple():
            return list(value)
        case Decimal():
            return str(value)
    raise TypeError
