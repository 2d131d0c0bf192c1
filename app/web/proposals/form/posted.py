"""What came from the form of a site: its fields, and what the page itself knows of the save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from litestar import Request

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.journeys.proposals.outcomes import SeenDraft
from app.web.given import form_key, whole_in_form
from app.web.proposals.form.copies import COPY_FIELD, copy_name
from app.web.proposals.form.form_values import Raw
from app.wording import Wording

MOST_FIELDS = 5000
_TOO_MANY_FIELDS = Wording("表单过大", "the form has too many fields")
_UNREADABLE = Wording("页面已过期，请刷新页面", "the form does not say which version it stands on; reload the page")
_OWN = (
    "_action",
    "_reason",
    "_site_version",
    "_proposal",
    "_proposal_version",
    "_waiting",
    "_waiting_version",
    "_resolved",
    "_draft_resolved",
    "_draft_resolved_of",
    "_confirm",
    COPY_FIELD,
)
_SIDE, _DRAFT_SIDE, _MINE = "_side.", "_draft_side.", "mine"


@dataclass(frozen=True, slots=True)
class Posted:
    """What came from the form: the fields, and what the page itself knows.

    `sides` are the items of a conflict that a side was chosen for; true means one's own. `draft_sides` are those that
    the same person changed elsewhere too; true means this page's. `copy` names what the browser keeps of it. `drafts`
    are those that the page shows or lets be taken back, as they were shown; `waiting` the request that a save may take
    back, where the page showed one.
    """

    raw: Raw
    action: str
    reason: str
    site_version: int
    drafts: tuple[SeenDraft, ...]
    resolved_at: int | None
    sides: dict[str, bool]
    drafts_resolved: tuple[SeenDraft, ...]
    draft_sides: dict[str, bool]
    confirmed: str
    copy: str
    waiting: SeenDraft | None = None


async def posted_form(request: Request[Actor, Any, Any]) -> Posted:
    """The form as it was sent. Raises InvalidInput where it does not say which record it stands on."""
    form = await request.form()
    if len(form) > MOST_FIELDS:
        raise InvalidInput([Fault("", "too_long", _TOO_MANY_FIELDS)])
    raw = {name: [value for value in form.getall(name) if isinstance(value, str)] for name in dict.fromkeys(form)}
    own = {name: (raw.pop(name, None) or [""])[-1] for name in _OWN}
    sides, draft_sides = _sides(raw, _SIDE), _sides(raw, _DRAFT_SIDE)
    site_version = whole_in_form(own["_site_version"])
    if site_version is None:
        raise InvalidInput([Fault("_site_version", "missing", _UNREADABLE)])
    return Posted(
        raw=raw,
        action=own["_action"],
        reason=own["_reason"],
        site_version=site_version,
        drafts=_seen(own["_proposal_version"], own["_proposal"]),
        resolved_at=whole_in_form(own["_resolved"]),
        sides=sides,
        drafts_resolved=_seen(own["_draft_resolved"], own["_draft_resolved_of"]),
        draft_sides=draft_sides,
        confirmed=own["_confirm"],
        copy=copy_name(own[COPY_FIELD]),
        waiting=next(iter(_seen(own["_waiting_version"], own["_waiting"])), None),
    )


def versions_of(drafts: Iterable[SeenDraft]) -> str:
    """The versions of what a page shows, as its form sends them: in the order of `keys_of`, with blanks between."""
    return " ".join(str(one.version) for one in drafts)


def keys_of(drafts: Iterable[SeenDraft]) -> str:
    """The keys of what a page shows, as its form sends them."""
    return " ".join(str(one.key or "") for one in drafts)


def _seen(versions: str, keys: str) -> tuple[SeenDraft, ...]:
    """What `versions_of` and `keys_of` wrote. A form loaded before forms named what they show sends no key."""
    numbers = [whole_in_form(version) for version in versions.split()]
    return tuple(
        SeenDraft(number, form_key(key))
        for number, key in zip_longest(numbers, keys.split()[: len(numbers)], fillvalue="")
        if isinstance(number, int)
    )


def _sides(raw: dict[str, list[str]], prefix: str) -> dict[str, bool]:
    """The sides chosen under a prefix, taken out of the fields."""
    chosen = [name for name in raw if name.startswith(prefix)]
    return {name.removeprefix(prefix): raw.pop(name)[-1] == _MINE for name in chosen}
