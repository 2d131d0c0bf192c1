"""What a save is asked, and what it answers: kept, handed in, put on record, in conflict, or refused.

One vocabulary for the form, the interface and the workbook; `save` is the line between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from app.errors import Fault, InvalidInput, Refused, ZhanwangError
from app.journeys.proposals.form import EditRead
from app.journeys.proposals.read import Proposed, stale
from app.journeys.proposals.sheet import Sheet
from app.sites.items import Difference
from app.sites.site import Site
from app.store.proposals import StoredProposal
from app.wording import Wording

Then = Literal["keep", "submit", "publish"]
"""What is to come of it: a draft, a request for review, or the record itself."""


@dataclass(frozen=True, slots=True)
class SeenDraft:
    """A person's draft or request as a form saw it: the version, and the id of the proposal that it is a version of.

    `key` is None where a form does not say, which was loaded before forms did: then the version alone is compared.
    """

    version: int
    key: UUID | None = None

    def is_still(self, stored: StoredProposal) -> bool:
        """Whether this proposal, as it is now, is the one that was seen."""
        return self.version == stored.version and self.key in (None, stored.id)


def seen_now(begun: Iterable[Proposed]) -> tuple[SeenDraft, ...]:
    """Drafts or requests as a form sees them that is opened now."""
    return tuple(SeenDraft(one.stored.version, one.stored.id) for one in begun)


def are_still(seen: Sequence[SeenDraft], begun: Sequence[Proposed]) -> bool:
    """Whether a form that laid these over would lay over the same now: none saved again, none more, none fewer."""
    return len(seen) == len(begun) and all(any(one.is_still(now.stored) for one in seen) for now in begun)


@dataclass(frozen=True, slots=True)
class StandsOn:
    """What the fields of a form were read from: the version of the site, and all drafts or requests laid over it."""

    site_version: int
    drafts: tuple[SeenDraft, ...]


@dataclass(frozen=True, slots=True)
class OnForm:
    """What the form knew that something was typed into.

    `drafts` are all of the person's that it laid over the record: their draft, or every request sent back; none where
    it held the record alone. `sides` are the items of a conflict that a side was chosen for, true for one's own, seen
    at the site's version `resolved_at`. `takes_back`: the request that waits, as it was shown, which is to be taken
    back and gone on with. `draft_sides` are those of what the same person saved elsewhere meanwhile or had sent back,
    true for this form's, chosen when the drafts were as `drafts_resolved`.
    """

    drafts: tuple[SeenDraft, ...] = ()
    resolved_at: int | None = None
    sides: Mapping[str, bool] | None = None
    takes_back: SeenDraft | None = None
    drafts_resolved: tuple[SeenDraft, ...] = ()
    draft_sides: Mapping[str, bool] | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody says about a site: values by item, and the version of the site they looked at (None: the present).

    With `form` the items are all that the form asks: what equals the record there is no change, and goes from the
    draft. Without it they are laid over the draft, which keeps all they do not mention. `asks` tells of the site that
    would be handed in whether something about it is doubtful and the person has not said that it is so; None where
    nobody sits before it.
    """

    items: Mapping[str, Any]
    seen_version: int | None
    then: Then
    reason: str = ""
    form: OnForm | None = None
    asks: Callable[[Sheet, Site], bool] | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """It is a draft now."""

    proposal: Proposed


@dataclass(frozen=True, slots=True)
class Submitted:
    """It waits for review now."""

    proposal: Proposed


@dataclass(frozen=True, slots=True)
class Published:
    """It is the record now."""


@dataclass(frozen=True, slots=True)
class SaveConflict:
    """Nothing was saved: others changed the same items, or the drafts moved on, where their author may have changed
    them too. Then `begun` are the drafts as they are now, and a conflicting difference has their value as the
    published one.
    """

    sheet: Sheet
    differences: tuple[Difference, ...]
    begun: tuple[Proposed, ...] = ()

    @property
    def error(self) -> ZhanwangError:
        """The same as an error."""
        return stale(self.sheet.stored, [d for d in self.differences if d.conflicts])


@dataclass(frozen=True, slots=True)
class SaveRefused:
    """Nothing was saved, because of `faults`, or for what is `said`. `edit` is what was entered, against the record.

    `on` is what it was brought together with, so what a form stands on that comes back with it. Where a request of the
    same person is `waiting` it was brought together with nothing, and that is what the form came with. `read` is that
    edit as entry read it, None where it was refused before. `asks`: only for a yes to what is doubtful.
    """

    sheet: Sheet
    edit: Mapping[str, Any]
    on: StandsOn
    faults: tuple[Fault, ...] = ()
    said: Wording | None = None
    waiting: Proposed | None = None
    read: EditRead | None = None
    asks: bool = False

    @property
    def error(self) -> ZhanwangError:
        """The same as an error."""
        return Refused(self.said) if self.said is not None else InvalidInput(self.faults)


SaveOutcome = Saved | Submitted | Published | SaveConflict | SaveRefused


def done_or_raised(
    outcome: tuple[Saved | Submitted | Published, ...] | SaveConflict | SaveRefused,
) -> tuple[Proposed, ...]:
    """The drafts and requests of a save. Raises what stood against it: Stale, InvalidInput, Refused."""
    if isinstance(outcome, SaveConflict | SaveRefused):
        raise outcome.error
    return tuple(one.proposal for one in outcome if not isinstance(one, Published))
