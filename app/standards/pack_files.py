"""A pack folder and its files as they are read: every fault is kept, with file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.errors import Fault
from app.standards.checks.base import Inconsistency
from app.standards.toml_places import TomlPlaces
from app.validation import said_in_both
from app.wording import Wording

Model = TypeVar("Model", bound=BaseModel)
_TABLE_OF = {"kinds": "kind", "tiers": "tier"}


@dataclass
class PackFile:
    """One TOML file of a pack: its table, and where things stand in it."""

    name: str
    table: dict[str, Any]
    places: TomlPlaces

    def at(self, path: Iterable[str | int], code: str, message: Wording) -> Fault:
        """A fault at a place of the table, by its line."""
        return Fault(f"{self.name}:{self.places.line(tuple(path))}", code, message)


@dataclass
class PackFolder:
    """A pack being read: its folder, and the faults found so far."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, code: str, zh: str, en: str) -> None:
        """Keep a fault of a file as a whole."""
        self.faults.append(Fault(name, code, Wording(zh, en)))

    def text(self, name: str) -> str | None:
        """The text of a file; None, and a fault, where there is none."""
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            self.fault(name, "missing_file", "缺少此文件", "this file is missing")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.fault(f"{name}:{line}", "not_utf8", "不是 UTF-8 文字", "is not UTF-8 text")
        return None

    def toml(self, name: str) -> PackFile | None:
        """A TOML file; None, and a fault, where it cannot be read."""
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
        return PackFile(name, table, TomlPlaces(source))

    def model(self, file: PackFile, path: tuple[str | int, ...], model: type[Model], value: object) -> Model | None:
        """A value at `path` of a file as a model; None, and every fault at its line, where it is none."""
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

    def inconsistent(self, file: PackFile, path: tuple[str | int, ...], found: Iterable[Inconsistency]) -> None:
        """Keep what does not fit together, each at its line."""
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
