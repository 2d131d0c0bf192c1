"""The pack reader: with `pack_files`, the one place that opens pack files. Every fault at once, with file and line.

A pack is a folder: `programme.toml`, `standards/*.toml`, `targets.toml`, `source.txt`, and optionally `vocabulary.toml`
with codes of its own, `scorecard.toml`, `ledgers.toml` and `contract.toml`. Its worked cases are read by `read_cases`
and `read_score_cases`, when they are to be tried. Other files beside them (named sites) belong to others and are not
read here; all count towards the pack's fingerprint.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.errors import Fault, InvalidInput
from app.sites.divisions import Divisions
from app.sites.divisions_table import parse_divisions, parse_former
from app.sites.vocabulary import Vocabulary
from app.standards.cases import CaseTable, WorkedCase, case_faults, worked_cases
from app.standards.consistency import applies_to_faults, quote_faults, squeezed, status_faults
from app.standards.pack_files import PackFolder
from app.standards.pack_tables import (
    check_once,
    clauses_in,
    contract_in,
    everyday_faults,
    kinds_of,
    ledgers_in,
    lists_in,
    renamed_kinds,
    scorecard_in,
    vocabulary_in,
)
from app.standards.programme import Programme
from app.standards.score_cases import ScoreCaseTable


@dataclass(frozen=True, slots=True)
class Seeds:
    """Everything the seeds folder holds: the programmes by slug, and the divisions of their counties."""

    programmes: Mapping[str, Programme]
    divisions: Divisions


def read_seeds(directory: Path) -> Seeds:
    """Read the whole seeds folder: vocabulary, divisions, every programme. Raises InvalidInput with every fault.

    Who asks again, and no file is another by then, is given what was read before.
    """
    files = ((path, path.stat()) for path in sorted(directory.rglob("*")))
    return _read_as_it_stands(directory, tuple((path, file.st_mtime_ns, file.st_size) for path, file in files))


@lru_cache(maxsize=2)
def _read_as_it_stands(directory: Path, _files: tuple[tuple[Path, int, int], ...]) -> Seeds:
    base = read_vocabulary(directory / "vocabulary.toml")
    faults: list[Fault] = []
    programmes: dict[str, Programme] = {}
    for folder in sorted(p for p in (directory / "programmes").iterdir() if (p / "programme.toml").exists()):
        try:
            programme = read_pack(folder, base)
            programmes[programme.slug] = programme
        except InvalidInput as error:
            faults.extend(Fault(f"{folder.name}/{f.path}", f.code, f.message) for f in error.faults)
    if faults:
        raise InvalidInput(faults)
    return Seeds(programmes, read_division_table(directory / "divisions"))


def read_division_table(folder: Path) -> Divisions:
    """Read `divisions.csv`, and `readings.csv` and `former_townships.csv` where they are. Raises InvalidInput with row
    and column of every fault.
    """
    readings: dict[str, str] = {}
    if (folder / "readings.csv").exists():
        with (folder / "readings.csv").open(encoding="utf-8-sig", newline="") as file:
            readings = {row["name"]: row["pinyin"] for row in csv.DictReader(file)}
    with (folder / "divisions.csv").open(encoding="utf-8-sig", newline="") as file:
        divisions = parse_divisions(csv.DictReader(file), readings=readings)
    if not (folder / "former_townships.csv").exists():
        return divisions
    with (folder / "former_townships.csv").open(encoding="utf-8-sig", newline="") as file:
        return divisions.with_former(parse_former(csv.DictReader(file), divisions))


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary file. Raises InvalidInput with file and line of every fault."""
    pack = PackFolder(path.parent)
    vocabulary = vocabulary_in(pack, path.name)
    if pack.faults or vocabulary is None:
        raise InvalidInput(pack.faults)
    return vocabulary


def read_pack(folder: Path, base: Vocabulary) -> Programme:
    """Read one pack on top of the base vocabulary. Raises InvalidInput with every fault as ``file:line``."""
    pack = PackFolder(folder)
    vocabulary = base
    if (folder / "vocabulary.toml").exists() and (own := vocabulary_in(pack, "vocabulary.toml")) is not None:
        vocabulary = base.merged(own)
    source = squeezed(pack.text("source.txt") or "")
    head = pack.toml("programme.toml")
    if head is None:
        raise InvalidInput(pack.faults)
    draft = {"content_hash": _hash(folder), "vocabulary": vocabulary, **renamed_kinds(head.table)}
    programme = pack.model(head, (), Programme, draft)
    if programme is None:
        clauses_in(pack, vocabulary, None, source)
        lists_in(pack, None, source)
        raise InvalidInput(pack.faults)
    check_once(pack, head, "kind", [k.code for k in programme.kinds])
    everyday_faults(pack, programme)
    if programme.service_circle is not None:
        circle = programme.service_circle
        found = [
            *quote_faults(circle.quote, source),
            *status_faults(circle.counting_statuses, "counting_statuses"),
            *(applies_to_faults(kinds_of(circle.counting_kinds), programme.kinds_by_code, "counting_kinds")),
        ]
        pack.inconsistent(head, ("service_circle",), found)
    clauses = clauses_in(pack, vocabulary, programme, source)
    lists = lists_in(pack, programme, source)
    scorecard = scorecard_in(pack, source)
    ledgers = ledgers_in(pack, scorecard, clauses)
    contract = contract_in(pack, lists, ledgers, source)
    if pack.faults:
        raise InvalidInput(pack.faults)
    scored = {"scorecard": scorecard, "ledgers": ledgers, "contract": contract}
    return programme.model_copy(update={"clauses": tuple(clauses), **scored, **lists})


def read_cases(folder: Path, programme: Programme) -> tuple[WorkedCase, ...]:
    """The worked cases of a pack, none where it has no `cases.toml`. Raises InvalidInput as `read_pack` does."""
    if not (folder / "cases.toml").exists():
        return ()
    pack = PackFolder(folder)
    file = pack.toml("cases.toml")
    table = pack.model(file, (), CaseTable, file.table) if file else None
    if file is not None and table is not None:
        pack.faults += [file.at(place, code, said) for place, code, said in case_faults(table, programme.clauses_by_id)]
    if pack.faults or table is None:
        raise InvalidInput(pack.faults)
    return tuple(worked_cases(table, programme.slug))


def read_score_cases(folder: Path) -> ScoreCaseTable | None:
    """The worked periods of a pack, None where it has no `scorecard_cases.toml`. Raises InvalidInput."""
    if not (folder / "scorecard_cases.toml").exists():
        return None
    pack = PackFolder(folder)
    file = pack.toml("scorecard_cases.toml")
    table = pack.model(file, (), ScoreCaseTable, file.table) if file else None
    if table is None:
        raise InvalidInput(pack.faults)
    return table


def _hash(folder: Path) -> str:
    """One fingerprint of every file of the pack, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
