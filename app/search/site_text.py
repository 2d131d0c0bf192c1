"""What is said of one site, in the form in which search compares: made once for each version of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.normal.telephones import telephones
from app.search.cities import also_called
from app.search.fold import fold, is_latin
from app.search.lexicon import SERVICES
from app.sites.divisions import Divisions
from app.sites.opening import OPENING_HOURS
from app.standards.programme import Programme

_WEEKEND = ("sat", "sun")
_folded = lru_cache(16_384)(fold)
"""Places, kinds and services are named alike by many sites."""


@dataclass(frozen=True, slots=True)
class SiteText:
    """`name` and `said` (what is written of it alone) in Chinese, `said_of_place` and `said_of_offer` what is written
    of its place, kind and services; the rest in Latin words, a blank before each.

    `short` are the initials of its name, `spelled` its name in pinyin and its code, as it is and without hyphens;
    `short_places` and `spelled_places` those of its township and village, and its words in English but for
    those of its services, `spelled_services`. `phones` are digits as they are dialled, each between ends of
    lines, `services` the codes of those that it reports, each between blanks.
    `at_weekends`: whether its week has hours on Saturdays or Sundays, no where it reports none.
    """

    name: str
    said: str
    said_of_place: str
    said_of_offer: str
    short: str
    spelled: str
    short_places: str
    spelled_places: str
    spelled_services: str
    phones: str
    services: str
    at_weekends: bool


def site_text(document: Mapping[str, Any], search_text: str, programme: Programme, divisions: Divisions) -> SiteText:
    """The text of a site that passed entry, of the document that was written of it.

    `search_text`: what the registry keeps for it (`sites.search`), pinyin and initials with it. An address is found as
    it is written only: its pinyin would be found under every other word.
    """
    path = divisions.path(document["division"]) if document.get("division") else ()
    kind = programme.kinds_by_code[document["kind"]]
    tier = next((tier.label for tier in kind.tiers if tier.code == document["tier"]), None)
    known = programme.vocabulary.facts.get(SERVICES)
    facts = document.get("facts") or {}
    services = sorted(facts.get(SERVICES) or ())
    labels = [kind.label, *([tier] if tier else [])]
    offered = [known.items[code] for code in services if known and code in known.items]
    name, code = fold(document.get("name") or ""), fold(document["code"])
    hours = facts.get(OPENING_HOURS) or {}
    groups = _groups(search_text)
    towns = {_folded(written) for division in path if division.level != "county" for written in division.names}
    short, spelled = _latin({name}, groups)
    short_places, spelled_places = _latin(towns, groups)
    english = [_folded(label.en) for label in labels] + [_folded(d.label.en) for d in path]
    city = document.get("host_city") or ""
    places = {_folded(written) for division in path for written in division.names}
    said = [*(line for line in groups if line == name or line not in places), city, *also_called(city)]
    return SiteText(
        name=name,
        said=_lines(said),
        said_of_place=_lines(line for line in groups if line in places),
        said_of_offer=_lines(label.zh for label in (*labels, *offered)),
        short=short,
        spelled=f"{spelled} {code} {code.replace('-', '')}",
        short_places=short_places,
        spelled_places=" ".join(["", *filter(None, [spelled_places.strip(), *english])]),
        spelled_services=" ".join(["", *(_folded(label.en) for label in offered)]),
        phones="\n".join(["", *_dialled(document.get("phone")), ""]),
        services=" ".join(["", *services, ""]),
        at_weekends=any(hours.get(day) for day in _WEEKEND),
    )


def _dialled(phone: str | None) -> Iterator[str]:
    """The numbers of a field of telephones, without their extensions."""
    for one in telephones(phone or ""):
        if one.dialled is not None:
            yield one.dialled.partition(",")[0]


def _lines(said: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(_folded(line) for line in said if line))


def _groups(search_text: str) -> dict[str, list[str]]:
    """The written lines of the text kept for searching, each with the Latin lines (pinyin, initials) that follow it."""
    groups: dict[str, list[str]] = {}
    latin: list[str] = []
    for line in search_text.split("\n"):
        folded = _folded(line)
        if not folded:
            continue
        if is_latin(folded.replace(" ", "")) and line.isascii():
            latin.append(folded)
        else:
            latin = groups.setdefault(folded, [])
    return groups


def _latin(names: set[str], groups: dict[str, list[str]]) -> tuple[str, str]:
    """Initials and pinyin of these names: of the two lines that follow a name the shorter are its initials."""
    short, spelled = [], []
    for name in names & groups.keys():
        lines = sorted(groups[name], key=len)
        short += lines[: len(lines) // 2]
        spelled += lines[len(lines) // 2 :]
    return " ".join(["", *short]), " ".join(["", *spelled])
