"""Photos of sites for everybody, each at an address that names its content."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.exchange.images import JPEG
from app.journeys.registry.public_photos import public_photo_bytes
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED, FOREVER, Payload

_END = ".jpg"


def photo_href(digest: str) -> str:
    """Where a photo that is shown lies."""
    return f"/photos/{digest}{_END}"


@get("/photos/{name:str}", opt=audience("public") | ALREADY_PACKED)
async def public_photo(request: Request[Any, Any, Any], house: GivenHouse, name: PathText) -> Response[bytes]:
    """One photo, to be kept for as long as anybody likes; not there once it was withdrawn."""
    return Payload(await public_photo_bytes(house, name.removesuffix(_END)), JPEG, FOREVER).answer(request)
