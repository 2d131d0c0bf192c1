"""Filling in by workbook: download, upload, see every difference, and only then carry it out."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, Malformed, NotFound, Refused, Stale, TooLarge
from app.exchange.private_files import private_file
from app.journeys.files.workbook_answers import NO_ANSWERS, Answers, LeftOut
from app.journeys.files.workbook_out import download, host_cities, townships
from app.journeys.files.workbook_preview import Preview, preview, with_marks
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.network.judged import network
from app.normal.identity_numbers import holds_identity_number
from app.sites.entry import NAMED_BY_CARD
from app.sites.romanised import english_city
from app.web.audience import audience
from app.web.connected import while_connected
from app.web.downloads import workbook_response
from app.web.files.workbook_view import CHOICE, asked_for_several, shown_changes, shown_notes
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.places import division_said
from app.web.query import QueryReader
from app.wording import Wording, listed, same

_DONE = frozenset({"submitted", "published", "kept"})
_NO_FILE = Wording("请选择填好的填报表（.xlsx）", "choose the workbook that you filled in (.xlsx)")
_GONE = Wording("上传的填报表已过期，请重新上传。", "The uploaded workbook is no longer kept. Please upload it again.")
_NO_DIVISION = Wording("未写明所在地", "No division given")
_MOST_LEFT = 500


@get("/work/workbook", opt=audience("export_sites_inside"))
async def workbook_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """How it is done, in three steps."""
    return await _page(request, house, say, None)


@get("/work/workbook.xlsx", opt=audience("export_sites_inside") | ALREADY_PACKED)
async def workbook_file(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The workbook of one's own sites; with `township`, of those that stand there."""
    reader = QueryReader(request)
    township = reader.code("township", await townships(house, request.user)) or ""
    reader.done()
    name = "-".join(("zhanwang", *([township[:9]] if township else []), f"{house.today().isoformat()}.xlsx"))
    return workbook_response(await download(house, request.user, township=township), name)


