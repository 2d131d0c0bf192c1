"""Photos and papers about a site: taken in, kept by the hash of their content, shown to those who may see them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Decision, Target, may
from app.errors import Fault, InvalidInput, NotFound, Refused, TooLarge, Unavailable
from app.exchange.images import PDF, Prepared, prepared
from app.exchange.strict_json import json_text
from app.inspections.rectification import OPEN
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.site_rights import SomeSite, require, stored_site, target_of
from app.journeys.storage import lay_down, place_of_bytes, remove_unrecorded
from app.journeys.turns import PICTURES, in_turn
from app.normal.identity_numbers import holds_identity_number
from app.normal.printable import printable
from app.sites.entry import IDENTITY_NUMBER
from app.sites.fields import FIELDS
from app.sites.vocabulary import COLLECTIONS
from app.standards.programme import Programme
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.evidence import StoredEvidence, insert_evidence, read_evidence, read_piece, take_back_evidence
from app.store.public_photos import StoredPublicPhoto, read_public_photos_from, withdraw_public_photo
from app.store.rectifications import read_rectifications
from app.store.sites import StoredSite
from app.wording import Wording

MOST_BYTES = 12 * 1024 * 1024
_MOST = MOST_BYTES // (1024 * 1024)
TOO_LARGE = Wording(
    f"文件过大，未上传。每个文件不能超过 {_MOST} MB。",
    f"The file is too large: {_MOST} MB at most. Nothing was uploaded.",
)
LONGEST_NAME = 120
CLAUSE, RECTIFICATION, INSPECTION = "clause:", "rectification:", "inspection:"
"""What a piece is about is a field of the form (``facts.area_m2``, ``address``), a figure of whatever period
(``metrics.served``), or one of these with an id; of a visit, its id and the clause (``inspection:`` id ``:`` clause).
"""
PUBLIC_PHOTO = "public_photo"
"""The kind of subject that a photo which everybody sees is to change records."""
_FILLED_IN = frozenset(field.key for field in FIELDS if field.asked_of != "nobody")
EvidencePiece = StoredEvidence
"""One piece as it stands on record, for those who show it."""
_DONE_WITH = Wording("此整改事项已结束，材料不能再增减", "this rectification is done with; its evidence stays as it is")
_OF_A_VISIT = Wording("检查记录的照片不能撤回", "a photo of a recorded visit stays as it is")
_SWEPT = Wording("材料没有保存下来，请重新上传", "the evidence was not kept; please upload it again")
_GONE = Wording("没有此材料", "there is no such evidence")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence with its bytes."""

    stored: StoredEvidence
    content: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: its name, and its bytes."""

    name: str
    raw: bytes


async def add_evidence(
    house: House, actor: Actor, code: str, about: str, uploads: Sequence[Upload], *, keep_position: bool = False
) -> None:
    """Take in photos or PDFs, all or none; see `prepared_pieces`."""
    pieces = await prepared_pieces(house, actor, code, about, uploads, keep_position=keep_position)
    async with transaction():
        await put_on_record(house, actor, pieces)


async def prepared_pieces(
    house: House, actor: Actor, code: str, about: str, uploads: Sequence[Upload], *, keep_position: bool = False
) -> list[StoredEvidence]:
    """Photos or PDFs about a field or figure, a clause (``clause:station.posted``) or an open rectification
    (``rectification:`` and its id) of a site, drawn anew and laid down, but on no record yet.

    The position in a photo is kept, apart from it, only when the uploader says so. Raises InvalidInput with the fault
    of every file, TooLarge, Refused for a rectification that is done with.
    """
    site = await stored_site(code)
    require(actor, "upload_evidence", site)
    if any(len(upload.raw) > MOST_BYTES for upload in uploads):
        raise TooLarge(TOO_LARGE)
    if not _is_known(house.programme(site.programme), about) and not await _is_open(code, about):
        raise InvalidInput([Fault("about", "unknown_code", Wording("没有此填报项", "there is no such item"))])
    return await drawn_pieces(house, actor, site, {about: uploads}, keep_position=keep_position)


async def drawn_pieces(
    house: House,
    actor: Actor,
    site: StoredSite,
    uploads: Mapping[str, Sequence[Upload]],
    *,
    keep_position: bool = False,
) -> list[StoredEvidence]:
    """Uploads by what they are about, drawn anew and laid down, on no record yet; whoever asks sees to the rights.

    Raises InvalidInput with the fault of every file.
    """
    pieces: list[StoredEvidence] = []
    faults: list[Fault] = []
    try:
        for about, some in uploads.items():
            await _lay_all(house, actor, site, about, some, pieces, faults, keep_position=keep_position)
        if faults:
            raise InvalidInput(faults)
    except BaseException:
        # Nothing of an upload that came to nothing stays, least of all on a full disk.
        await forget_pieces(house, pieces)
        raise
    return pieces


async def forget_pieces(house: House, pieces: Sequence[StoredEvidence]) -> None:
    """Remove the bytes of pieces that came on no record."""
    await remove_unrecorded(place_of_bytes(house, piece.sha256) for piece in pieces)


async def _lay_all(
    house: House,
    actor: Actor,
    site: StoredSite,
    about: str,
    uploads: Sequence[Upload],
    pieces: list[StoredEvidence],
    faults: list[Fault],
    *,
    keep_position: bool,
) -> None:
    """Draw every upload anew and lay its bytes down; what came of each goes to `pieces` or `faults`."""
    for number, upload in enumerate(uploads, start=1):
        if holds_identity_number(upload.name):
            faults.append(Fault("file", IDENTITY_NUMBER.code, _named_by_card(number)))
            continue
        try:
            kept = await in_turn(house, PICTURES, prepared, upload.raw)
        except InvalidInput as error:
            faults += [fault if len(uploads) == 1 else _of_file(upload.name, fault) for fault in error.faults]
            continue
        digest = hashlib.sha256(kept.content).hexdigest()
        # The bytes lie there before the row that names them; a row without its bytes must never be.
        await asyncio.to_thread(lay_down, house, digest, kept.content)
        pieces.append(_row(house, actor, site, about, upload.name, kept, digest, keep_position=keep_position))


async def put_on_record(house: House, actor: Actor, pieces: Sequence[StoredEvidence]) -> None:
    """Put prepared pieces on record. Needs an open transaction. Raises Unavailable where the bytes were swept."""
    for piece in pieces:
        if not await asyncio.to_thread(place_of_bytes(house, piece.sha256).exists):
            raise Unavailable(_SWEPT)
        await insert_evidence(piece)
        await append_changes([_change(house, actor, "evidence.added", piece)])


def _named_by_card(number: int) -> Wording:
    """What is said of the n-th file where its name holds the number of an identity card, which is not repeated."""
    return Wording(
        f"第 {number} 个文件的文件名含有身份证号码，请改名后再上传",
        f"the name of file {number} holds an identity card number; rename it and upload it again",
    )


def _of_file(name: str, fault: Fault) -> Fault:
    said = printable(name)
    return replace(fault, message=Wording(f"{said}：{fault.message.zh}", f"{said}: {fault.message.en}"))


async def evidence_of(actor: Actor, site: SomeSite) -> list[StoredEvidence]:
    """What stands on record about a site that was read. Raises NotAllowed."""
    may(actor, "see_evidence", target_of(site)).require()
    return await read_evidence([site.code])


async def open_evidence(house: House, actor: Actor, key: UUID) -> Piece:
    """One piece with its bytes.

    Raises NotFound, also for one taken back; NotAllowed; Unavailable where the bytes are gone.
    """
    stored = await read_piece(key)
    if stored is None or stored.taken_back_at is not None:
        raise NotFound(_GONE)
    require(actor, "see_evidence", await stored_site(stored.site_code))
    try:
        content = await asyncio.to_thread(place_of_bytes(house, stored.sha256).read_bytes)
    except OSError:
        raise Unavailable(Wording("材料文件暂时无法读取", "the file of this evidence cannot be read now")) from None
    return Piece(stored, content)


async def take_back(house: House, actor: Actor, key: UUID) -> None:
    """Take a piece off the record: its uploader, or whoever publishes for the site. The bytes stay for the history;
    public photos that were chosen from it go with it.

    Raises NotFound, also for one taken back already; NotAllowed; Refused for a photo of a visit, which never changes.
    """
    async with transaction():
        stored = await read_piece(key)
        if stored is None or stored.taken_back_at is not None:
            raise NotFound(_GONE)
        if stored.about.startswith(INSPECTION):
            raise Refused(_OF_A_VISIT)
        site = await stored_site(stored.site_code)
        _taking_back(actor, target_of(site), stored).require()
        if stored.about.startswith(RECTIFICATION):
            await _is_open(stored.site_code, stored.about)
        now = house.now()
        await take_back_evidence(key, now)
        await append_changes([_change(house, actor, "evidence.taken_back", stored)])
        for photo in await read_public_photos_from(key):
            await withdraw_public_photo(photo.id, now)
            await append_changes([photo_withdrawn(house, actor, photo)])


def photo_withdrawn(house: House, actor: Actor, photo: StoredPublicPhoto) -> NewChange:
    """The record of a photo that is shown to nobody any more."""
    before = json_text({"site": photo.site_code, "caption": photo.caption, "sha256": photo.sha256})
    return change_by(actor, house, "photo.withdrawn", PUBLIC_PHOTO, photo.id, before=before)


def may_take_back(actor: Actor, site: Target, piece: StoredEvidence) -> bool:
    """Whether a piece that stands on record for this site is the actor's to take back."""
    return _taking_back(actor, site, piece).allowed


