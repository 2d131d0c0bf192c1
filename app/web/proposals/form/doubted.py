"""What is doubtful about what stands in the form, for whoever fills it in: the same that the reviewer will be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.network.judged import Network
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.sheet import Sheet
from app.journeys.registry.doubtful import doubts_by_item, doubts_of_change
from app.normal.doubts import Doubt
from app.sites.site import Site
from app.sites.vocabulary import Vocabulary
from app.sites.words import item_label
from app.web.language import Speech
from app.web.proposals.form.form_parts import anchor
from app.web.proposals.form.form_values import Raw
from app.web.proposals.words import ShownItem, proposed_item

SURE = "_sure"
"""The box that says that what is doubtful is so."""


@dataclass(frozen=True, slots=True)
class ShownDoubt:
    """An item to be looked at again: the way to its field, its name, and why."""

    href: str
    label: str
    why: str


def doubted(house: House, found: Sheet, site: Site, whole: Network) -> Mapping[str, Doubt]:
    """Every doubt by item about what the form comes to. Doubts stop nobody from keeping a draft; whoever submits or
    publishes says that it is so (see `sign_of`).
    """
    return doubts_of_change(house, whole, found.site, site)


def shown_doubts(doubts: Mapping[str, Doubt], vocabulary: Vocabulary, say: Speech) -> tuple[ShownDoubt, ...]:
    """The doubts for a page."""
    return tuple(
        ShownDoubt(anchor(item), say.of(item_label(item, vocabulary)), say.of(doubt.why))
        for item, doubt in doubts.items()
    )


def sign_of(doubts: Mapping[str, Doubt]) -> str:
    """What stands for exactly these doubts, so that saying yes to them says it to no others; empty for none."""
    said = "\n".join(f"{item} {doubt.why.zh}" for item, doubt in doubts.items())
    return hashlib.sha256(said.encode()).hexdigest()[:16] if doubts else ""


def is_sure(doubts: Mapping[str, Doubt], raw: Raw) -> bool:
    """Whether what came from the form says that all this is so."""
    return sign_of(doubts) in ("", *raw.get(SURE, ()))


def own_items(
    house: House, found: Sheet, mine: Proposed, whole: Network, vocabulary: Vocabulary, say: Speech
) -> Iterator[ShownItem]:
    """The items of one's own request, each with what is doubtful about it."""
    asked = doubts_by_item(house, whole, found.site, found.published, load_json(mine.stored.edit.encode()))
    for difference in mine.differences:
        yield proposed_item(difference, vocabulary, say, asked=asked)
