"""Photos of a site for everybody: chosen by the county from the evidence or uploaded for it, and withdrawn again.

What is shown is drawn anew and small, without position and device; the evidence itself never leaves the house.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, NotFound, TooLarge, Unavailable
from app.exchange.images import JPEG, prepared, small_picture
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.evidence import (
    MOST_BYTES,
    PUBLIC_PHOTO,
    TOO_LARGE,
    EvidencePiece,
    evidence_of,
    open_evidence,
    photo_withdrawn,
)
from app.journeys.house import House
from app.journeys.site_rights import require, stored_site
from app.journeys.storage import lay_down, place_of_bytes
from app.journeys.turns import PICTURES, in_turn
from app.normal.identity_numbers import holds_identity_number
from app.normal.text import kept
from app.sites.entry import IDENTITY_NUMBER
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.public_photos import (
    StoredPublicPhoto,
    insert_public_photo,
    is_public_photo,
    read_public_photo,
    read_public_photos,
    read_public_photos_of,
    withdraw_public_photo,
)
from app.wording import Wording

MOST_PHOTOS = 6
LONGEST_CAPTION = 60
_DIGEST = re.compile("[0-9a-f]{64}")
_NO_SUCH = Wording("没有此照片。", "There is no such photo.")
_CHOOSE = Wording("请选一张佐证照片或上传一张照片", "choose a photo of the evidence or upload one")
_ONE_ONLY = Wording(
    "请只选一种：佐证照片，或上传的照片", "choose either a photo of the evidence or the one to upload, not both"
)
_NOT_A_PHOTO = Wording("只能公开照片", "only photos can be published")
_CAPTION = Wording(
    f"请填写照片说明，不超过 {LONGEST_CAPTION} 个字", f"say in at most {LONGEST_CAPTION} characters what it shows"
)
_CHECK = Wording("请先确认照片中没有个人信息", "confirm first that nothing personal is to be seen")
_FULL = Wording(
    f"每个站点最多公开 {MOST_PHOTOS} 张照片，请先撤回一张",
    f"a site shows {MOST_PHOTOS} photos at most; withdraw one first",
)
_SHOWN = Wording("这张照片已经公开", "this photo is public already")
_GONE = Wording("照片暂时无法读取", "the photo cannot be read now")


@dataclass(frozen=True, slots=True)
class PhotoOffered:
    """A photo that is to be published: a piece of `evidence`, or else the bytes of an `upload`; its caption.

    `harmless` is true where whoever publishes has confirmed that nothing personal is to be seen.
    """

    caption: str
    harmless: bool
    evidence: UUID | None = None
    upload: bytes = b""


async def public_photos(code: str) -> list[StoredPublicPhoto]:
    """What everybody sees of a site."""
    return await read_public_photos(code)


async def public_photos_of(codes: Sequence[str]) -> dict[str, list[StoredPublicPhoto]]:
    """What everybody sees of these sites, by code; a site without photos is not in it."""
    found: dict[str, list[StoredPublicPhoto]] = {}
    for photo in await read_public_photos_of(codes):
        found.setdefault(photo.site_code, []).append(photo)
    return found


async def photos_to_choose(actor: Actor, code: str) -> list[EvidencePiece]:
    """The photos among the evidence of a site, the newest first. Raises NotFound, NotAllowed."""
    site = await stored_site(code)
    require(actor, "publish_directly", site)
    return [piece for piece in reversed(await evidence_of(actor, site)) if piece.media_type == JPEG]


async def public_photo_bytes(house: House, digest: str) -> bytes:
    """The bytes of a photo that is shown. Raises NotFound, also for one withdrawn; Unavailable where they are gone."""
    if _DIGEST.fullmatch(digest) is None or not await is_public_photo(digest):
        raise NotFound(_NO_SUCH)
    try:
        return await asyncio.to_thread(place_of_bytes(house, digest).read_bytes)
    except OSError:
        raise Unavailable(_GONE) from None


async def publish_photo(house: House, actor: Actor, code: str, offered: PhotoOffered) -> None:
    """Show a photo of a site to everybody. Raises NotFound, NotAllowed, TooLarge, InvalidInput with every fault."""
    site = await stored_site(code)
    require(actor, "publish_directly", site)
    if len(offered.upload) > MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    caption = kept(offered.caption)
    faults = _faults(offered, caption)
    raw = b""
    try:
        raw = await _drawn(house, actor, code, offered)
    except InvalidInput as error:
        faults += [replace(fault, path="file") for fault in error.faults]
    if faults:
        raise InvalidInput(faults)
    content, width, height = await in_turn(house, PICTURES, small_picture, raw)
    digest = hashlib.sha256(content).hexdigest()
    await asyncio.to_thread(lay_down, house, digest, content)
    photo = StoredPublicPhoto(
        site_code=site.code,
        sha256=digest,
        width=width,
        height=height,
        caption=caption,
        evidence=offered.evidence,
        published_by_key=actor.key,
        published_by_name=actor.name,
        published_at=house.now(),
    )
    async with transaction():
        shown = await read_public_photos(site.code)
        if any(one.sha256 == digest for one in shown):
            raise InvalidInput([Fault("file", "twice", _SHOWN)])
        if len(shown) >= MOST_PHOTOS:
            raise InvalidInput([Fault("file", "too_many", _FULL)])
        if not await asyncio.to_thread(place_of_bytes(house, digest).exists):
            raise Unavailable(_GONE)
        await insert_public_photo(photo)
        after = json_text({"site": site.code, "caption": caption, "sha256": digest})
        await append_changes([change_by(actor, house, "photo.published", PUBLIC_PHOTO, photo.id, after=after)])


async def withdraw_photo(house: House, actor: Actor, code: str, key: UUID) -> None:
    """Show a photo no longer. Withdrawn twice is withdrawn once. Raises NotFound, NotAllowed."""
    async with transaction():
        photo = await read_public_photo(key)
        if photo is None or photo.site_code != code:
            raise NotFound(_NO_SUCH)
        require(actor, "publish_directly", await stored_site(code))
        if photo.withdrawn_at is not None:
            return
        await withdraw_public_photo(key, house.now())
        await append_changes([photo_withdrawn(house, actor, photo)])


def _faults(offered: PhotoOffered, caption: str) -> list[Fault]:
    """What is wrong beside the picture itself."""
    faults = []
    if not caption or len(caption) > LONGEST_CAPTION:
        faults.append(Fault("caption", "missing", _CAPTION))
    elif holds_identity_number(caption):
        faults.append(replace(IDENTITY_NUMBER, path="caption"))
    if not offered.harmless:
        faults.append(Fault("harmless", "missing", _CHECK))
    return faults


async def _drawn(house: House, actor: Actor, code: str, offered: PhotoOffered) -> bytes:
    """The photo as the house keeps it, drawn anew. Raises InvalidInput for what is no photo."""
    if offered.evidence is not None and offered.upload:
        raise InvalidInput([Fault("file", "both", _ONE_ONLY)])
    if offered.evidence is not None:
        piece = await open_evidence(house, actor, offered.evidence)
        content, media_type, of = piece.content, piece.stored.media_type, piece.stored.site_code
        if of != code:
            raise NotFound(_NO_SUCH)
    elif offered.upload:
        drawn = await in_turn(house, PICTURES, prepared, offered.upload)
        content, media_type = drawn.content, drawn.media_type
    else:
        raise InvalidInput([Fault("file", "missing", _CHOOSE)])
    if media_type != JPEG:
        raise InvalidInput([Fault("file", "not_a_photo", _NOT_A_PHOTO)])
    return content
