"""The pack reader: the one place that opens pack files. Every fault at once, each with file and line.

A pack is a folder: `programme.toml`, `standards/*.toml`, `targets.toml`, `source.txt`, and optionally `vocabulary.toml`
with codes of its own and `scorecard.toml`. Its worked cases are read by `read_cases` and `read_score_cases`, when they
are to be tried. Other files beside them (named sites) belong to others and are not read here; all count towards the
pack's fingerprint.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.errors import Fault, InvalidInput
from app.sites.divisions import Divisions
from app.sites.divisions_table import parse_divisions, parse_former
from app.sites.vocabulary import Vocabulary
from app.standards.cases import CaseTable, WorkedCase, case_faults, worked_cases
from app.standards.checks.base import Inconsistency
from app.standards.consistency import applies_to_faults, clause_faults, quote_faults, squeezed, status_faults
from app.standards.programme import AnnualTarget, AppliesTo, BudgetLine, Clause, NetworkTarget, Programme
from app.standards.score_cases import ScoreCaseTable
from app.standards.scorecard import Scorecard
from app.standards.toml_places import TomlPlaces
from app.standards.vocabulary_table import VocabularyTable
from app.validation import said_in_both
from app.wording import Wording

Model = TypeVar("Model", bound=BaseModel)
_LISTS: dict[str, type[NetworkTarget] | type[AnnualTarget] | type[BudgetLine]] = {
    "target": NetworkTarget,
    "annual_target": AnnualTarget,
    "budget_line": BudgetLine,
}


_TABLE_OF = {"kinds": "kind", "tiers": "tier"}


@dataclass(frozen=True, slots=True)
class Seeds:
    """Everything the seeds folder holds: the programmes by slug, and the divisions of their counties."""

    programmes: Mapping[str, Programme]
    divisions: Divisions


@dataclass
class _File:
    """One TOML file of a pack: its table, and where things stand in it."""

    name: str
    table: dict[str, Any]
    places: TomlPlaces

    def at(self, path: Iterable[str | int], code: str, message: Wording) -> Fault:
        return Fault(f"{self.name}:{self.places.line(tuple(path))}", code, message)


@dataclass
class _Pack:
    """A pack being read: its folder, and the faults found so far."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, code: str, zh: str, en: str) -> None:
        self.faults.append(Fault(name, code, Wording(zh, en)))

    def text(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            self.fault(name, "missing_file", "缺少此文件", "this file is missing")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.fault(f"{name}:{line}", "not_utf8", "不是 UTF-8 文字", "is not UTF-8 text")
        return None

    def toml(self, name: str) -> _File | None:
        source = self.text(name)
        if source is None:
            return None
        try:
            table = tomllib.loads(source, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            line = str(error).rpartition("line ")[2].split(",")[0]
            number = line if line.isdigit() else str(source.count("\n") + 1)
            self.fault(f"{name}:{number}", "not_toml", f"TOML 语法错误：{error}", f"TOML syntax error: {error}")
            return None
        return _File(name, table, TomlPlaces(source))

    def model(self, file: _File, path: tuple[str | int, ...], model: type[Model], value: object) -> Model | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for problem in _told_once(error.errors(include_url=False)):
                place = (*path, *_real_places(problem["loc"], value))
                dotted = ".".join(str(p) for p in place)
                said = said_in_both(problem)
                message = Wording(f"{dotted}：{said.zh}", f"{dotted}: {said.en}")
                self.faults.append(file.at(place, problem["type"], message))
            return None

    def inconsistent(self, file: _File, path: tuple[str | int, ...], found: Iterable[Inconsistency]) -> None:
        for problem in found:
            self.faults.append(file.at((*path, *problem.key.split(".")), problem.code, problem.message))


def _told_once(problems: list[Any]) -> list[Any]:
    """The problems without the complaint that a list is too short because its faulty items were left out."""
    inside = {problem["loc"][:depth] for problem in problems for depth in range(1, len(problem["loc"]))}
    return [p for p in problems if not (p["type"] == "too_short" and p["loc"] in inside)]


def _real_places(loc: tuple[str | int, ...], value: object) -> tuple[str | int, ...]:
    """A pydantic location without the tags of unions, which stand nowhere in the file."""
    places: list[str | int] = []
    for step in loc:
        if isinstance(value, dict):
            if step in value:
                value = value[step]
            elif step == value.get("type"):
                continue
        elif isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        # Kinds and their tiers are tables of the file, `[[kind]]` and `[[kind.tier]]`.
        places.append(_TABLE_OF.get(step, step) if isinstance(step, str) else step)
    return tuple(places)


def read_seeds(directory: Path) -> Seeds:
    """Read the whole seeds folder: vocabulary, divisions, every programme. Raises InvalidInput with every fault."""
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
    pack = _Pack(path.parent)
    vocabulary = _vocabulary(pack, path.name)
    if pack.faults or vocabulary is None:
        raise InvalidInput(pack.faults)
    return vocabulary


def _vocabulary(pack: _Pack, name: str) -> Vocabulary | None:
    file = pack.toml(name)
    table = pack.model(file, (), VocabularyTable, file.table) if file else None
    if file is None or table is None:
        return None
    for kind in ("fact", "equipment", "role", "training", "metric"):
        _once(pack, file, kind, [row["code"] for row in file.table.get(kind, ())])
    return table.vocabulary()


def read_pack(folder: Path, base: Vocabulary) -> Programme:
    """Read one pack on top of the base vocabulary. Raises InvalidInput with every fault as ``file:line``."""
    pack = _Pack(folder)
    vocabulary = base
    if (folder / "vocabulary.toml").exists() and (own := _vocabulary(pack, "vocabulary.toml")) is not None:
        vocabulary = base.merged(own)
    source = squeezed(pack.text("source.txt") or "")
    head = pack.toml("programme.toml")
    if head is None:
        raise InvalidInput(pack.faults)
    draft = {"content_hash": _hash(folder), "vocabulary": vocabulary, **_renamed_kinds(head.table)}
    programme = pack.model(head, (), Programme, draft)
    if programme is None:
        _clauses(pack, vocabulary, None, source)
        _lists(pack, None, source)
        raise InvalidInput(pack.faults)
    _once(pack, head, "kind", [k.code for k in programme.kinds])
    _everyday_faults(pack, programme)
    if programme.service_circle is not None:
        circle = programme.service_circle
        found = [
            *quote_faults(circle.quote, source),
            *status_faults(circle.counting_statuses, "counting_statuses"),
            *(applies_to_faults(_kinds_of(circle.counting_kinds), programme.kinds_by_code, "counting_kinds")),
        ]
        pack.inconsistent(head, ("service_circle",), found)
    clauses = _clauses(pack, vocabulary, programme, source)
    lists = _lists(pack, programme, source)
    scorecard = _scorecard(pack, source)
    if pack.faults:
        raise InvalidInput(pack.faults)
    return programme.model_copy(update={"clauses": tuple(clauses), "scorecard": scorecard, **lists})


def _everyday_faults(pack: _Pack, programme: Programme) -> None:
    """Everyday words of the pack that mean a kind or a service which nobody defined."""
    if not (pack.folder / "vocabulary.toml").exists() or pack.faults:
        return
    file = pack.toml("vocabulary.toml")
    services = programme.vocabulary.facts.get("services")
    known = {"kinds": set(programme.kinds_by_code), "services": set(services.items) if services else set()}
    for index, row in enumerate(file.table.get("everyday", ()) if file else ()):
        for key, codes in known.items():
            for code in sorted(set(row.get(key, ())) - codes):
                said = Wording(f"没有代码 {code}", f"there is no code {code}")
                pack.faults += [file.at(("everyday", index, key), "unknown_code", said)] if file else []


def read_cases(folder: Path, programme: Programme) -> tuple[WorkedCase, ...]:
    """The worked cases of a pack, none where it has no `cases.toml`. Raises InvalidInput as `read_pack` does."""
    if not (folder / "cases.toml").exists():
        return ()
    pack = _Pack(folder)
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
    pack = _Pack(folder)
    file = pack.toml("scorecard_cases.toml")
    table = pack.model(file, (), ScoreCaseTable, file.table) if file else None
    if table is None:
        raise InvalidInput(pack.faults)
    return table


def _kinds_of(codes: Iterable[str]) -> list[AppliesTo]:
    return [AppliesTo(kind=code) for code in codes]


def _renamed_kinds(table: Mapping[str, Any]) -> dict[str, Any]:
    """The head of a pack with its ``[[kind]]`` and ``[[kind.tier]]`` tables under the names the model uses."""
    head = dict(table)
    kinds = head.pop("kind", None)
    if isinstance(kinds, list):
        head["kinds"] = [
            {
                **{k: v for k, v in kind.items() if k != "tier"},
                **({"tiers": kind["tier"]} if "tier" in kind else {}),
            }
            for kind in kinds
        ]
    return head


def _clauses(pack: _Pack, vocabulary: Vocabulary, programme: Programme | None, source: str) -> list[Clause]:
    clauses: list[Clause] = []
    seen: dict[str, str] = {}
    for path in sorted((pack.folder / "standards").glob("*.toml")):
        file = pack.toml(f"standards/{path.name}")
        if file is None:
            continue
        for key in sorted(set(file.table) - {"clause"}):
            pack.faults.append(file.at((key,), "unknown_key", Wording(f"没有字段 {key}", f"there is no key {key}")))
        for index, row in enumerate(file.table.get("clause", ())):
            clause = pack.model(file, ("clause", index), Clause, row)
            if clause is None:
                continue
            if clause.id in seen:
                message = Wording(
                    f"条款 {clause.id} 已见于 {seen[clause.id]}",
                    f"clause {clause.id} stands already at {seen[clause.id]}",
                )
                pack.faults.append(file.at(("clause", index, "id"), "duplicate", message))
            seen.setdefault(clause.id, f"{file.name}:{file.places.line(('clause', index, 'id'))}")
            if programme is not None:
                found = clause_faults(clause, programme.kinds_by_code, vocabulary, source)
                pack.inconsistent(file, ("clause", index), found)
            clauses.append(clause)
    return clauses


def _lists(pack: _Pack, programme: Programme | None, source: str) -> dict[str, tuple[Any, ...]]:
    """Targets, annual targets and budget lines of `targets.toml`, where there is one."""
    found: dict[str, list[Any]] = {f"{name}s": [] for name in _LISTS}
    file = pack.toml("targets.toml") if (pack.folder / "targets.toml").exists() else None
    if file is None:
        return {name: tuple(rows) for name, rows in found.items()}
    for key in sorted(set(file.table) - set(_LISTS)):
        pack.faults.append(file.at((key,), "unknown_key", Wording(f"没有字段 {key}", f"there is no key {key}")))
    for name, model in _LISTS.items():
        rows = file.table.get(name, ())
        _once(pack, file, name, [row.get("id") for row in rows], key="id")
        for index, row in enumerate(rows):
            line = pack.model(file, (name, index), model, row)
            if line is None:
                continue
            problems = list(quote_faults(line.quote, source))
            if isinstance(line, NetworkTarget) and programme is not None:
                problems += applies_to_faults(line.of, programme.kinds_by_code, "of")
            pack.inconsistent(file, (name, index), problems)
            found[f"{name}s"].append(line)
    return {name: tuple(rows) for name, rows in found.items()}


def _scorecard(pack: _Pack, source: str) -> Scorecard | None:
    """The scorecard of `scorecard.toml`, where there is one."""
    file = pack.toml("scorecard.toml") if (pack.folder / "scorecard.toml").exists() else None
    card = pack.model(file, (), Scorecard, file.table) if file else None
    if file is not None and card is not None:
        for index, line in enumerate(card.lines):
            pack.inconsistent(file, ("lines", index), quote_faults(line.quote, source))
    return card


def _once(pack: _Pack, file: _File, table: str, codes: list[Any], key: str = "code") -> None:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            pack.faults.append(
                file.at((table, index, key), "duplicate", Wording(f"{code} 重复", f"{code} is defined twice"))
            )


def _hash(folder: Path) -> str:
    """One fingerprint of every file of the pack, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
