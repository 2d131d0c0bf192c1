"""Writing for programs, under the same rules as the pages: proposing a change, deciding on one, registering sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from app.access.actor import Actor
from app.errors import InvalidInput
from app.exchange.strict_json import load_json
from app.journeys.proposals.add_items import Addition, add_to_draft
from app.journeys.proposals.author import discard, withdraw
from app.journeys.proposals.read import Proposed, own_and_reviewable, proposal
from app.journeys.proposals.review import accept, send_back
from app.journeys.proposals.undo import undo
from app.journeys.registry.register import register
from app.normal.codes import normal_code
from app.normal.printable import printable
from app.sites.entry import Entry
from app.web.api.answers import inside
from app.web.api.bodies import json_object, version_in
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED

_PROPOSAL_KEYS = ("edit", "reason", "submit", "version")
_DECISION_KEYS = ("version", "site_version", "items", "reason")
_IMPORT_KEYS = ("sites", "versions", "reason", "dry_run", "confirm")


@get("/proposals", opt=audience("read_history") | ALREADY_PACKED)
async def list_proposals(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """One's own open proposals, and those that wait for one's review."""
    found = await own_and_reviewable(house, request.user)
    return inside(request, {"proposals": [_document(one) for one in found]})


@get("/proposals/{key:uuid}", opt=audience("read_history") | ALREADY_PACKED)
async def read_proposal(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """One proposal with its differences."""
    return inside(request, _document(await proposal(house, request.user, key)))


@post("/sites/{code:str}/proposals", opt=audience("submit_change") | ALREADY_PACKED, status_code=201)
async def propose(request: Request[Actor, Any, Any], house: GivenHouse, code: PathText) -> Response[bytes]:
    """Propose a change of one site, as a draft or handed in at once.

    ``{"edit": {…}, "reason": "…", "submit": true, "version": 3}``; `version` is the site's as the caller saw it, the
    present one when left out. The edit is laid over one's own draft of the site item by item, and over what was sent
    back; the answer shows all that it then holds. What was submitted before stays as it is. Answers 409 with the
    current version where somebody else changed the same items since.
    """
    body = await json_object(request, _PROPOSAL_KEYS)
    entry = Entry()
    edit = entry.mapping(body.get("edit"), "edit")
    reason = entry.text(body.get("reason", ""), "reason", longest=1000, blank=True) or ""
    at_once = entry.boolean(body.get("submit", False), "submit")
    version = entry.integer(body["version"], "version") if "version" in body else None
    if entry.faults or edit is None:
        raise InvalidInput(entry.faults)
    addition = Addition(code, edit, version)
    (saved,) = await add_to_draft(house, request.user, [addition], reason=reason, hand_in=bool(at_once))
    return inside(request, _document(saved), 201)


@post("/proposals/{key:uuid}/accept", opt=audience("review_change") | ALREADY_PACKED, status_code=200)
async def accept_proposal(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """Publish a proposal, or only its `items`: then the rest goes back to its author as a proposal of its own, for a
    reason. Both versions that were looked at must be named.
    """
    body = await json_object(request, _DECISION_KEYS)
    entry = Entry()
    version, site_version = (version_in(entry, body, name) for name in ("version", "site_version"))
    items = entry.rows(body["items"], "items") if "items" in body else None
    reason = entry.text(body.get("reason", ""), "reason", longest=1000, blank=True) or ""
    if entry.faults:
        raise InvalidInput(entry.faults)
    chosen = [str(item) for item in items] if items is not None else None
    await accept(
        house, request.user, key, seen_version=version, seen_site_version=site_version, chosen=chosen, reason=reason
    )
    return inside(request, _document(await proposal(house, request.user, key)))


@post("/proposals/{key:uuid}/send-back", opt=audience("review_change") | ALREADY_PACKED, status_code=200)
async def send_back_proposal(
    request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]
) -> Response[bytes]:
    """Return a proposal to its author with a reason."""
    version, reason = await _version_and_reason(request)
    await send_back(house, request.user, key, version, reason)
    return inside(request, _document(await proposal(house, request.user, key)))


@post("/proposals/{key:uuid}/withdraw", opt=audience("withdraw_change") | ALREADY_PACKED, status_code=200)
async def withdraw_proposal(
    request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]
) -> Response[bytes]:
    """Take one's own proposal out of review: it is a draft again."""
    version, _ = await _version_and_reason(request)
    await withdraw(house, request.user, key, version)
    return inside(request, _document(await proposal(house, request.user, key)))


