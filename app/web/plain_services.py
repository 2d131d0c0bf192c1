"""What a person gets at a site, in everyday words: those of the vocabulary, beside what the documents call it."""

from __future__ import annotations

from dataclasses import dataclass

from app.sites.site import Site
from app.sites.vocabulary import Vocabulary
from app.web.language import Speech

SERVICES = "services"
MOST_IN_A_ROW = 3
"""Services that a row of a list names; the page of the site has them all."""


@dataclass(frozen=True, slots=True)
class PlainService:
    """What a person gets at a site, and what the documents call it; `words` are empty where no person gets anything."""

    words: str
    titles: tuple[str, ...]


def plain_services(site: Site, vocabulary: Vocabulary, say: Speech) -> tuple[PlainService, ...]:
    """What can be done at the site in everyday words, each said once with its official titles.

    What has none, and serves nobody at the door, comes last under no words of its own.
    """
    kind, reported = vocabulary.facts[SERVICES], site.facts.get(SERVICES)
    titles: dict[str, list[str]] = {}
    for code, label in kind.items.items():
        if isinstance(reported, frozenset) and code in reported:
            titles.setdefault(say.of(kind.plain[code]) if code in kind.plain else "", []).append(say.of(label))
    without = titles.pop("", None)
    found = [PlainService(words, tuple(official)) for words, official in titles.items()]
    return (*found, PlainService("", tuple(without))) if without else tuple(found)


def services_in_a_row(site: Site, vocabulary: Vocabulary, say: Speech) -> str:
    """The first of them, for a row of a list; empty where nobody reported any."""
    words = [service.words for service in plain_services(site, vocabulary, say) if service.words]
    said = say.comma.join(words[:MOST_IN_A_ROW])
    return said if len(words) <= MOST_IN_A_ROW else say("find.and_more", words=said)