def _taking_back(actor: Actor, site: Target, piece: StoredEvidence) -> Decision:
    if piece.uploaded_by_key != actor.key:
        of_others = may(actor, "publish_directly", site)
        if not of_others.allowed:
            return of_others
    return may(actor, "upload_evidence", site)


async def _is_open(code: str, about: str) -> bool:
    """Whether this names a rectification of the site. Raises Refused for one that is done with: its proof stays."""
    one = next(
        (one for one in await read_rectifications(site_codes=[code]) if about == f"{RECTIFICATION}{one.id}"), None
    )
    if one is not None and one.state not in OPEN:
        raise Refused(_DONE_WITH)
    return one is not None


def _is_known(programme: Programme, about: str) -> bool:
    if about.startswith(CLAUSE):
        return about.removeprefix(CLAUSE) in programme.clauses_by_id
    head, _, code = about.partition(".")
    match head:
        case "facts":
            return code in programme.vocabulary.facts
        case "metrics":
            return code in programme.vocabulary.metrics
        case _:
            return about in COLLECTIONS or about in _FILLED_IN


def _row(
    house: House,
    actor: Actor,
    site: StoredSite,
    about: str,
    name: str,
    kept: Prepared,
    digest: str,
    *,
    keep_position: bool,
) -> StoredEvidence:
    taken = kept.taken if keep_position else None
    plain = "".join(sign for sign in Path(name.replace("\\", "/")).name if sign.isprintable())[:LONGEST_NAME]
    return StoredEvidence(
        site_code=site.code,
        about=about,
        sha256=digest,
        media_type=kept.media_type,
        size_bytes=len(kept.content),
        name=plain or ("file.pdf" if kept.media_type == PDF else "photo.jpg"),
        uploaded_by_key=actor.key,
        uploaded_by_name=actor.name,
        uploaded_at=house.now(),
        taken_lon=taken.lon if taken else None,
        taken_lat=taken.lat if taken else None,
    )


def _change(house: House, actor: Actor, action: str, piece: StoredEvidence) -> NewChange:
    after = json_text({"site": piece.site_code, "about": piece.about, "sha256": piece.sha256})
    return change_by(actor, house, action, "evidence", piece.id, reason=piece.about, after=after)
