"""What is doubtful about what stands in the form, for whoever fills it in: the same that the reviewer will be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.network.judged import Network
from app.journeys.proposals.form import Trial
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.sheet import Sheet
from app.journeys.registry.doubtful import doubts_by_item, doubts_of_change
from app.sites.vocabulary import Vocabulary
from app.sites.words import item_label
from app.web.language import Speech
from app.web.proposals.form.form_parts import anchor
from app.web.proposals.words import ShownItem, proposed_item


@dataclass(frozen=True, slots=True)
class ShownDoubt:
    """An item to be looked at again: the way to its field, its name, and why."""

    href: str
    label: str
    why: str


def doubted(
    house: House, found: Sheet, trial: Trial, whole: Network, vocabulary: Vocabulary, say: Speech
) -> tuple[ShownDoubt, ...]:
    """Every doubt about the form as it stands. Doubts stop nobody from saving."""
    others = (member.site for member in whole.every)
    return tuple(
        ShownDoubt(anchor(item), say.of(item_label(item, vocabulary)), say.of(doubt.why))
        for item, doubt in doubts_of_change(house, found.site, trial.site, others).items()
    )


def own_items(
    house: House, found: Sheet, mine: Proposed, whole: Network, vocabulary: Vocabulary, say: Speech
) -> Iterator[ShownItem]:
    """The items of one's own request, each with what is doubtful about it."""
    others = [member.site for member in whole.every]
    asked = doubts_by_item(house, found.site, found.published, load_json(mine.stored.edit.encode()), others)
    for difference in mine.differences:
        yield proposed_item(difference, vocabulary, say, asked=asked)
