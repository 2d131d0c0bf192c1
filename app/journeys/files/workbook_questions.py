"""What is asked about a workbook before it is written: what cells leave open, what is doubtful, lists that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.exchange.strict_json import load_json
from app.exchange.workbook.layout import LISTS
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.normal.doubts import Doubt
from app.sites.items import item_at, items, value_at
from app.sites.vocabulary import COLLECTIONS, EQUIPMENT
from app.wording import Wording

KEEPS = object()
"""The value of an answer that leaves the item as it is recorded."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that can be meant in two ways, or is probably wrong. Nothing of its item is written until somebody
    chose. `read` and `instead` are the meanings in words; `instead` is empty where only one can be offered.
    What is asked once for several sites is `shared`: it has the same `key` at each of them. `path` is the part of the
    item that is asked about, and `meant` its other meaning; `other` is the item with that in it.
    """

    key: str
    item: str
    placed: Placed
    why: Wording
    read: Wording
    instead: Wording
    value: Any
    other: Any = None
    shared: bool = False
    path: str = ""
    meant: Any = None

    def instead_in(self, said: Mapping[str, Any]) -> Any:
        """The item with the other meaning, in what else is said of it by now."""
        return with_part(said[self.item], self.path, self.item, self.meant) if self.item in said else self.other

    def as_doubt(self) -> Doubt:
        """The question as the command line puts it."""
        return Doubt(str(self.placed.cell), "workbook", self.read.zh, self.placed.sentence(self.why))


def cell_questions(site: SiteCells, said: Mapping[str, Any], recorded: Mapping[str, Any]) -> Iterable[Question]:
    """What the cells themselves leave open, beside what is `recorded`."""
    for path, asked in site.asked.items():
        item = item_at(path)
        if item not in site.items:
            continue
        value = said.get(item, KEEPS)
        if asked.key and value is KEEPS:
            continue  # what a range says of several sites is what this one has on record
        read, instead = Wording(asked.read, asked.read), Wording(asked.instead, asked.instead)
        key = asked.key or f"{site.code}|{path}|{asked.kind}"
        other = with_part(value_at(recorded, item) if value is KEEPS else value, path, item, asked.value)
        placed, is_shared = site.placed_at(path), bool(asked.key)
        yield Question(key, item, placed, asked.why, read, instead, value, other, is_shared, path, asked.value)


def doubt_questions(site: SiteCells, edit: Mapping[str, Any], asked: Iterable[Doubt]) -> Iterable[Question]:
    """What is doubtful about the values, as questions."""
    said = items(edit)
    for doubt in asked:
        item = item_at(doubt.path)
        if item not in said:
            continue
        placed = site.placed_at(doubt.path)
        value, instead = said[item], doubt.instead
        meant = instead if instead is None or doubt.kind == "telephone" else load_json(instead.encode())
        other = with_part(value, doubt.path, item, meant) if instead is not None else None
        key = f"{site.code}|{doubt.path}|{doubt.kind}"
        offered = Wording(instead, instead) if instead is not None else Wording("", "")
        read = Wording(doubt.read, doubt.read)
        yield Question(key, item, placed, doubt.why, read, offered, value, other, path=doubt.path, meant=meant)


def gone_questions(
    site: SiteCells, base: Mapping[str, Any], published: Mapping[str, Any], lists: Iterable[str]
) -> Iterable[Question]:
    """The lists that are recorded of a site and of which no row is left: deleted, or never meant?"""
    for key in sorted(set(lists) & COLLECTIONS.keys()):
        before = value_at(base, key)
        if before is None or any(path.startswith(key) for path in site.placed) or before != value_at(published, key):
            continue
        label, sheet = COLLECTIONS[key], LISTS.get(key, "设施设备")
        none: Any = {} if key == EQUIPMENT else []
        placed = Placed(site.at, site.label, label.zh)
        yield Question(
            f"{site.code}|{key}|rows_gone",
            key,
            placed,
            Wording(
                f"工作表“{sheet}”中没有此站点的行（原有 {len(before)} 行）：保持不变，还是全部删除、确认没有？",
                f"no row of this site is left on “{sheet}” ({len(before)} before): keep them,"
                " or delete all and confirm none?",
            ),
            Wording("保持不变", "keep them"),
            Wording("全部删除，确认没有", "delete all and confirm none"),
            KEEPS,
            none,
            path=key,
            meant=none,
        )


def with_part(value: Any, path: str, item: str, instead: Any) -> Any:
    """The value of an item with another meaning of the part that was asked about."""
    if path == item:
        return instead
    if isinstance(value, Mapping):
        return {**value, path.removeprefix(f"{item}."): instead}
    return value
