"""One record that no longer passes entry blinds nobody: it is named, unjudged, and mended by the next good import."""

import asyncio
from dataclasses import replace
from io import BytesIO

import pytest
from structlog.testing import capture_logs

from app.access.actor import program
from app.errors import InvalidInput, Unreadable
from app.exchange.strict_json import dump_json, load_json
from app.journeys.audits.result import audit
from app.journeys.files.import_export import export_sites, import_sites
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.judged import Networks, network
from app.journeys.network.one_site import site_on, site_verdict
from app.journeys.network.snapshot import forget_snapshot
from app.journeys.network.stored import site_of, site_once
from app.journeys.registry.register import register
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.sites import Site, read_stored_site, replace_site

ACTOR = program("test")
POINT = {
    "code": "X1",
    "programme": "qu-2023",
    "kind": "service_point",
    "tier": "village",
    "name": "点",
    "division": "511725103201",
    "status": "operating",
}


async def registered(house: House, **more: object) -> None:
    await register(house, ACTOR, [POINT | more], reason="test")


async def spoiled(**changes: object) -> None:
    """The record of X1 as an older release or another hand may have left it, past every check."""
    async with transaction():
        row = await read_stored_site("X1")
        assert row is not None
        document = {**load_json(row.document.encode()), **changes}
        await replace_site(replace(row, version=row.version + 1, document=dump_json(document).decode()), row.version)


async def test_of_a_record_read_once_nothing_is_known_where_there_is_none_or_it_is_no_site(house: House) -> None:
    await registered(house)
    row = await read_stored_site("X1")
    assert row is not None
    assert site_once(house, row.document) == site_of(house, row)
    for document in (None, "{", "{}", '{"code": "X1", "kind": "no_such_kind"}'):
        assert site_once(house, document) is None, document


HISTORY = [{"field": "tier", "value": "hamlet", "from": None, "to": "2026-01-01"}]


@pytest.mark.parametrize(
    "edit", [{"kind": "gig_market", "tier": "city"}, {"programme": "gangbei-2025"}, {"kind": None}]
)
async def test_kind_and_programme_of_a_registered_site_cannot_change(house: House, edit: dict) -> None:
    await registered(house)
    with pytest.raises(InvalidInput) as refused:
        await register(house, ACTOR, [{"code": "X1", **edit}], reason="test")
    (key,) = edit.keys() & {"kind", "programme"}
    fault = next(f for f in refused.value.faults if f.code == "fixed")
    assert fault.path == f"[0].{key}"
    assert "closed" in fault.message.en
    assert "新编码" in fault.message.zh
    assert (await read_stored_site("X1")).version == 1
    assert (await network(house)).by_code["X1"].site.kind == "service_point"


async def test_a_refused_change_of_kind_does_not_hide_the_other_faults(house: House) -> None:
    await registered(house)
    with pytest.raises(InvalidInput) as refused:
        await register(house, ACTOR, [{"code": "X1", "kind": "gig_market", "facts": {"area_m2": -1}}], reason="test")
    assert {(f.path, f.code) for f in refused.value.faults} == {
        ("[0].kind", "fixed"),
        ("[0].facts.area_m2", "negative"),
    }


async def test_all_other_sites_are_served_and_judged(house: House) -> None:
    await registered(house)
    others = len((await network(house)).every) - 1
    await spoiled(history=HISTORY)
    whole = await network(house)
    assert len(whole.every) == others
    assert "X1" not in whole.by_code
    (site,) = whole.unreadable
    assert (site.code, [f.path for f in site.faults]) == ("X1", ["history[0].value"])
    assert (await site_verdict(house, "QX-HUB")).site_code == "QX-HUB"
    for day in (None, house.today()):
        with pytest.raises(Unreadable, match=r"X1.*history\[0\]\.value"):
            await site_on(house, "X1", day)


@pytest.mark.parametrize("document", ["no JSON", "[]", '{"code": "X1", "programme": "gone-1999"}'])
async def test_a_record_that_is_no_document_at_all_blinds_nobody_either(house: House, document: str) -> None:
    await registered(house)
    async with transaction():
        row = await read_stored_site("X1")
        await replace_site(replace(row, version=2, document=document), 1)
    assert [site.code for site in (await network(house)).unreadable] == ["X1"]
    await registered(house)
    assert (await network(house)).by_code["X1"].version == 3


async def test_the_audit_names_it_and_counts_it_nowhere(house: House) -> None:
    await registered(house)
    await spoiled(history=HISTORY)
    result = (await audit(house)).as_document()
    assert [(s["code"], s["faults"][0]["path"]) for s in result["unreadable"]] == [("X1", "history[0].value")]
    assert "X1" not in {line["code"] for programme in result["programmes"] for line in programme["results"]}
    assert (await audit(house, programme="gangbei-2025")).unreadable == ()


async def test_it_is_told_in_the_log_once(house: House) -> None:
    await registered(house)
    await spoiled(history=HISTORY)
    with capture_logs() as lines:
        for _ in range(3):
            await network(house)
            house.kept.forget(Networks)
        await asyncio.gather(*(audit(house) for _ in range(3)))
    assert [line["site"] for line in lines if line["event"] == "unreadable site"] == ["X1"]


