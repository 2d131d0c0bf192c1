"""One changed item as a page shows it: its name, what it was, what it is, what is proposed."""

from __future__ import annotations

from dataclasses import dataclass

from app.proposals.items import Difference
from app.proposals.words import item_label, value_text
from app.sites.vocabulary import Vocabulary
from app.web.language import Speech


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item of a change request. `base` is what it was where the request began, `published` what it is now."""

    item: str
    label: str
    base: str
    published: str
    proposed: str
    conflicts: bool
    pointless: bool

    @property
    def id(self) -> str:
        """The item's place on the page."""
        return "i-" + self.item.replace(".", "-")


def proposed_item(difference: Difference, vocabulary: Vocabulary, say: Speech) -> ShownItem:
    """The item in the reader's language."""

    def said(value: object) -> str:
        return say.of(value_text(difference.item, value, vocabulary))

    return ShownItem(
        item=difference.item,
        label=say.of(item_label(difference.item, vocabulary)),
        base=said(difference.base),
        published=said(difference.published),
        proposed=said(difference.proposed),
        conflicts=difference.conflicts,
        pointless=difference.pointless,
    )