@post("/work/workbook", opt=audience("import_sites"), status_code=200)
async def upload_workbook(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Show what the workbook would change, or what is wrong with it. Writes nothing to the registry."""
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _page(request, house, say, None, said=say.of(_NO_FILE))
    if holds_identity_number(file.filename):
        return await _page(request, house, say, None, said=say.of(NAMED_BY_CARD))
    raw = await file.read()
    try:
        found = await while_connected(request, preview(house, request.user, raw))
    except (Malformed, TooLarge) as error:
        return await _page(request, house, say, None, said=say.of(error.message))
    await asyncio.to_thread(_keep, house, request.user, raw)
    return await _page(request, house, say, found)


@get("/work/workbook/{fingerprint:str}/faults.xlsx", opt=audience("import_sites") | ALREADY_PACKED)
async def marked_workbook(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The uploaded workbook with its faulty cells coloured and the reasons beside them."""
    raw = await asyncio.to_thread(_kept, house, request.user, str(request.path_params["fingerprint"]))
    found = await while_connected(request, preview(house, request.user, raw))
    return workbook_response(
        await while_connected(request, with_marks(house, request.user, raw, found)), "zhanwang-faults.xlsx"
    )


@post("/work/workbook/carry-out", opt=audience("import_sites"), status_code=303)
async def carry_out_workbook(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Do what was shown."""
    form = await request.form()
    fingerprint, reason = str(form.get("fingerprint", "")), str(form.get("reason", "")).strip()
    raw = await asyncio.to_thread(_kept, house, request.user, fingerprint)
    answers = {name.removeprefix(CHOICE): str(form[name]) for name in form if name.startswith(CHOICE)}
    hand_in = form.get("action") != "keep"
    if hand_in and not reason:
        found = await preview(house, request.user, raw)
        return await _page(request, house, say, found, said=say("form.reason"), answers=answers)
    try:
        done = await carry_out(house, request.user, raw, fingerprint, reason, hand_in=hand_in, answers=answers)
    except (InvalidInput, Stale, Refused) as error:
        found = await preview(house, request.user, raw)
        return await _page(request, house, say, found, said=say.of(error.message), answers=answers)
    await asyncio.to_thread(_done_with, house, request.user, fingerprint, done.left)
    how = "published" if done.at_once else "submitted" if hand_in else "kept"
    of = f"&of={fingerprint}" if done.left else ""
    return Redirect(f"/work/workbook?done={how}&n={len(done.created) + len(done.changed)}{of}", status_code=303)


async def _page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: Preview | None,
    said: str = "",
    answers: Answers = NO_ANSWERS,
) -> Template:
    whole = await network(house)
    faults: list[tuple[str, Fault]] = [(str(at), fault) for at, fault in found.faults] if found else []
    asked = request.query_params
    return page(
        request,
        say,
        "files/workbook.html",
        has_samples=whole.has_samples,
        status_code=422 if said or faults else 200,
        found=found,
        changes=shown_changes(house, found, whole, say, answers) if found and not faults else [],
        together=asked_for_several(found, say, answers) if found and not faults else [],
        notes=shown_notes(found, say),
        reason=str((await request.form()).get("reason", "")) if said else "",
        faults=[(at, say.of(fault.message)) for at, fault in faults],
        said=said,
        done=done if (done := asked.get("done", "")) in _DONE else "",
        written=int(count) if (count := asked.get("n", "")).isascii() and count.isdigit() and len(count) < 7 else 0,
        left=await asyncio.to_thread(_left, house, request.user, asked.get("of", ""), say),
        townships=await _townships(house, request.user, say),
    )


async def _townships(house: House, actor: Actor, say: Speech) -> list[tuple[str, str, int]]:
    """The parts that a workbook is downloaded in: code, name and how many sites; none where there is one part only."""
    found = await townships(house, actor)
    if len(found) < 2:
        return []
    cities = await host_cities(house, actor, [code for code in found if house.divisions.get(code) is None])
    return [
        (code, division_said(house, say, code, _outside(say, code, cities.get(code, ()))), n)
        for code, n in found.items()
    ]


def _outside(say: Speech, code: str, cities: Sequence[str]) -> str:
    """What a division that is not known is called: by its host cities, else by the digits of its code."""
    if not int(code):
        return say.of(_NO_DIVISION)
    named = listed([Wording(city, english_city(city)) for city in cities]) if cities else same(code[:6])
    return say.of(Wording(f"县外：{named.zh}", f"Outside the county: {named.en}"))


def _place(house: House, actor: Actor, fingerprint: str) -> Path:
    """Where an uploaded workbook waits for its confirmation: under the person who uploaded it."""
    owner = hashlib.sha256(actor.key.encode()).hexdigest()[:16]
    plain = "".join(sign for sign in fingerprint if sign in "0123456789abcdef")[:64]
    return house.settings.data_dir / "uploads" / owner / f"{plain}.xlsx"


def _keep(house: House, actor: Actor, raw: bytes) -> None:
    """Keep an upload until it is confirmed; the hourly sweep removes it when it is two hours old."""
    path = _place(house, actor, hashlib.sha256(raw).hexdigest())
    with private_file(path) as file:
        file.write(raw)


def _done_with(house: House, actor: Actor, fingerprint: str, left: Sequence[LeftOut]) -> None:
    """Put the list of what was left out in the place of the upload: for the page that is shown next."""
    path = _place(house, actor, fingerprint)
    if left:
        said = [
            [one.site, str(one.placed.cell), {"zh": whole.zh, "en": whole.en}]
            for one in left[:_MOST_LEFT]
            for whole in (one.placed.sentence(one.why),)
        ]
        with private_file(path.with_suffix(".json")) as file:
            file.write(json.dumps(said, ensure_ascii=False).encode())
    path.unlink(missing_ok=True)


def _left(house: House, actor: Actor, fingerprint: str, say: Speech) -> list[tuple[str, str, str]]:
    """What the workbook carried out last left out: site, cell and why; nothing once that is swept away."""
    try:
        said = json.loads(_place(house, actor, fingerprint).with_suffix(".json").read_bytes())
    except (OSError, ValueError):
        return []
    return [(code, cell, say.of(Wording(**why))) for code, cell, why in said]


def _kept(house: House, actor: Actor, fingerprint: str) -> bytes:
    try:
        return _place(house, actor, fingerprint).read_bytes()
    except OSError:
        raise NotFound(_GONE) from None
