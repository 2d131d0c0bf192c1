"""Reading the query of a request: typed, every fault at once, each naming its parameter.

An empty value asks nothing, as an empty field of a form does. Several values of one parameter may be given
one after the other or separated by commas.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import UUID

from litestar import Request

from app.compliance.progress import Step
from app.errors import Fault, InvalidInput, Malformed
from app.journeys.house import House
from app.journeys.network.find import Box
from app.normal.days import EARLIEST, LATEST
from app.normal.encodings import decoded
from app.sites.divisions import widened
from app.units import LatLon
from app.web.identity import actor_in
from app.web.language import Speech, messages
from app.wording import Wording

LONGEST_TEXT = 200
LONGEST_MISREAD = 40
"""Of what could not be read so many characters are shown."""
_MISREAD = "misread"
"""Where the state of a request keeps what stood in its parameters and could not be read."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _said(key: str, **values: object) -> Wording:
    return Wording(*(messages(language)[f"query.{key}"].other.format(**values) for language in ("zh", "en")))


class QueryReader:
    """The query of one request. Ask for each parameter; then call `done` where a wrong one is refused.

    What is wrong with a parameter is noted, and answered as if it had not been given. A page needs to do no more: its
    frame says what was left out (`misread_words`). Programs, files and writes refuse it with `done`: nobody reads a
    remark there.
    """

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._given = request.query_params
        self._headers = request.headers
        self._raw: bytes = request.scope["query_string"]
        self.actor = actor_in(request.scope)
        self._asked: set[str] = set()
        self._faults: list[Fault] = []
        self._misread: list[str] = request.scope["state"].setdefault(_MISREAD, [])

    def done(self, *, unknown_allowed: bool = False) -> None:
        """Raise InvalidInput with every fault found; a parameter nobody asked for is one, unless allowed."""
        if not unknown_allowed:
            for name in dict.fromkeys(self._given):
                if name not in self._asked:
                    self._fault(name, "unknown_parameter", _said("unknown_parameter"))
        if self._faults:
            raise InvalidInput(self._faults)

    def text(self, name: str) -> str:
        """A text without surrounding blanks; what is beyond 200 characters is not looked at.

        Bytes that are no UTF-8 are read as GB18030, as older software in China writes addresses; what is neither is a
        fault.
        """
        text = self._single(name)
        if "\N{REPLACEMENT CHARACTER}" in text:
            text = self._decoded(name)
        return text[:LONGEST_TEXT]

    def _decoded(self, name: str) -> str:
        for pair in self._raw.replace(b"+", b" ").split(b"&"):
            key, _, value = pair.partition(b"=")
            if unquote_to_bytes(key) == name.encode() and (raw := unquote_to_bytes(value).strip()):
                try:
                    return decoded(raw)[0].strip()
                except Malformed:
                    break
        self._fault(name, "not_text", _said("not_text"))
        return ""

    def codes(self, name: str, known: Collection[str]) -> frozenset[str]:
        """Any of the known codes."""
        self._asked.add(name)
        found = [part.strip() for value in self._given.getall(name, []) for part in value.split(",") if part.strip()]
        if unknown := [code for code in found if code not in known]:
            self._fault(name, "unknown_code", _said("unknown_code", known=", ".join(sorted(known))), unknown)
        return frozenset(found) & frozenset(known)

    def texts(self, name: str) -> frozenset[str]:
        """Any texts, given several times or with commas between."""
        self._asked.add(name)
        return frozenset(
            part for value in self._given.getall(name, []) for text in value.split(",") if (part := text.strip())
        )

    def code(self, name: str, known: Collection[str]) -> str | None:
        """One of the known codes, or None."""
        value = self._single(name)
        if value and value not in known:
            self._fault(name, "unknown_code", _said("unknown_code", known=", ".join(sorted(known))))
            return None
        return value or None

    def step(self, name: str, known: Sequence[Step]) -> Step:
        """One of the figures of a target, the first where none is named."""
        asked = self.code(name, known)
        return next((step for step in known if step == asked), known[0])

    def whole(self, name: str, low: int, high: int, default: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._single(name)
        if not value:
            return default
        if not (value.isascii() and value.removeprefix("-").isdigit()):
            self._fault(name, "not_whole", _said("not_whole"))
        elif len(value) > len(str(high)) + 1 or not low <= int(value) <= high:
            self._fault(name, "out_of_range", _said("out_of_range", low=low, high=high))
        else:
            return int(value)
        return default

    def key(self, name: str) -> UUID | None:
        """The key of a record, or None."""
        value = self._single(name)
        if not value:
            return None
        with suppress(ValueError):
            return UUID(value)
        self._fault(name, "not_a_key", _said("not_a_key"))
        return None

    def keys(self, name: str) -> tuple[UUID, ...]:
        """The keys of records, each once, in the order given."""
        self._asked.add(name)
        found: dict[UUID, None] = {}
        for value in self._given.getall(name, []):
            try:
                found[UUID(value.strip())] = None
            except ValueError:
                self._fault(name, "not_a_key", _said("not_a_key"))
        return tuple(found)

    def decimal(self, name: str) -> Decimal | None:
        """A finite decimal number, or None."""
        value = self._single(name)
        if not value:
            return None
        with suppress(InvalidOperation):
            number = Decimal(value)
            if number.is_finite():
                return number
        self._fault(name, "not_a_number", _said("not_a_number"))
        return None

    def degrees(self, name: str, bound: int) -> float:
        """A required coordinate from -`bound` to `bound`; 0.0 stands in for one that was refused."""
        value = self._single(name)
        if not value:
            self._fault(name, "missing", _said("missing"))
            return 0.0
        number = _finite(value)
        if number is None:
            self._fault(name, "not_a_number", _said("not_a_number"))
        elif not -bound <= number <= bound:
            self._fault(name, "out_of_range", _said("out_of_range", low=-bound, high=bound))
        else:
            return number
        return 0.0

    def day(self, name: str, latest: date = LATEST) -> date | None:
        """A day as 2026-11-22 within the bounds that documents have and no later than `latest`, or None."""
        value = self._single(name)
        if not value:
            return None
        # Other ISO forms (20261122, 2026-W47-7) are not how anybody here writes a day.
        if _DAY.fullmatch(value):
            with suppress(ValueError):
                day = date.fromisoformat(value)
                if EARLIEST <= day <= latest:
                    return day
                self._fault(name, "out_of_range", _said("out_of_range", low=EARLIEST, high=latest))
                return None
        self._fault(name, "not_a_date", _said("not_a_date"))
        return None

    def division(self, name: str) -> str | None:
        """A division's code, widened to 12 digits, or None."""
        value = self._single(name)
        if not value:
            return None
        try:
            return widened(value)
        except ValueError:
            self._fault(name, "bad_division", _said("bad_division"))
            return None

    def box(self, name: str) -> Box | None:
        """A rectangle ``west,south,east,north``, or None."""
        value = self._single(name)
        if not value:
            return None
        numbers = [number for part in value.split(",") if (number := _finite(part)) is not None]
        if len(numbers) == value.count(",") + 1 == len(Box.__slots__):
            box = Box(*numbers)
            if -180 <= box.west <= box.east <= 180 and -90 <= box.south <= box.north <= 90:
                return box
        self._fault(name, "bad_box", _said("bad_box"))
        return None

    def point(self, name: str, header: str = "") -> LatLon | None:
        """A position ``lon,lat``, or None. What stands in the named header is not seen in addresses and logs."""
        value = self._single(name) or self._headers.get(header, "").strip()
        if not value:
            return None
        numbers = [_finite(part) for part in value.split(",")]
        if len(numbers) == 2 and numbers[0] is not None and numbers[1] is not None:
            with suppress(ValueError):
                return LatLon(lon=numbers[0], lat=numbers[1])
        self._fault(name, "not_a_number", _said("not_a_number"))
        return None

    def _single(self, name: str) -> str:
        self._asked.add(name)
        values = [value.strip() for value in self._given.getall(name, []) if value.strip()]
        if len(values) > 1:
            self._fault(name, "given_twice", _said("given_twice"))
        return values[0] if len(values) == 1 else ""

    def _fault(self, name: str, code: str, message: Wording, given: Sequence[str] = ()) -> None:
        self._faults.append(Fault(name, code, message))
        shown = ", ".join(given or self._given.getall(name, [])) or name
        self._misread.append(shown if len(shown) <= LONGEST_MISREAD else f"{shown[:LONGEST_MISREAD]}…")


def misread_words(request: Request[Any, Any, Any], say: Speech) -> str:
    """What a page says of the parameters that it passed over; empty where all could be read."""
    misread = dict.fromkeys(request.scope["state"].get(_MISREAD, ()))
    return say("find.misread", given=say.comma.join(misread)) if misread else ""


def day_asked(reader: QueryReader, house: House) -> date | None:
    """The day that a page is asked to show (``as_of``); None for today, whose addresses name no day."""
    day = reader.day("as_of")
    return None if day == house.today() else day


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
