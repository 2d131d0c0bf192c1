"""The register at its edges: merging a site into one below it, steps in the order of their days, rings further up, what
a draft may keep and who changed an item last.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.access.actor import Actor, Scope
from app.errors import NotAllowed, NotFound, Refused
from app.exchange.strict_json import load_json
from app.inspections.acceptance import AcceptanceMove
from app.journeys.evidence import MOST_BYTES
from app.journeys.house import House
from app.journeys.proposals.form import changed_by, may_wait, read_edit
from app.journeys.registry.acceptance import SUBJECT, move_acceptance, read_acceptance
from app.journeys.registry.life import add_site, change_life
from app.journeys.registry.merge import merge_sites
from app.journeys.registry.public_photos import PhotoOffered, public_photo_bytes, publish_photo
from app.journeys.registry.register import register
from app.journeys.site_rights import stored_site
from app.sites.document import read_site
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.sites import insert_sites
from tests.journeys.test_refused_with_its_reason import CARD, faults, refused
from tests.journeys.writes.table import EDITOR, OFFICE, QU, ROOT
from tests.networks import house_of_copy

TUXI = "511725103000"
STATION = {"programme": QU, "kind": "service_station", "tier": "township_basic", "status": "operating"}
STATION |= {"division": TUXI}
KEPT = ("status", "parent", "staff")


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration, in which each test has sites of its own."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("register-edges")) as built:
        yield built


async def document(code: str) -> dict[str, Any]:
    found: dict[str, Any] = load_json((await stored_site(code)).document.encode())
    return found


async def version(code: str) -> int:
    return (await stored_site(code)).version


async def added(house: House, code: str, **more: Any) -> None:
    await register(house, ROOT, [{**STATION, "code": code, "name": code, **more}], reason="x")


async def test_a_site_is_merged_into_one_below_it_and_all_of_it_comes_back(house: House) -> None:
    staff = (await document("QX-TUXI"))["staff"]
    await added(house, "UP", parent="QX-HUB", staff=staff)
    for code in ("DOWN", "BESIDE"):
        await added(house, code, parent="UP")
    before = {code: await document(code) for code in ("UP", "DOWN", "BESIDE")}
    assert "staff" not in before["DOWN"]
    await merge_sites(house, OFFICE, "UP", await version("UP"), "DOWN", "合并")
    down, beside, up = await document("DOWN"), await document("BESIDE"), await document("UP")
    assert (down["parent"], beside["parent"], up["status"]) == ("QX-HUB", "DOWN", "closed")
    assert down["staff"] == staff != []
    await change_life(house, OFFICE, "UP", await version("UP"), "undo", {"reason": "并错了"})
    for code, was in before.items():
        now = await document(code)
        assert [now.get(key) for key in KEPT] == [was.get(key) for key in KEPT]


async def test_a_merge_is_undone_only_while_nobody_changed_what_it_touched(house: House) -> None:
    await added(house, "GONE", parent="QX-HUB")
    await added(house, "BELOW-GONE", parent="GONE")
    await added(house, "STAYS", parent="QX-HUB")
    await added(house, "BELOW-STAYS", parent="STAYS")
    await merge_sites(house, OFFICE, "GONE", await version("GONE"), "STAYS", "合并")
    await register(house, ROOT, [{"code": "BELOW-STAYS", "phone": "0818-7200001"}], reason="x")
    await register(house, ROOT, [{"code": "BELOW-GONE", "phone": "0818-7200002"}], reason="x")
    undoing = change_life(house, OFFICE, "GONE", await version("GONE"), "undo", {"reason": "并错了"})
    await refused(undoing, Refused, "BELOW-GONE 又有变更")
    await change_life(house, OFFICE, "BELOW-GONE", await version("BELOW-GONE"), "undo", {"reason": "先撤销"})
    again = change_life(house, OFFICE, "GONE", await version("GONE"), "undo", {"reason": "并错了"})
    await refused(again, Refused, "BELOW-GONE 又有变更")
    assert ((await document("GONE"))["status"], (await document("BELOW-GONE"))["parent"]) == ("closed", "STAYS")


async def test_a_closed_site_is_neither_merged_nor_merged_into(house: House) -> None:
    await added(house, "SHUT", status="closed")
    await added(house, "OPEN")
    for code, into in (("SHUT", "OPEN"), ("OPEN", "SHUT")):
        merging = merge_sites(house, OFFICE, code, await version(code), into, "合并")
        assert await faults(merging) == [("into", "other_kind")]


async def test_steps_follow_each_other_in_the_order_of_their_days_and_each_record_says_what_stood_before(
    house: House,
) -> None:
    await added(house, "STEPS", status="building")

    async def step(move: AcceptanceMove, ago: int) -> None:
        given = {"happened_on": str(house.today() - timedelta(days=ago)), "done_by": "李四", "opinion": "x"}
        seen = await version("STEPS"), (await read_acceptance(house, OFFICE, "STEPS")).serial
        await move_acceptance(house, OFFICE, "STEPS", seen, move, given)

    await step("declare", 9)
    await step("desk", 7)
    await step("onsite", 3)
    await step("take_back", 0)
    assert await faults(step("onsite", 8)) == [("happened_on", "before_last_step")]
    await step("onsite", 5)
    assert await faults(step("accept", 6)) == [("happened_on", "before_last_step")]
    await step("accept", 5)
    found = await read_acceptance(house, OFFICE, "STEPS")
    assert [one.serial for one in found.steps] == [1, 2, 3, 4, 5, 6]
    assert [one.step for one in found.standing] == ["declared", "desk_reviewed", "inspected", "accepted"]
    told = (await read_changes(SUBJECT, "STEPS", limit=None))[::-1]
    assert [one.before for one in told] == [None, *(one.after for one in told[:-1])]
    assert [load_json((one.after or "").encode())["step"] for one in told] == [one.step for one in found.steps]
    assert (await document("STEPS"))["accepted_on"] == str(house.today() - timedelta(days=5))


@pytest.mark.parametrize(
    ("status", "declared", "accepted"),
    [
        ("planned", "declared", "operating"),
        ("building", "declared", "operating"),
        ("operating", "operating", "operating"),
        ("suspended", "suspended", "suspended"),
    ],
)
async def test_a_site_that_is_open_or_suspended_stays_so_while_it_is_accepted(
    house: House, status: str, declared: str, accepted: str
) -> None:
    code = f"WAS-{status.upper()}"
    await added(house, code, status=status)
    moves: tuple[AcceptanceMove, ...] = ("declare", "desk", "onsite", "accept")
    stood = []
    for move in moves:
        given = {"happened_on": str(house.today()), "done_by": "李四", "opinion": "x"}
        seen = await version(code), (await read_acceptance(house, OFFICE, code)).serial
        await move_acceptance(house, OFFICE, code, seen, move, given)
        stood.append((await document(code))["status"])
    assert stood == [declared] * 3 + [accepted]
    assert (await document(code))["accepted_on"] == str(house.today())


async def test_who_keeps_one_of_two_sites_neither_merges_them_nor_takes_a_merge_back(house: House) -> None:
    await added(house, "HERE")
    await added(house, "THERE", division="511725102000")
    of_here = Actor("town", "镇办", "county_admin", (Scope(division=TUXI),))
    of_both = Actor("towns", "两镇", "county_admin", (*of_here.scopes, Scope(division="511725102000")))
    with pytest.raises(NotAllowed):
        await merge_sites(house, of_here, "HERE", await version("HERE"), "THERE", "合并")
    await merge_sites(house, of_both, "HERE", await version("HERE"), "THERE", "合并")
    with pytest.raises(NotAllowed):
        await change_life(house, of_here, "HERE", await version("HERE"), "undo", {"reason": "并错了"})
    await change_life(house, of_both, "HERE", await version("HERE"), "undo", {"reason": "并错了"})


async def test_who_may_not_add_a_site_hears_that_before_what_is_wrong_with_it(house: House) -> None:
    with pytest.raises(NotAllowed):
        await add_site(house, EDITOR, {"division": TUXI}, "")
    told = await faults(add_site(house, OFFICE, {"division": TUXI, "code": "QX-TUXI"}, ""))
    assert told == [("reason", "empty"), ("code", "taken")]
    for code in (None, "", 5):
        told = await faults(add_site(house, OFFICE, {"division": TUXI, "code": code}, ""))
        assert told[0] == ("reason", "empty")
        assert {"code", "name", "programme"} <= {path for path, _ in told}


@pytest.mark.parametrize("digest", ["", "x", "a" * 64, "a\x00", "../" * 20])
async def test_a_photo_that_nobody_published_is_not_found_whatever_it_is_called(house: House, digest: str) -> None:
    await refused(public_photo_bytes(house, digest), NotFound, "没有此照片")


async def test_the_registration_of_a_site_is_not_undone_with_or_without_a_record_of_it(house: House) -> None:
    await added(house, "RECORDED")
    row = await stored_site("RECORDED")
    async with transaction():
        await insert_sites([replace(row, id=uuid4(), code="BY-HAND")])
    for code in ("RECORDED", "BY-HAND"):
        undoing = change_life(house, OFFICE, code, await version(code), "undo", {"reason": "x"})
        await refused(undoing, Refused, "不能撤销登记")


async def test_a_site_below_a_ring_of_others_is_refused_as_they_are(house: House) -> None:
    ring = {"BELOW": "RING-1", "RING-1": "RING-2", "RING-2": "RING-3", "RING-3": "RING-2"}
    sites = [{**STATION, "code": code, "name": code, "parent": parent} for code, parent in ring.items()]
    told = await faults(register(house, ROOT, sites, reason="x"))
    assert told == [(f"[{number}].parent", "circular") for number in range(4)]


async def test_a_photo_of_just_the_most_bytes_is_looked_at(house: House) -> None:
    offered = PhotoOffered("门口", True, upload=b"x" * MOST_BYTES)
    assert {path for path, _ in await faults(publish_photo(house, OFFICE, "QX-TUXI", offered))} == {"file"}


LONG, WITH_A_CARD = {"phone": "x" * 100}, {"address": f"证件{CARD}"}
HIDDEN = {"staff": [{"name": 5, "note": CARD}]}


@pytest.mark.parametrize(
    ("edit", "waits"),
    [
        (LONG, True),
        (WITH_A_CARD, False),
        (LONG | WITH_A_CARD, False),
        (HIDDEN, False),
        (LONG | HIDDEN, False),
        ({"staff": [{"name": 5}]} | LONG, True),
    ],
)
async def test_a_draft_keeps_what_is_faulty_but_no_number_of_a_card(
    house: House, edit: dict[str, Any], waits: bool
) -> None:
    published = await document("QX-TUXI")
    site = read_site(published, house.rules, house.divisions)
    read = read_edit(house, site, published, edit)
    assert read.faults
    assert may_wait(read, edit) is waits


async def test_of_each_item_the_last_change_since_a_version_is_told(house: House) -> None:
    other = Actor("root-2", "另一人", "county_admin")
    await added(house, "CHANGED")
    seen = await version("CHANGED")
    for who, edit in (
        (OFFICE, {"phone": "0818-7200001"}),
        (other, {"phone": "0818-7200002", "address": "一街"}),
        (OFFICE, {"address": "二街"}),
    ):
        await register(house, who, [{"code": "CHANGED", **edit}], reason="x")
    stored, wanted = await stored_site("CHANGED"), ["phone", "address", "operator"]

    async def told(since: int) -> dict[str, str]:
        return {item: one.name for item, one in (await changed_by(stored, since, wanted)).items()}

    assert await told(seen) == {"phone": other.name, "address": OFFICE.name}
    assert await told(seen + 1) == {"phone": other.name, "address": OFFICE.name}
    assert await told(seen + 2) == {"address": OFFICE.name}
    assert await told(seen + 3) == {}
    assert EDITOR.name not in (await told(seen)).values()
