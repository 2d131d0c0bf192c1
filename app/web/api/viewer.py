"""The description of the interface, for programs and as a page; the viewer is vendored and asks no other host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, get
from litestar.response import Template

from app.web.api.answers import answer
from app.web.api.openapi import openapi_document
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.payload import ALREADY_PACKED


@dataclass(frozen=True, slots=True)
class Description:
    """Kept: the description of the interface, made from the packs, which a process reads once; never renewed.

    Lost, it is made again.
    """

    document: dict[str, Any]


@get("/openapi.json", opt=ALREADY_PACKED)
async def openapi_json(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """OpenAPI 3.1."""
    return answer(request, house.kept.of(Description, lambda: Description(openapi_document(house))).document)


@get("/", sync_to_thread=False)
def schema_page(say: GivenSpeech) -> Template:
    """The viewer."""
    return Template("schema.html", context={"say": say})


schema_routes = Router(
    "/schema", route_handlers=[openapi_json, schema_page], opt=audience("public"), include_in_schema=False
)
