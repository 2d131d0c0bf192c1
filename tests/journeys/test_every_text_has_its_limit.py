"""Whatever somebody types or sends may be so long or large and no more: the limit is taken, one sign more is refused.

The limits are written out here, so that whoever changes one says so. Nothing is written by any of these: something else
of each is wrong too, or what it is about has moved on.
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from app.errors import InvalidInput, NotFound, TooLarge, ZhanwangError
from app.journeys.accounts.accounts import add_account
from app.journeys.assessments.half_years import half_year
from app.journeys.assessments.ledger_exchange import import_ledgers
from app.journeys.assessments.ledgers import correct_row, withdraw_row
from app.journeys.assessments.payments import enter_payment, request_payment
from app.journeys.assessments.scoring import Points, preview_points
from app.journeys.assessments.warnings import accept_warning, give_warning
from app.journeys.audits.kept_audits import make_audit, sign_audit
from app.journeys.desk.what_if_kept import keep_what_if
from app.journeys.evidence import Upload, add_evidence
from app.journeys.faults.answering import answer_fault
from app.journeys.faults.report import FaultSaid, report_fault
from app.journeys.inspections.issue import issue_notices
from app.journeys.inspections.notices import receive_notice
from app.journeys.inspections.visits import record_visit
from app.journeys.registry.acceptance import move_acceptance
from app.journeys.registry.life import add_site, change_life
from app.journeys.registry.merge import merge_sites
from app.journeys.registry.public_photos import PhotoOffered, publish_photo
from app.journeys.site_rights import stored_site
from app.journeys.spending.entries import change_spending, enter_spending
from tests.journeys.looked_at import CODE, CONTRACT, World, world
from tests.journeys.writes.table import BUREAU, EDITOR, OFFICE, OPERATOR, QU, REVIEWER, ROOT

__all__ = ["world"]

Typed = Callable[[World, str], Awaitable[Any]]
TOWNSHIP = "511725103000"
BAD = "x" * 3000


async def _reviewed(w: World, text: str) -> Any:
    line = (await half_year(w.house, BUREAU, CONTRACT, "2026-H1")).card.lines[0].id
    return await preview_points(w.house, BUREAU, CONTRACT, "2026-H1", "review", Points({line: "x"}, {line: text}))


async def _stepped(w: World, **given: str) -> Any:
    seen = (await stored_site("DEMO-FWD-036")).version, 0
    return await move_acceptance(w.house, OFFICE, "DEMO-FWD-036", seen, "desk", {"happened_on": "", **given})


async def _lived(w: World, move: Any, **given: str) -> Any:
    version = (await stored_site(CODE)).version
    return await change_life(w.house, OFFICE, CODE, version, move, given)


def asked_for(w: World, **said: str) -> Awaitable[Any]:
    return request_payment(w.house, OPERATOR, CONTRACT, "advance", {"invoice": BAD, "account": BAD} | said)


def named(w: World, **said: str) -> Awaitable[Any]:
    return add_account(w.house, ROOT, **{"username": "", "display_name": "", "role": "reader", "password": "x"} | said)


async def _merged(w: World, text: str) -> Any:
    return await merge_sites(w.house, OFFICE, CODE, (await stored_site(CODE)).version, "NO-SUCH", text)


def spent(w: World, **given: str) -> Awaitable[Any]:
    return enter_spending(w.house, OFFICE, QU, given)


LIMITS: list[tuple[str, int, Typed]] = [
    ("finding", 1000, lambda w, t: give_warning(w.house, BUREAU, CONTRACT, {"finding": t})),
    ("demand", 1000, lambda w, t: give_warning(w.house, BUREAU, CONTRACT, {"demand": t})),
    ("remark", 1000, lambda w, t: accept_warning(w.house, BUREAU, w["warning"], 99, t)),
    ("reason", 200, lambda w, t: withdraw_row(w.house, OPERATOR, w["row"], 99, t)),
    ("reason", 200, lambda w, t: correct_row(w.house, OPERATOR, w["row"], 99, {"day": "2026-03-02"}, t)),
    ("reason", 200, lambda w, t: import_ledgers(w.house, OPERATOR, CONTRACT, [], reason=t, dry_run=True)),
    (
        "invoice",
        100,
        lambda w, t: request_payment(w.house, OPERATOR, CONTRACT, "advance", {"invoice": t, "account": BAD}),
    ),
    (
        "account",
        100,
        lambda w, t: request_payment(w.house, OPERATOR, CONTRACT, "advance", {"account": t, "invoice": BAD}),
    ),
    ("voucher", 100, lambda w, t: enter_payment(w.house, BUREAU, CONTRACT, "advance", {"voucher": t})),
    ("reason", 400, _reviewed),
    ("title", 60, lambda w, t: make_audit(w.house, OFFICE, QU, "x", t)),
    ("remark", 2000, lambda w, t: sign_audit(w.house, OFFICE, uuid4(), t)),
    ("name", 200, lambda w, t: keep_what_if(w.house, OFFICE, QU, "no.clause", {}, t, None)),
    ("reason", 2000, lambda w, t: _lived(w, "status", status="x", reason=t)),
    ("why", 2000, lambda w, t: _lived(w, "waive", why=t)),
    ("paper", 200, lambda w, t: _lived(w, "waive", paper=t)),
    ("reason", 2000, lambda w, t: add_site(w.house, OFFICE, {"division": TOWNSHIP}, t)),
    ("reason", 2000, _merged),
    ("opinion", 2000, lambda w, t: _stepped(w, opinion=t)),
    ("done_by", 200, lambda w, t: _stepped(w, done_by=t)),
    ("reason", 2000, lambda w, t: change_spending(w.house, OFFICE, w["spending"], 1, "correct", {"reason": t})),
    ("voucher", 100, lambda w, t: spent(w, voucher=t)),
    ("purpose", 200, lambda w, t: spent(w, purpose=t)),
    ("site", 200, lambda w, t: spent(w, site=t)),
    ("amount", 100, lambda w, t: spent(w, amount=t)),
    ("received_by", 200, lambda w, t: receive_notice(w.house, OFFICE, w["notice"], 1, t, "")),
    ("demand", 2000, lambda w, t: issue_notices(w.house, OFFICE, QU, {"demand": t})),
    ("remarks", 2000, lambda w, t: issue_notices(w.house, OFFICE, QU, {"remarks": t})),
    ("addressees[x]", 100, lambda w, t: issue_notices(w.house, OFFICE, QU, {"addressees": {"x": t}})),
    (
        "display_name",
        60,
        lambda w, t: add_account(w.house, ROOT, username="", display_name=t, role="reader", password="x"),
    ),
    ("username", 64, lambda w, t: named(w, username=t)),
    ("caption", 60, lambda w, t: publish_photo(w.house, OFFICE, CODE, PhotoOffered(t, harmless=False))),
    ("words", 500, lambda w, t: report_fault(w.house, None, CODE, FaultSaid("x", t), uuid4())),
    ("answer", 500, lambda w, t: answer_fault(w.house, EDITOR, uuid4(), 1, t)),
]
"""What is typed where, and how long it may be."""


MAY_BE_EMPTY = {
    *("invoice", "account", "title", "remarks", "addressees[x]", "site", "words"),
    *(("reason", 5), ("reason", 9), ("remark", 11)),
}
"""Of these texts those that may be left empty: by path, or where several have it by path and place."""


async def refused_at(asked: Awaitable[Any]) -> set[str]:
    """The places of what is wrong with what was typed, but for what it means."""
    try:
        await asked
    except InvalidInput as error:
        return {fault.path for fault in error.faults if fault.code not in ("unknown_site", "wrong_type")}
    except ZhanwangError:
        return set()
    return set()


@pytest.mark.parametrize(("path", "longest", "typed"), LIMITS, ids=[f"{n}-{one[0]}" for n, one in enumerate(LIMITS)])
async def test_a_text_may_be_so_long_and_no_longer(world: World, path: str, longest: int, typed: Typed) -> None:
    for text, is_refused in (("a" * longest, False), ("a" * (longest + 1), True)):
        told = [place for place in await refused_at(typed(world, text)) if place.startswith(path)]
        assert bool(told) is is_refused, f"{len(text)} signs: {told}"


@pytest.mark.parametrize("place", range(len(LIMITS)), ids=lambda place: f"{place}-{LIMITS[place][0]}")
async def test_a_text_is_wanted_or_may_be_left_empty(world: World, place: int) -> None:
    path, _, typed = LIMITS[place]
    for text in ("", " 　"):
        told = [one for one in await refused_at(typed(world, text)) if one.startswith(path)]
        assert bool(told) is not bool(MAY_BE_EMPTY & {path, (path, place)}), repr(text)


VISIT = {"inspectors": "张三", "looked-station.posted": "same"}
FILES: dict[str, Callable[[World, bytes], Awaitable[Any]]] = {
    "evidence": lambda w, raw: add_evidence(w.house, EDITOR, CODE, "address", [Upload("a.jpg", raw)]),
    "a photo of a fault": lambda w, raw: report_fault(w.house, None, CODE, FaultSaid("closed", photo=raw), uuid4()),
    "a photo for all": lambda w, raw: publish_photo(w.house, OFFICE, CODE, PhotoOffered("门口", True, upload=raw)),
    "a photo of a visit": lambda w, raw: record_visit(
        *(w.house, REVIEWER, CODE, VISIT | {"visited_on": str(w.house.today())}, None),
        photos={"station.posted": [Upload("b.jpg", raw)]},
    ),
}


@pytest.mark.parametrize("what", FILES)
async def test_a_file_may_be_so_large_and_no_larger(world: World, what: str) -> None:
    for size, error in ((12 * 1024 * 1024, InvalidInput), (12 * 1024 * 1024 + 1, TooLarge)):
        with pytest.raises(error):
            await FILES[what](world, b"x" * size)


REFUSED: dict[str, Callable[[World, bytes], Awaitable[Any]]] = {
    "evidence": lambda w, raw: add_evidence(w.house, EDITOR, CODE, "no.such.item", [Upload("a.jpg", raw)]),
    "a photo of a fault": lambda w, raw: report_fault(w.house, None, CODE, FaultSaid("x", photo=raw), uuid4()),
    "a photo for all": lambda w, raw: publish_photo(w.house, OFFICE, CODE, PhotoOffered("", False, upload=raw)),
    "a photo of a visit": lambda w, raw: record_visit(
        *(w.house, REVIEWER, CODE, VISIT | {"visited_on": "x"}, None),
        photos={"station.posted": [Upload("b.jpg", raw)]},
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_a_photo_of_what_is_refused_is_not_kept(world: World, what: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (1, 2, len(what))).save(out, "JPEG")
    kept = {path for path in world.house.settings.data_dir.rglob("*") if path.is_file()}
    with pytest.raises((InvalidInput, NotFound)):
        await REFUSED[what](world, out.getvalue())
    assert {path for path in world.house.settings.data_dir.rglob("*") if path.is_file()} == kept
