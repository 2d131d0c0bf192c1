"""Two audits beside each other, or one beside a day's live record: what turned, what moved, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get
from litestar.response import Template

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.journeys.audits.audit_workbooks import comparison_workbook, side_words
from app.journeys.audits.compare import (
    MOVE_WORDS,
    MOVES,
    TURN_WORDS,
    TURNS,
    WHY_WORDS,
    ClauseTurn,
)
from app.journeys.audits.compare_totals import totals_of
from app.journeys.audits.compare_words import TurnWords, move_words, turn_words
from app.journeys.audits.compared import Compared, compared
from app.journeys.audits.finding_words import standing_on
from app.journeys.house import House
from app.web import formats
from app.web.audience import audience
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader
from app.web.states import MARKS, Mark
from app.wording import Wording

COMPARE, COMPARE_WORKBOOK = "/audits/compare", "/audits/compare.xlsx"
A_PAGE = 50
_MOST_PAGES = 100_000
_ONE_SIDE = Wording("请选择一个核查存档，或填写起始日期", "choose an audit, or give a day to begin with")


@dataclass(frozen=True, slots=True)
class AskedComparison:
    """What the address asks for: each side an audit's key or a day, the other side None for today."""

    programme: str | None
    one: UUID | date
    other: UUID | date | None

    def href(self, path: str = COMPARE, **more: str | int) -> str:
        """The comparison with some filters."""
        asked = {"programme": self.programme or ""}
        for name, day, side in (("one", "since", self.one), ("other", "until", self.other)):
            if side is not None:
                asked[name if isinstance(side, UUID) else day] = str(side)
        return path + "?" + urlencode({name: value for name, value in {**asked, **more}.items() if value})


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A clause that turned: its words, and the signs of both sides; None where it did not bind the site."""

    words: TurnWords
    site_href: str
    before: Mark | None
    after: Mark | None


@dataclass(frozen=True, slots=True)
class TurnChip:
    """A way to those rows only that turned or moved so; without a number where it shows all."""

    label: str
    href: str
    count: int
    chosen: bool


def _read(reader: QueryReader, house: House) -> AskedComparison:
    programme = reader.code("programme", house.programmes)
    one, since = reader.key("one"), reader.day("since")
    other, until = reader.key("other"), reader.day("until")
    begin = one or since
    if begin is None:
        raise InvalidInput([Fault("one", "missing", _ONE_SIDE)])
    return AskedComparison(programme, begin, other or until)


@get(COMPARE, opt=audience("read_county"))
async def compare_audits_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What became of one result in the other."""
    reader = QueryReader(request)
    asked = _read(reader, house)
    turn, why, move = reader.code("turn", TURNS), reader.code("why", WHY_WORDS), reader.code("move", MOVES)
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    both = await compared(house, request.user, asked.one, asked.other, programme=asked.programme)
    found = both.found
    turned = [one for one in found.turned if _wanted(one, turn, why)]
    moved = [one for one in found.moved if move in (None, one.move)]
    here = min(number, max(1, -(-len(turned) // A_PAGE)))
    filters = {"turn": turn or "", "why": why or "", "move": move or ""}
    first = (here - 1) * A_PAGE
    return page(
        request,
        say,
        "audits/compare_audits.html",
        has_samples=both.before.told.has_samples or both.after.told.has_samples,
        programme=found.after.programme,
        standing=say.of(standing_on(found.after.programme, found.after.as_of)),
        sides=[(say.of(side_words(side)), _side_href(side.audit)) for side in (both.before, both.after)],
        same_pack=found.is_same_pack,
        workbook_href=asked.href(COMPARE_WORKBOOK),
        totals=[(say.of(one.label), one.before, one.after, one.change) for one in totals_of(found.before, found.after)],
        moves=_chips(asked, filters, "move", found.moves, MOVE_WORDS, say),
        turns=_chips(asked, filters, "turn", found.turns, TURN_WORDS, say),
        whys=_chips(asked, filters, "why", _whys(both, turn), WHY_WORDS, say),
        moved=[move_words(house, found, one) for one in moved],
        turned=[_row(house, both, one) for one in turned[first : first + A_PAGE]],
        first=first + 1,
        matched=len(turned),
        previous_href=asked.href(**filters, page=here - 1) if here > 1 else "",
        next_href=asked.href(**filters, page=here + 1) if here * A_PAGE < len(turned) else "",
    )


def _wanted(one: ClauseTurn, turn: str | None, why: str | None) -> bool:
    return turn in (None, one.turn) and (why is None or why in one.why)


def _whys(both: Compared, turn: str | None) -> dict[Any, int]:
    rows = [one for one in both.found.turned if turn in (None, one.turn)]
    return {why: sum(why in one.why for one in rows) for why in WHY_WORDS}


def _chips(
    asked: AskedComparison, filters: dict[str, str], name: str, counts: Any, words: Any, say: Speech
) -> list[TurnChip]:
    """A chip for each that there is any of, and before them one for all."""
    chips = [
        TurnChip(say.of(words[code]), asked.href(**{**filters, name: code}), n, filters[name] == code)
        for code, n in counts.items()
        if n or filters[name] == code
    ]
    every = TurnChip(say("audits.all"), asked.href(**{**filters, name: ""}), 0, not filters[name])
    return [every, *chips] if chips else []


def _side_href(audit: Any) -> str:
    return f"/audits/{audit.id}" if audit is not None else ""


def _row(house: House, both: Compared, one: ClauseTurn) -> TurnRow:
    return TurnRow(
        words=turn_words(house, both.found, one),
        site_href=f"/work/sites/{one.site.code}",
        before=MARKS[one.before.verdict] if one.before else None,
        after=MARKS[one.after.verdict] if one.after else None,
    )


@get(COMPARE_WORKBOOK, opt=audience("read_county") | ALREADY_PACKED)
async def compare_audits_file(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech
) -> Response[bytes]:
    """The whole comparison as a workbook."""
    reader = QueryReader(request)
    asked = _read(reader, house)
    reader.done(unknown_allowed=True)
    both = await compared(house, request.user, asked.one, asked.other, programme=asked.programme)
    content = await comparison_workbook(house, both, say.language)
    days = [formats.day(side.as_of) for side in (both.found.before, both.found.after)]
    shown = say("audits.compare_file", before=days[0], after=days[1])
    return workbook_response(content, f"compare-{days[0]}-{days[1]}.xlsx", shown)
