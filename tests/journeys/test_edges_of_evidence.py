"""Evidence at its bounds: how large a file may be, what it is called, what it may be about, who takes it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, NotAllowed, NotFound, Refused, TooLarge
from app.journeys.evidence import (
    MOST_BYTES,
    Upload,
    add_evidence,
    evidence_of,
    forget_pieces,
    may_take_back,
    open_evidence,
    prepared_pieces,
    take_back,
)
from app.journeys.house import House
from app.journeys.inspections.rectify import order_rectification, withdraw_rectification
from app.journeys.inspections.visits import record_visit
from app.journeys.registry.public_photos import PhotoOffered, publish_photo
from app.journeys.registry.register import register
from app.journeys.site_rights import stored_site, target_of
from app.sites.fields import FIELDS
from app.sites.vocabulary import COLLECTIONS
from app.store.changes import read_changes
from app.store.evidence import StoredEvidence
from app.store.public_photos import read_public_photos
from tests.journeys.test_refused_at_sites import shade
from tests.journeys.writes.table import EDITOR, OFFICE, REVIEWER
from tests.networks import house_of_copy

CODE, LIMIT = "QX-TUXI", 12_582_912
COLLEAGUE = Actor("colleague", "同事", "site_editor", (Scope(site=CODE),))
CARD = "11010519491231002X"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WRITTEN_DOWN = {"name", "status", "location", "address", "phone", "host_city", "equipment", "staff", "trainings_held"}
"""The fields that people of a site fill in, of which there can be proof."""


@pytest.fixture(scope="module")
async def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house for all of these tests, each with pieces of its own."""
    async with house_of_copy(sqlite_template, tmp_path_factory.mktemp("evidence")) as built:
        await register(built, OFFICE, [{"code": CODE, "status": "operating"}], reason="x")
        yield built


async def added(house: House, *uploads: Upload, about: str = "address", who: Actor = EDITOR) -> list[StoredEvidence]:
    """The pieces that came on record with these uploads, in the order of what they are called."""
    before = {piece.id for piece in await evidence_of(OFFICE, await stored_site(CODE))}
    await add_evidence(house, who, CODE, about, uploads)
    every = await evidence_of(OFFICE, await stored_site(CODE))
    return sorted((piece for piece in every if piece.id not in before), key=lambda piece: piece.name)


async def test_a_file_of_twelve_megabytes_is_taken_and_one_of_a_byte_more_with_no_other(house: House) -> None:
    most = PDF[:-7] + b" " * (LIMIT - len(PDF)) + b"%%EOF\n\n"
    assert (len(most), MOST_BYTES) == (LIMIT, LIMIT)
    pieces = await prepared_pieces(house, EDITOR, CODE, "address", [Upload("most.pdf", most)])
    assert [piece.size_bytes for piece in pieces] == [LIMIT]
    await forget_pieces(house, pieces)
    uploads = [Upload("a.jpg", shade(1)), Upload("more.pdf", most + b"\n"), Upload("b.jpg", shade(2))]
    with pytest.raises(TooLarge) as told:
        await prepared_pieces(house, EDITOR, CODE, "address", uploads)
    assert "不能超过 12 MB" in told.value.message.zh
    assert "12 MB at most" in told.value.message.en


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("x" * 116 + ".jpg", "x" * 116 + ".jpg"),
        ("x" * 117 + ".jpg", "x" * 117 + ".jp"),
        ("C:\\照片\\门口.jpg", "门口.jpg"),
        ("/tmp/门\x00\u202e口.jpg", "门口.jpg"),
        ("", "photo.jpg"),
        ("\x07", "photo.jpg"),
    ],
)
async def test_a_piece_is_called_by_the_end_of_its_name_as_far_as_it_can_be_shown(
    house: House, name: str, kept: str
) -> None:
    (piece,) = await added(house, Upload(name, shade(3)))
    assert piece.name == kept


async def test_a_paper_without_a_name_is_called_a_paper(house: House) -> None:
    (piece,) = await added(house, Upload("", PDF))
    assert (piece.name, piece.media_type) == ("file.pdf", "application/pdf")


async def test_every_item_that_people_of_a_site_fill_in_can_be_proved_and_no_other(house: House) -> None:
    assert {*COLLECTIONS} < WRITTEN_DOWN < {field.key for field in FIELDS}
    for field in FIELDS:
        if field.key in WRITTEN_DOWN:
            assert len(await added(house, Upload("a.jpg", shade(4)), about=field.key)) == 1
        else:
            with pytest.raises(InvalidInput):
                await added(house, Upload("a.jpg", shade(4)), about=field.key)


