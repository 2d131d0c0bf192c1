"""JSON from strangers, in which no object and no list may have more members than anything of ours.

Reading in a thread of its own is not enough to keep a server answering: the usual decoder builds a whole object or list
in one step, which no other thread can interrupt, and ten megabytes of keys took it half a second. This one reads member
by member, gives way between two, and stops at the first member too many. It takes about four times as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined] # the decoder's parts, which have no types
from json.scanner import py_make_scanner  # type: ignore[attr-defined] # the scanner that calls them
from typing import Any

from app.errors import TooLarge
from app.wording import Wording

Scan = Callable[[str, int], tuple[Any, int]]


class BoundedDecoder(json.JSONDecoder):
    """The usual decoder, with a bound on the members of every object and list. Raises TooLarge. Make one with `of`."""

    most_members = 0

    @staticmethod
    @cache
    def of(most_members: int) -> type[BoundedDecoder]:
        """The decoder with this bound."""
        return type("BoundedDecoder", (BoundedDecoder,), {"most_members": most_members})

    def __init__(self, **hooks: Any) -> None:
        super().__init__(**hooks)
        self.parse_object = self._object
        self.parse_array = self._array
        self.scan_once = py_make_scanner(self)

    def _object(self, place: tuple[str, int], strict: bool, scan: Scan, *hooks: Any) -> tuple[Any, int]:
        return JSONObject(place, strict, self._counted(scan), *hooks)  # type: ignore[no-any-return] # as above

    def _array(self, place: tuple[str, int], scan: Scan) -> tuple[Any, int]:
        return JSONArray(place, self._counted(scan))  # type: ignore[no-any-return] # as above

    def _counted(self, scan: Scan) -> Scan:
        most, met = self.most_members, 0

        def counted(text: str, at: int) -> tuple[Any, int]:
            nonlocal met
            met += 1
            if met > most:
                raise TooLarge(
                    Wording(
                        f"JSON 中一个对象或列表最多 {most} 项",
                        f"an object or a list of the JSON may have {most} members at most",
                    )
                )
            return scan(text, at)

        return counted
