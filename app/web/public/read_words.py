"""How the words of a search were read, as the page says it: former townships, villages without a site, other words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.journeys.house import House
from app.journeys.network.find import SiteQuery, find_sites, understood
from app.search.matching import Note
from app.web.language import Speech
from app.wording import Wording, listed

NOTES_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """Words that may have been meant by words that found nothing, as a link, with how many sites they find."""

    text: str
    href: str
    count: int


class Said(NamedTuple):
    """A sentence above the results, and the number that it tells to call; empty where it tells none."""

    text: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class ReadWords:
    """What is said above the results, and, where there are none, what may have been meant.

    `at_weekends`: whether the words ask for what is open on Saturdays or Sundays.
    """

    notes: tuple[Said, ...]
    meant: tuple[Meant, ...]
    at_weekends: bool = False


async def read_words(house: House, say: Speech, wanted: SiteQuery, href: Callable[[str], str]) -> ReadWords:
    """How the words of a query were read; `href` gives the address of the page with other words."""
    read = await understood(house, wanted)
    meant = [await _meant(house, wanted, href, text) for text in read.meant]
    return ReadWords(
        notes=tuple(_said(house, say, note) for note in read.notes[:NOTES_AT_MOST]),
        meant=tuple(words for words in meant if words.count),
        at_weekends=read.at_weekends,
    )


async def hints(house: House, wanted: SiteQuery) -> list[Wording]:
    """What is to be said of how the words of a query were read, for those who see no page."""
    read = await understood(house, wanted)
    return [
        Wording(_said(house, Speech("zh"), note).text, _said(house, Speech("en"), note).text) for note in read.notes
    ]


def _said(house: House, say: Speech, note: Note) -> Said:
    place = house.divisions.get(note.place)
    label = say.of(place.label) if place else note.place
    named, by = (say.of(listed([Wording(text, text) for text in texts])) for texts in (note.named, note.by))
    said = say(f"find.note_{note.kind}", named=named, place=label, by=by)
    if note.hotline is None:
        return Said(said)
    number = note.hotline.number
    return Said(said + say.space + say("find.note_call", number=number, name=say.of(note.hotline.name)), number)


async def _meant(house: House, wanted: SiteQuery, href: Callable[[str], str], text: str) -> Meant:
    count = len(await find_sites(house, replace(wanted, text=text)))
    return Meant(text, href(text), count)