async def test_what_is_wrong_with_each_of_several_files_is_told_of_all_and_of_one_without_its_name(
    house: House,
) -> None:
    spoilt, carded = Upload("坏\x07.jpg", shade(1)[:60]), Upload(f"{CARD}.jpg", shade(1))
    with pytest.raises(InvalidInput) as told:
        await added(house, carded, Upload("a.jpg", shade(5)), spoilt, carded, Upload("空.jpg", b""))
    assert [(fault.path, fault.code) for fault in told.value.faults] == [
        ("file", "identity_number"),
        ("file", "damaged"),
        ("file", "identity_number"),
        ("file", "empty"),
    ]
    first, second, third, fourth = (fault.message for fault in told.value.faults)
    assert first.zh.startswith("第 1 个文件的文件名")
    assert third.zh.startswith("第 4 个文件的文件名")
    assert CARD not in first.zh + first.en + third.zh + third.en
    assert (second.zh.partition("：")[0], fourth.en.partition(": ")[0]) == ("坏�.jpg", "空.jpg")
    with pytest.raises(InvalidInput) as told:
        await added(house, Upload("空.jpg", b""))
    assert [fault.message.zh.startswith("这是空文件") for fault in told.value.faults] == [True]


async def test_a_piece_is_taken_back_by_whoever_uploaded_it_or_publishes_there_once(house: House) -> None:
    site = target_of(await stored_site(CODE))
    mine, theirs, third = await added(house, *(Upload(f"{number}.jpg", shade(number)) for number in (1, 2, 3)))
    readers = {"reader": replace(EDITOR, role="reader"), "elsewhere": replace(EDITOR, scopes=(Scope(site="QX-HUB"),))}
    for who, may in ((EDITOR, True), (OFFICE, True), (COLLEAGUE, False), *((one, False) for one in readers.values())):
        assert may_take_back(who, site, mine) is may, who
    with pytest.raises(NotAllowed):
        await take_back(house, COLLEAGUE, mine.id)
    for photo in (mine, third):
        await publish_photo(house, OFFICE, CODE, PhotoOffered(photo.name, True, photo.id))
    await take_back(house, EDITOR, mine.id)
    assert [photo.caption for photo in await read_public_photos(CODE)] == [third.name]
    await take_back(house, OFFICE, theirs.id)
    assert [one.subject_key for one in await read_changes("evidence", limit=2)] == [str(theirs.id), str(mine.id)]
    for gone in (mine, theirs):
        with pytest.raises(NotFound):
            await take_back(house, EDITOR, gone.id)
        with pytest.raises(NotFound):
            await open_evidence(house, EDITOR, gone.id)
    assert (await open_evidence(house, EDITOR, third.id)).stored.id == third.id


async def test_the_proof_of_a_rectification_comes_and_goes_until_it_is_done_with_and_of_a_visit_never(
    house: House,
) -> None:
    given = {"found_on": str(house.today()), "finding": "x", "demand": "y"}
    given["due_on"] = str(house.today() + timedelta(days=9))
    done, still = [await order_rectification(house, OFFICE, CODE, given) for _ in range(2)]
    photo = Upload("a.jpg", shade(6))
    ((early,), (kept,)) = [await added(house, photo, about=f"rectification:{done.id}") for _ in range(2)]
    (of_other,) = await added(house, photo, about=f"rectification:{still.id}")
    await take_back(house, EDITOR, early.id)
    await withdraw_rectification(house, OFFICE, done.id, done.version, "登错")
    with pytest.raises(Refused, match="done with"):
        await added(house, photo, about=f"rectification:{done.id}")
    with pytest.raises(Refused, match="done with"):
        await take_back(house, EDITOR, kept.id)
    await take_back(house, EDITOR, of_other.id)
    visit = {"visited_on": str(house.today()), "inspectors": "张三", "looked-station.posted": "same"}
    await record_visit(house, REVIEWER, CODE, visit, None, photos={"station.posted": [Upload("v.jpg", shade(7))]})
    (shown,) = [p for p in await evidence_of(OFFICE, await stored_site(CODE)) if p.about.startswith("inspection:")]
    with pytest.raises(Refused, match="photo of a recorded visit"):
        await take_back(house, OFFICE, shown.id)
    with pytest.raises(InvalidInput):
        await added(house, photo, about=shown.about)