@post("/proposals/{key:uuid}/discard", opt=audience("withdraw_change") | ALREADY_PACKED, status_code=200)
async def discard_proposal(
    request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]
) -> Response[bytes]:
    """Give up one's own draft, or what was sent back."""
    version, _ = await _version_and_reason(request)
    await discard(house, request.user, key, version)
    return inside(request, _document(await proposal(house, request.user, key)))


@post("/proposals/{key:uuid}/undo", opt=audience("undo_acceptance") | ALREADY_PACKED, status_code=200)
async def undo_proposal(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """Bring back what an acceptance changed. What was changed again since stays, but for the `items` named, with the
    `site_version` they were seen in.
    """
    body = await json_object(request, ("reason", "items", "site_version"))
    entry = Entry()
    items = entry.rows(body.get("items", []), "items") or []
    seen = entry.integer(body["site_version"], "site_version") if "site_version" in body else None
    reason = entry.text(body.get("reason", ""), "reason", longest=1000, blank=True) or ""
    if entry.faults:
        raise InvalidInput(entry.faults)
    also = [str(item) for item in items]
    await undo(house, request.user, key, reason, also=also, seen_site_version=seen)
    return inside(request, _document(await proposal(house, request.user, key)))


@post("/sites", opt=audience("publish_directly") | ALREADY_PACKED, status_code=200)
async def register_sites(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Register or change sites at once, all or nothing: ``{"sites": […], "reason": "…", "dry_run": false}``.

    ``"versions": {"CODE": 3}`` names the versions that the documents were made from; answers 409 where a site has
    another one now. Sites that were changed without one are named in ``unchecked``: whatever somebody else changed
    of the same items since the caller read them is overwritten. What is doubtful is refused with the code
    ``to_confirm`` unless ``"confirm": true``.
    """
    body = await json_object(request, _IMPORT_KEYS)
    entry = Entry()
    documents = entry.rows(body.get("sites"), "sites")
    reason = entry.text(body.get("reason"), "reason", longest=1000)
    dry_run = entry.boolean(body.get("dry_run", False), "dry_run")
    confirmed = entry.boolean(body.get("confirm", False), "confirm")
    if entry.faults or documents is None or reason is None:
        raise InvalidInput(entry.faults)
    places = [f"sites[{index}]" for index in range(len(documents))]
    seen = _versions(entry, body, documents)
    if entry.faults:
        raise InvalidInput(entry.faults)
    outcome = await register(
        house,
        request.user,
        documents,
        reason=reason,
        dry_run=bool(dry_run),
        prefixes=places,
        expected=seen,
        confirmed=bool(confirmed),
    )
    return inside(
        request,
        {
            "dry_run": bool(dry_run),
            "created": list(outcome.created),
            "changed": list(outcome.changed),
            "unchanged": list(outcome.unchanged),
            "unchecked": [code for code in outcome.changed if code not in seen],
        },
    )


def _versions(entry: Entry, body: Mapping[str, Any], documents: Sequence[Any]) -> dict[str, int]:
    """The versions that the caller saw, by code; a fault for a code that no document has."""
    sent = [document.get("code") for document in documents if isinstance(document, Mapping)]
    codes = {normal_code(code) for code in sent if isinstance(code, str)}
    seen: dict[str, int] = {}
    for text, number in (entry.mapping(body.get("versions", {}), "versions") or {}).items():
        code, path = normal_code(str(text)), f"versions.{printable(str(text))}"
        if code not in codes:
            entry.fault(path, "unknown_code", "sites 中没有这个编码", "no document of sites has this code")
        elif (version := entry.integer(number, path)) is not None:
            seen[code] = version
    return seen


async def _version_and_reason(request: Request[Any, Any, Any]) -> tuple[int, str]:
    body = await json_object(request, ("version", "reason"))
    entry = Entry()
    version = version_in(entry, body, "version")
    reason = entry.text(body.get("reason", ""), "reason", longest=1000, blank=True) or ""
    if entry.faults:
        raise InvalidInput(entry.faults)
    return version, reason


def _document(found: Proposed) -> dict[str, Any]:
    stored = found.stored
    return {
        "id": str(stored.id),
        "site": stored.site_code,
        "state": stored.state,
        "version": stored.version,
        "site_version": found.site.version,
        "author": stored.author_name,
        "reason": stored.reason,
        "decision": stored.decision,
        "escalation": found.level,
        "edit": load_json(stored.edit.encode()),
        "accepted_items": load_json((stored.accepted_items or "[]").encode()),
        "carried_on_by": str(stored.carried_on_by) if stored.carried_on_by else None,
        "conflicts": [difference.item for difference in found.conflicts],
    }
