"""Photos of a visit: taken in with it, kept by the clause they show, never taken back or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, TooLarge
from app.journeys.evidence import INSPECTION, MOST_BYTES, TOO_LARGE, EvidencePiece, Upload, drawn_pieces
from app.journeys.house import House
from app.store.evidence import read_evidence
from app.store.sites import StoredSite
from app.wording import Wording

OF_THE_REST = ""
"""Stands for the clause of photos that show what else was found."""
MOST_PHOTOS = 60
Photos = Mapping[str, Sequence[Upload]]
"""Photos as they came in, by clause."""
_TOO_MANY = Wording(f"一次检查最多 {MOST_PHOTOS} 张照片", f"{MOST_PHOTOS} photos a visit at most")


async def drawn_photos(
    house: House, actor: Actor, site: StoredSite, visit: UUID, photos: Photos
) -> list[EvidencePiece]:
    """The photos of a visit that is about to be recorded, on no record yet.

    Raises InvalidInput with the fault of every file, TooLarge.
    """
    if sum(len(some) for some in photos.values()) > MOST_PHOTOS:
        raise InvalidInput([Fault("photos", "too_many", _TOO_MANY)])
    if any(len(upload.raw) > MOST_BYTES for some in photos.values() for upload in some):
        raise TooLarge(TOO_LARGE)
    return await drawn_pieces(house, actor, site, {_about(visit, clause): some for clause, some in photos.items()})


async def photos_of(code: str, visit: UUID) -> Mapping[str, tuple[EvidencePiece, ...]]:
    """The photos of a recorded visit by clause, in the order they were put on record."""
    head = _about(visit, "")
    found: dict[str, tuple[EvidencePiece, ...]] = {}
    for piece in await read_evidence([code]):
        if piece.about.startswith(head):
            clause = piece.about.removeprefix(head)
            found[clause] = (*found.get(clause, ()), piece)
    return found


def _about(visit: UUID, clause: str) -> str:
    return f"{INSPECTION}{visit}:{clause}"
