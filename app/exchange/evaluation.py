"""What `evaluate` is asked: a site document, an envelope ``{"as_of": …, "site": …}``, a list of them, or
JSON lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from app.errors import Fault
from app.exchange.json_values import json_values
from app.sites.entry import Entry
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class ToEvaluate:
    """One site to be judged. `as_of` is None when the document names no day; `place` locates a path of
    `document`.
    """

    document: object
    as_of: date | None
    place: Callable[[str], str]


def to_evaluate(stream: BinaryIO, faults: list[Fault], most_members: int | None = None) -> Iterator[ToEvaluate]:
    """What a file asks: a document, an envelope, a list of either, or one of them a line.

    What is wrong with an envelope or a line goes to `faults`. Raises Malformed and InvalidInput for a file that is one
    JSON text and cannot be read, TooLarge as `json_values` does.
    """
    for value, place in json_values(stream, faults, most_members):
        yield from _asked(value, place, faults)


def _asked(value: object, place: Callable[[str], str], faults: list[Fault]) -> Iterator[ToEvaluate]:
    if not isinstance(value, Mapping) or not ("site" in value or "as_of" in value):
        yield ToEvaluate(value, None, place)
        return
    entry = Entry()
    if "site" not in value and len(value) > 1:
        zh, en = "站点文档应放在 site 下：{}", "the site document belongs under site: {}"
        form = '{"as_of": "2026-11-22", "site": {…}}'
        faults.append(Fault(place("site"), "missing", Wording(zh.format(form), en.format(form))))
        return
    entry.unknown_keys(value, ("as_of", "site"), "")
    as_of = entry.day(value["as_of"], "as_of") if value.get("as_of") is not None else None
    if value.get("site") is None:
        entry.fault("site", "missing", "缺少站点文档", "holds no site document")
    faults += [Fault(place(fault.path), fault.code, fault.message) for fault in entry.faults]
    if not entry.faults:
        yield ToEvaluate(value["site"], as_of, lambda path: place(f"site.{path}" if path else "site"))