@pytest.mark.parametrize("ending", [".json", ".jsonl", ".csv", ".geojson", ".xlsx"])
async def test_an_export_leaves_it_out_says_so_and_imports_again(house: House, ending: str) -> None:
    await registered(house)
    await spoiled(history=HISTORY)
    async with export_sites(house, ACTOR, ending) as exported:
        raw = b"".join([piece async for piece in exported.pieces])
    assert [site.code for site in exported.left_out] == ["X1"]
    assert (await import_sites(house, ACTOR, BytesIO(raw), ending, reason="again")).outcome.nothing


@pytest.mark.both_engines
async def test_an_import_that_makes_it_whole_mends_it(house: House) -> None:
    await registered(house, facts={"services": ["acceptance"]})
    await spoiled(history=HISTORY)
    with pytest.raises(InvalidInput, match="1 fault"):
        await register(house, ACTOR, [{"code": "X1", "name": "改名"}], reason="does not touch what is wrong")
    done = await register(house, ACTOR, [{"code": "X1", "history": None}], reason="mended")
    assert done.changed == ("X1",)
    whole = await network(house)
    assert whole.unreadable == ()
    assert (whole.by_code["X1"].version, whole.by_code["X1"].site.history) == (3, ())
    assert (await read_changes("site", "X1"))[0].reason == "mended"


async def test_a_record_whose_kind_was_changed_before_that_was_refused_is_mended_too(house: House) -> None:
    await registered(house)
    history = [{"field": "tier", "value": "village", "from": None, "to": "2026-01-01"}]
    await spoiled(kind="gig_market", tier="city", history=history)
    assert (await network(house)).unreadable[0].code == "X1"
    await registered(house)
    assert (await network(house)).by_code["X1"].site.kind == "service_point"


@pytest.mark.both_engines
@pytest.mark.parametrize("is_sealed", [True, False])
async def test_a_record_under_another_code_than_its_own_blinds_nobody_and_is_mended(
    house: House, is_sealed: bool
) -> None:
    await registered(house)
    others = len((await network(house)).every) - 1
    async with transaction():
        await Site.update({Site.code: "X2"} if is_sealed else {Site.code: "X2", Site.seal: None}).where(
            Site.code == "X1"
        )
    forget_snapshot(house)
    afresh = replace(house, kept=Kept())
    whole = await network(afresh)
    assert len(whole.every) == others
    (unreadable,) = whole.unreadable
    assert (unreadable.code, [(f.path, f.code) for f in unreadable.faults]) == ("X2", [("code", "differs")])
    assert "X1" in unreadable.faults[0].message.zh
    assert (await site_verdict(afresh, "QX-HUB")).site_code == "QX-HUB"
    with pytest.raises(Unreadable, match=r"X2.*X1"):
        await site_on(afresh, "X2")
    await register(afresh, ACTOR, [POINT | {"code": "X2"}], reason="mended")
    whole = await network(afresh)
    assert (whole.unreadable, whole.by_code["X2"].site.code) == ((), "X2")


@pytest.mark.both_engines
async def test_other_columns_changed_by_hand_stop_nobody_and_the_next_save_puts_them_right(house: House) -> None:
    """A site is read off its document; what stands beside it only leads there."""
    await registered(house)
    right = await read_stored_site("X1")
    assert right is not None
    wrong = {"programme": "gone-1999", "kind": "none", "tier": "none", "name": "另一个", "parent": "X9"}
    wrong |= {"division": "000000000000", "status": "closed", "sample": True, "search_text": "", "lon": 1.0, "lat": 2.0}
    async with transaction():
        await Site.update(wrong).where(Site.code == "X1")
    forget_snapshot(house)
    afresh = replace(house, kept=Kept())
    assert (await network(afresh)).unreadable == ()
    assert (await site_verdict(afresh, "X1")).status == (await site_verdict(house, "X1")).status
    assert (await register(afresh, ACTOR, [POINT], reason="as it is")).nothing
    await register(afresh, ACTOR, [POINT | {"address": "新街1号"}], reason="moved")
    row = await read_stored_site("X1")
    assert row is not None
    assert {name: getattr(row, name) for name in wrong} == {name: getattr(right, name) for name in wrong} | {
        "search_text": row.search_text
    }
    assert row.search_text


@pytest.mark.both_engines
async def test_codes_that_differ_only_in_capitals_are_one_code(house: House) -> None:
    await registered(house)
    with pytest.raises(InvalidInput) as refused:
        await register(house, ACTOR, [POINT | {"code": "x1"}], reason="test")
    assert [(f.path, f.code) for f in refused.value.faults] == [("[0].code", "differs_in_case")]
    with pytest.raises(InvalidInput) as refused:
        await register(house, ACTOR, [POINT | {"code": "Y1"}, POINT | {"code": "y1"}], reason="test")
    assert [(f.path, f.code) for f in refused.value.faults] == [("[1].code", "duplicate")]
