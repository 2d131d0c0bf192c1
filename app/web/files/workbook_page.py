"""Filling in by workbook: download, upload, see every difference, and only then carry it out."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, Malformed, NotFound, Refused, Stale, TooLarge
from app.exchange.private_files import private_file
from app.exchange.workbook.site_cells import NoteSort
from app.journeys.files.workbook_answers import NO_ANSWERS, Answers
from app.journeys.files.workbook_change import Conflict
from app.journeys.files.workbooks import Preview, carry_out, download, preview, with_marks
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.units import CHINA
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.proposals.words import ShownItem, labels_of, proposed_item
from app.wording import Wording

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHOICE = "choice."
_DONE = frozenset({"submitted", "kept"})
_NO_FILE = Wording("请选择填好的填报表（.xlsx）", "choose the workbook that you filled in (.xlsx)")
_GONE = Wording("上传的填报表已过期，请重新上传。", "The uploaded workbook is no longer kept. Please upload it again.")


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """Something to be chosen: where it stands, why it is asked, and what there is to choose from."""

    name: str
    where: str
    why: str
    read: str
    instead: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """An item that somebody else changed since the download: both sides, and who it was."""

    name: str
    where: str
    item: ShownItem
    who: str
    day: str
    time: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What the workbook would change of one site."""

    code: str
    name: str
    is_new: bool
    items: tuple[ShownItem, ...]
    drafted: tuple[ShownItem, ...]
    questions: tuple[ShownQuestion, ...]
    conflicts: tuple[ShownConflict, ...]
    marks: Mapping[str, str]


@get("/work/workbook", opt=audience("export_sites_inside"))
async def workbook_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """How it is done, in three steps."""
    return await _page(request, house, say, None)


@get("/work/workbook.xlsx", opt=audience("export_sites_inside") | ALREADY_PACKED)
async def workbook_file(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The workbook of one's own sites."""
    name = f"zhanwang-{house.today().isoformat()}.xlsx"
    return _file(await download(house, request.user), name)


@post("/work/workbook", opt=audience("import_sites"), status_code=200)
async def upload_workbook(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Show what the workbook would change, or what is wrong with it. Writes nothing to the registry."""
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _page(request, house, say, None, said=say.of(_NO_FILE))
    raw = await file.read()
    try:
        found = await preview(house, request.user, raw)
    except (Malformed, TooLarge) as error:
        return await _page(request, house, say, None, said=say.of(error.message))
    await asyncio.to_thread(_keep, house, request.user, raw)
    return await _page(request, house, say, found)


@get("/work/workbook/{fingerprint:str}/faults.xlsx", opt=audience("import_sites") | ALREADY_PACKED)
async def marked_workbook(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The uploaded workbook with its faulty cells coloured and the reasons beside them."""
    raw = await asyncio.to_thread(_kept, house, request.user, str(request.path_params["fingerprint"]))
    found = await preview(house, request.user, raw)
    return _file(await with_marks(raw, found), "zhanwang-faults.xlsx")


@post("/work/workbook/carry-out", opt=audience("import_sites"), status_code=303)
async def carry_out_workbook(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Do what was shown."""
    form = await request.form()
    fingerprint, reason = str(form.get("fingerprint", "")), str(form.get("reason", "")).strip()
    raw = await asyncio.to_thread(_kept, house, request.user, fingerprint)
    answers = {name.removeprefix(_CHOICE): str(form[name]) for name in form if name.startswith(_CHOICE)}
    hand_in = form.get("action") != "keep"
    if hand_in and not reason:
        found = await preview(house, request.user, raw)
        return await _page(request, house, say, found, said=say("form.reason"), answers=answers)
    try:
        await carry_out(house, request.user, raw, fingerprint, reason, hand_in=hand_in, answers=answers)
    except (InvalidInput, Stale, Refused) as error:
        found = await preview(house, request.user, raw)
        return await _page(request, house, say, found, said=say.of(error.message), answers=answers)
    await asyncio.to_thread(_place(house, request.user, fingerprint).unlink, missing_ok=True)
    return Redirect(f"/work/workbook?done={'submitted' if hand_in else 'kept'}", status_code=303)


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
    return page(
        request,
        say,
        "files/workbook.html",
        has_samples=whole.has_samples,
        status_code=422 if said or faults else 200,
        found=found,
        changes=_changes(house, found, whole, say, answers) if found and not faults else [],
        notes=_notes(found, say),
        reason=str((await request.form()).get("reason", "")) if said else "",
        faults=[(at, say.of(fault.message)) for at, fault in faults],
        said=said,
        done=done if (done := request.query_params.get("done", "")) in _DONE else "",
    )


def _notes(found: Preview | None, say: Speech) -> dict[str, list[str]]:
    """What the reader is told besides, by sort."""
    notes: dict[str, list[str]] = {sort: [] for sort in get_args(NoteSort)}
    for note in found.notes if found else ():
        notes[note.sort].append(say.of(note.message))
    return notes


def _changes(house: House, found: Preview, whole: Network, say: Speech, answers: Answers) -> list[ShownChange]:
    shown = []
    sites = {m.site.code: m.site.name or m.site.code for m in whole.every}
    for change in found.changes:
        programme = house.programme(change.cells.programme)
        vocabulary, labels = programme.vocabulary, labels_of(house, programme, change.cells.kind, sites)
        name = change.stored.name if change.stored else str(change.edit.get("name", ""))
        clashing = {conflict.difference.item for conflict in change.conflicts}
        plain = (d for d in change.differences if d.item not in clashing)
        items = tuple(proposed_item(difference, vocabulary, say, labels) for difference in plain)
        drafted = tuple(proposed_item(difference, vocabulary, say, labels) for difference in change.drafted)
        questions = tuple(
            ShownQuestion(
                _CHOICE + question.key,
                str(question.placed.cell),
                say.of(question.placed.sentence(question.why)),
                say.of(question.read),
                say.of(question.instead),
                answers.get(question.key, ""),
            )
            for question in change.questions
        )
        conflicts = tuple(
            _conflict(one, proposed_item(one.difference, vocabulary, say, labels), answers) for one in change.conflicts
        )
        marks = {item: say.of(mark) for item, mark in change.marks.items()}
        new = change.stored is None
        shown.append(ShownChange(change.cells.code, name, new, items, drafted, questions, conflicts, marks))
    return shown


def _conflict(conflict: Conflict, item: ShownItem, answers: Answers) -> ShownConflict:
    by, name = conflict.by, _CHOICE + conflict.key
    at = by.at.astimezone(CHINA) if by is not None else None
    day, time = (at.date().isoformat(), f"{at:%H:%M}") if at is not None else ("", "")
    chosen = answers.get(conflict.key, "")
    return ShownConflict(name, str(conflict.placed.cell), item, by.name if by is not None else "", day, time, chosen)


def _file(content: bytes, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=XLSX, headers=headers)


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


def _kept(house: House, actor: Actor, fingerprint: str) -> bytes:
    try:
        return _place(house, actor, fingerprint).read_bytes()
    except OSError:
        raise NotFound(_GONE) from None
