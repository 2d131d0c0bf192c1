"""What a form may save and what stands against it: a draft that moved on, a request that waits, others' changes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.journeys.house import House
from app.journeys.proposals.author import discard
from app.journeys.proposals.outcomes import (
    Entered,
    OnForm,
    Published,
    SaveConflict,
    Saved,
    SaveRefused,
    SeenDraft,
    Submitted,
    Then,
    seen_now,
)
from app.journeys.proposals.read import stored_proposal
from app.journeys.proposals.review import send_back
from app.journeys.proposals.save import save_all
from app.journeys.registry.register import register
from app.store.changes import read_changes
from app.store.proposals import StoredProposal, read_proposals
from tests.journeys.proposing_people import ADMIN, ANNA, BEN, CODE, REVIEWER, published, save_draft, submitted, version


async def saved(
    house: House,
    said: Mapping[str, Any],
    then: Then = "keep",
    *,
    reason: str = "核实",
    seen: int | None = None,
    who: Any = ANNA,
    form: OnForm | None = OnForm(),  # noqa: B008 # it is frozen
) -> Any:
    outcome = await save_all(house, who, {CODE: Entered(said, seen, then, reason, form)})
    return outcome[0] if isinstance(outcome, tuple) else outcome


async def drafts() -> list[str]:
    return [one.edit for one in await read_proposals(site_codes=[CODE], states=["draft"], author_key=ANNA.key)]


async def test_a_form_whose_draft_was_saved_again_elsewhere_saves_nothing(house: House) -> None:
    seen = (await save_draft(house, ANNA, CODE, {"phone": "1"}, seen_site_version=await version())).stored.version
    await save_draft(house, ANNA, CODE, {"phone": "2"}, seen_site_version=await version())
    for then in ("keep", "submit"):
        told = await saved(house, {"phone": "3"}, then, form=OnForm((SeenDraft(seen),)))
        assert isinstance(told, SaveConflict)
        clash = [(d.item, d.base, d.published, d.proposed, d.conflicts) for d in told.differences]
        assert clash == [("phone", "1", "2", "3", True)]
    assert await drafts() == ['{"phone":"2"}']
    assert isinstance(await saved(house, {"phone": "3"}, form=OnForm((SeenDraft(seen + 1),))), Saved)
    assert await drafts() == ['{"phone":"3"}']


async def test_a_form_that_knew_of_no_draft_is_told_of_one_begun_meanwhile_until_its_author_chose(house: House) -> None:
    await save_draft(house, ANNA, CODE, {"address": "街"}, seen_site_version=await version())
    told = await saved(house, {"phone": "3"})
    assert isinstance(told, SaveConflict)
    assert await drafts() == ['{"address":"街"}']
    assert isinstance(await saved(house, {"phone": "3"}, form=OnForm(drafts_resolved=seen_now(told.begun))), Saved)
    assert [sorted(edit) for edit in await drafts()] == [sorted('{"address":"街","phone":"3"}')]


async def test_what_only_another_place_changed_in_the_draft_stays_and_of_what_both_did_the_chosen_side(
    house: House,
) -> None:
    first = await save_draft(house, ANNA, CODE, {"phone": "1", "address": "a"}, seen_site_version=await version())
    opened = first.stored.version
    elsewhere = {"phone": "2", "address": "b", "name": "新名"}
    await save_draft(house, ANNA, CODE, elsewhere, seen_site_version=await version())
    typed = {"phone": "1", "address": "c", "name": (await published())["name"]}
    told = await saved(house, typed, form=OnForm((SeenDraft(opened),)))
    assert isinstance(told, SaveConflict)
    assert [d.item for d in told.differences if d.conflicts] == ["address"]
    assert {d.item: d.proposed for d in told.differences if not d.conflicts} == {"phone": "2", "name": "新名"}
    unchosen = OnForm((SeenDraft(opened),), drafts_resolved=seen_now(told.begun))
    earlier = OnForm((SeenDraft(opened),), drafts_resolved=(SeenDraft(opened),), draft_sides={"address": True})
    for form in (unchosen, earlier):
        assert isinstance(await saved(house, typed, form=form), SaveConflict)
    for mine, address in ((False, "b"), (True, "c")):
        form = OnForm((SeenDraft(opened),), drafts_resolved=seen_now(told.begun), draft_sides={"address": mine})
        outcome = await saved(house, typed, form=form)
        assert isinstance(outcome, Saved)
        kept = {d.item: d.proposed for d in outcome.proposal.differences}
        assert kept == {"phone": "2", "name": "新名", "address": address}
        told = replace(told, begun=(outcome.proposal,))


async def test_a_form_that_held_what_was_sent_back_is_told_what_a_draft_made_of_it_elsewhere(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1", "address": "a"})
    await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, "请核实")
    opened = (await stored_proposal(sent.stored.id)).version
    elsewhere = Entered({"phone": "2", "address": "a"}, None, "keep", "核实", OnForm((SeenDraft(opened),)))
    assert isinstance((await save_all(house, ANNA, {CODE: elsewhere}))[0], Saved)
    told = await saved(house, {"phone": "1", "address": "c"}, form=OnForm((SeenDraft(opened),)))
    assert isinstance(told, SaveConflict)
    assert [(d.item, d.proposed, d.conflicts) for d in told.differences if d.item == "phone"] == [("phone", "2", False)]
    assert [d.item for d in told.differences if d.conflicts] == []
    chosen = OnForm((SeenDraft(opened),), drafts_resolved=seen_now(told.begun))
    assert isinstance(await saved(house, {"phone": "1", "address": "c"}, form=chosen), Saved)
    assert await drafts() == ['{"phone":"2","address":"c"}']


def as_seen(stored: StoredProposal) -> SeenDraft:
    return SeenDraft(stored.version, stored.id)


async def begun_anew(house: House, edit: Mapping[str, Any], until: int) -> StoredProposal:
    """What another browser does of the same person: a draft of its own, saved until it has this version."""
    now: StoredProposal | None = None
    while now is None or now.version < until:
        form = OnForm(() if now is None else (as_seen(now),))
        if now is None and (lying := await read_proposals(site_codes=[CODE], states=["sent_back"])):
            form = OnForm((as_seen(lying[0]),))
        now = (await saved(house, edit, form=form)).proposal.stored
    return now


async def test_a_form_is_not_saved_over_a_draft_that_is_another_one_of_the_same_version(house: House) -> None:
    for was in ("sent_back", "discarded"):
        if was == "sent_back":
            sent = await submitted(house, ANNA, {"phone": "1", "address": "a"})
            await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, "请核实")
            opened = await stored_proposal(sent.stored.id)
        else:
            opened = (await saved(house, {"phone": "1", "address": "a"})).proposal.stored
            await discard(house, ANNA, opened.id, opened.version)
        there = await begun_anew(house, {"phone": "22", "address": "a"}, opened.version)
        assert (there.version, there.id == opened.id) == (opened.version, False), was
        untouched = await saved(house, {"phone": "1", "address": "c"}, form=OnForm((as_seen(opened),)))
        assert isinstance(untouched, SaveConflict), was
        said = {d.item: (d.proposed, d.conflicts) for d in untouched.differences}
        assert said == {"phone": ("22", False), "address": ("c", False)}, was
        for then in ("keep", "submit"):
            told = await saved(house, {"phone": "3", "address": "a"}, then, form=OnForm((as_seen(opened),)))
            assert isinstance(told, SaveConflict), was
            clash = [(d.item, d.base, d.published, d.proposed) for d in told.differences if d.conflicts]
            assert clash == [("phone", "1", "22", "3")], was
            assert seen_now(told.begun) == (as_seen(there),)
        assert await drafts() == ['{"phone":"22","address":"a"}'], was
        chosen = OnForm((as_seen(opened),), drafts_resolved=seen_now(told.begun), draft_sides={"phone": True})
        now = (await saved(house, {"phone": "3", "address": "a"}, form=chosen)).proposal.stored
        assert (now.id, await drafts()) == (there.id, ['{"address":"a","phone":"3"}']), was
        await discard(house, ANNA, now.id, now.version)


async def test_a_form_whose_draft_was_given_up_elsewhere_begins_another_with_what_it_holds(house: House) -> None:
    for then in ("keep", "submit"):
        opened = (await save_draft(house, ANNA, CODE, {"phone": "1"}, seen_site_version=await version())).stored
        await discard(house, ANNA, opened.id, opened.version)
        told = await saved(house, {"phone": "3"}, then, form=OnForm((SeenDraft(opened.version, opened.id),)))
        assert isinstance(told, Saved if then == "keep" else Submitted)
        if then == "keep":
            assert await drafts() == ['{"phone":"3"}']
            await discard(house, ANNA, told.proposal.stored.id, told.proposal.stored.version)


async def test_a_side_chosen_before_another_draft_is_chosen_again_before_this_one(house: House) -> None:
    opened = (await saved(house, {"phone": "1"})).proposal.stored
    await discard(house, ANNA, opened.id, opened.version)
    first = await begun_anew(house, {"phone": "2"}, 1)
    told = await saved(house, {"phone": "3"}, form=OnForm((as_seen(opened),)))
    assert isinstance(told, SaveConflict)
    await discard(house, ANNA, first.id, first.version)
    await begun_anew(house, {"phone": "4"}, 1)
    chosen = OnForm((as_seen(opened),), drafts_resolved=seen_now(told.begun), draft_sides={"phone": True})
    again = await saved(house, {"phone": "3"}, form=chosen)
    assert isinstance(again, SaveConflict)
    assert [(d.item, d.published) for d in again.differences if d.conflicts] == [("phone", "4")]
    assert await drafts() == ['{"phone":"4"}']


async def test_a_form_that_names_what_somebody_else_proposed_is_shown_nothing_of_it(house: House) -> None:
    theirs = await save_draft(house, BEN, CODE, {"phone": "别人的"}, seen_site_version=await version())
    await saved(house, {"phone": "2"})
    told = await saved(house, {"phone": "3"}, form=OnForm((as_seen(theirs.stored),)))
    assert isinstance(told, SaveConflict)
    record = (await published()).get("phone")
    assert [(d.base, d.published, d.proposed) for d in told.differences] == [(record, "2", "3")]


async def test_only_the_request_that_the_form_showed_is_taken_back(house: House) -> None:
    shown = (await submitted(house, ANNA, {"phone": "1"})).stored
    await send_back(house, REVIEWER, shown.id, shown.version, "请核实")
    back = await stored_proposal(shown.id)
    await discard(house, ANNA, back.id, back.version)
    waits = (await submitted(house, ANNA, {"phone": "22"})).stored
    assert (waits.version, waits.id == shown.id) == (shown.version, False)
    told = await saved(house, {"phone": "3"}, form=OnForm((as_seen(shown),), takes_back=as_seen(shown)))
    assert isinstance(told, SaveRefused)
    assert told.waiting is not None
    assert await stored_proposal(waits.id) == waits
    form = OnForm((as_seen(shown),), takes_back=as_seen(waits))
    told = await saved(house, {"phone": "3"}, form=form)
    assert isinstance(told, SaveConflict)
    assert [(d.base, d.published, d.proposed) for d in told.differences if d.conflicts] == [("1", "22", "3")]
    assert isinstance(await saved(house, {"phone": "3"}, form=replace(form, draft_sides={"phone": True})), Saved)
    assert await drafts() == ['{"phone":"3"}']


async def test_an_entry_that_another_place_took_out_of_the_draft_stays_out(house: House) -> None:
    both = {"phone": "1", "address": "a"}
    opened = (await save_draft(house, ANNA, CODE, both, seen_site_version=await version())).stored.version
    await save_draft(house, ANNA, CODE, {"address": "a"}, seen_site_version=await version())
    now = (await read_proposals(site_codes=[CODE], states=["draft"], author_key=ANNA.key))[0]
    assert now.edit == '{"address":"a"}'
    outcome = await saved(
        house, both | {"address": "c"}, form=OnForm((SeenDraft(opened),), drafts_resolved=(SeenDraft(now.version),))
    )
    assert isinstance(outcome, Saved)
    assert {d.item: d.proposed for d in outcome.proposal.differences} == {"address": "c"}


async def test_a_request_that_waits_is_not_saved_over_unless_it_is_taken_back(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    told = await saved(house, {"phone": "2", "address": (await published()).get("address")})
    assert isinstance(told, SaveRefused)
    assert (told.waiting is not None, told.edit) == (True, {"phone": "2"})
    assert (await stored_proposal(sent.stored.id)).edit == '{"phone":"1"}'
    form = OnForm(takes_back=as_seen(sent.stored))
    assert isinstance(await saved(house, {"phone": "2"}, form=form), SaveConflict), "both say something of one item"
    assert isinstance(
        await saved(house, {"phone": "2"}, form=replace(form, draft_sides={"phone": True, "reason": True})), Saved
    )
    now = await stored_proposal(sent.stored.id)
    assert (now.state, now.edit, now.submitted_at) == ("draft", '{"phone":"2"}', None)
    actions = [one.action for one in await read_changes("proposal", str(sent.stored.id))]
    assert actions[:2] == ["proposal.saved", "proposal.withdrawn"]


async def test_of_an_item_that_others_changed_the_side_is_kept_that_was_chosen_at_the_record_as_it_is(
    house: House,
) -> None:
    old = await version()
    await register(house, ADMIN, [{"code": CODE, "phone": "县", "address": "县街"}], reason="x")
    now = await version()
    typed = {"phone": "我", "address": "我街", "name": (await published())["name"]}
    told = await saved(house, typed, seen=old)
    assert isinstance(told, SaveConflict)
    assert {d.item for d in told.differences if d.conflicts} == {"phone", "address"}
    for form in (
        OnForm(resolved_at=old, sides={"phone": True, "address": False}),
        OnForm(resolved_at=now, sides={"phone": True}),
        OnForm(resolved_at=now),
    ):
        assert isinstance(await saved(house, typed, seen=old, form=form), SaveConflict)
    assert await drafts() == []
    form = OnForm(resolved_at=now, sides={"phone": True, "address": False})
    assert isinstance(await saved(house, typed, seen=old, form=form), Saved)
    assert await drafts() == ['{"phone":"我"}']


async def test_an_item_that_others_changed_to_the_same_is_no_conflict_and_one_they_did_not_touch_neither(
    house: House,
) -> None:
    old = await version()
    await register(house, ADMIN, [{"code": CODE, "phone": "新"}], reason="x")
    assert isinstance(await saved(house, {"phone": "新", "address": "街"}, seen=old), Saved)


async def test_every_reason_against_a_save_is_told_and_nothing_is_saved(house: House) -> None:
    wrong = {"facts.area_m2": -1}
    for then, said, reason, paths in (
        ("keep", {"address": "51172519000101003X"}, "", ["address"]),
        ("submit", wrong, "核实", ["facts.area_m2"]),
        ("submit", wrong, " ", ["facts.area_m2", "reason"]),
        ("submit", {"phone": "1"}, " ", ["reason"]),
        ("keep", {"tier": "county_hub"}, "", ["tier"]),
        ("keep", {"code": "X"}, "", ["code"]),
    ):
        told = await saved(house, said, then, reason=reason)
        assert isinstance(told, SaveRefused), (then, said)
        assert [fault.path for fault in told.faults] == paths
    told = await saved(house, {"name": (await published())["name"]}, "submit")
    assert isinstance(told, SaveRefused)
    assert (told.said is not None, told.waiting, told.faults) == (True, None, ())
    assert await drafts() == []
    assert isinstance(await saved(house, wrong, form=None), SaveRefused), "a script or a workbook sends what it means"
    assert isinstance(await saved(house, {"phone": "1"} | wrong, reason=""), Saved), "a form's draft waits for both"


async def test_what_is_laid_over_a_draft_keeps_its_items_its_reason_and_where_they_began(house: House) -> None:
    first = await saved(house, {"phone": "1"}, reason="第一")
    assert isinstance(first, Saved)
    await register(house, ADMIN, [{"code": CODE, "phone": "县"}], reason="x")
    more = await saved(house, {"address": "街"}, reason=" ", form=None)
    assert isinstance(more, Saved)
    stored = more.proposal.stored
    assert (stored.id, stored.reason) == (first.proposal.stored.id, "第一")
    assert [(d.item, d.proposed, d.conflicts) for d in sorted(more.proposal.differences, key=lambda d: d.item)] == [
        ("address", "街", False),
        ("phone", "1", True),
    ]
    handed_in = await saved(house, {}, "submit", reason="第二", form=None)
    assert isinstance(handed_in, Submitted)
    assert (handed_in.proposal.stored.reason, handed_in.proposal.stored.state) == ("第二", "submitted")


async def test_publishing_what_a_draft_holds_asks_about_what_others_changed_since(house: House) -> None:
    draft = await save_draft(house, ADMIN, CODE, {"phone": "1"}, seen_site_version=await version())
    await register(house, ADMIN, [{"code": CODE, "phone": "县"}], reason="x")
    told = await saved(house, {"address": "街"}, "publish", who=ADMIN, form=None)
    assert isinstance(told, SaveConflict)
    assert [d.item for d in told.differences if d.conflicts] == ["phone"]
    form = OnForm((SeenDraft(draft.stored.version),), resolved_at=await version(), sides={"phone": False})
    done = await saved(house, {"phone": "1", "address": "街"}, "publish", who=ADMIN, form=form, seen=1)
    assert isinstance(done, Published)
    record = await published()
    assert (record["phone"], record["address"]) == ("县", "街")
    assert (await stored_proposal(draft.stored.id)).state == "withdrawn"
