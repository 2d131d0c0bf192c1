"""The public photos of one site, for the county: what is shown, a form to publish one, a button to withdraw each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import InvalidInput, TooLarge
from app.journeys.evidence import MOST_BYTES, TOO_LARGE
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.registry.public_photos import (
    LONGEST_CAPTION,
    MOST_PHOTOS,
    PhotoOffered,
    photos_to_choose,
    public_photos,
    publish_photo,
    withdraw_photo,
)
from app.journeys.site_rights import stored_site
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, form_key
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.registry.register_choices import MANAGE

_DONE = ("published", "withdrawn")


@get(MANAGE + "/{code:str}/photos", opt=audience("publish_directly"))
async def photos_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """What everybody sees of the site, and a form to publish one more."""
    return await _shown(request, house, say, code)


@post(MANAGE + "/{code:str}/photos", opt=audience("publish_directly"), status_code=303)
async def publishing_photo(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Publish one; what is wrong comes back beside the form, with what was typed."""
    typed: dict[str, str] = {}
    try:
        form = await request.form()
        typed = {name: str(form.get(name, "")) for name in ("source", "caption", "harmless")}
        file = form.get("file")
        evidence = form_key(typed["source"])
        raw = await file.read() if isinstance(file, UploadFile) else b""
        offered = PhotoOffered(typed["caption"], bool(typed["harmless"]), evidence, raw)
        await publish_photo(house, request.user, code, offered)
    except InvalidInput as error:
        return await _shown(request, house, say, code, typed, by_field(error.faults, say))
    except TooLarge as error:
        return await _shown(request, house, say, code, typed, {"file": say.of(error.message)}, 413)
    except HTTPException as error:
        if error.status_code != 413:
            raise
        return await _shown(request, house, say, code, typed, {"file": say.of(TOO_LARGE)}, 413)
    return Redirect(f"{MANAGE}/{code}/photos?done=published", status_code=303)


@post(MANAGE + "/{code:str}/photos/{key:uuid}/withdraw", opt=audience("publish_directly"), status_code=303)
async def withdrawing_photo(
    request: Request[Actor, Any, Any], house: GivenHouse, code: PathText, key: FromPath[UUID]
) -> Redirect:
    """Show one no longer."""
    await withdraw_photo(house, request.user, code, key)
    return Redirect(f"{MANAGE}/{code}/photos?done=withdrawn", status_code=303)


async def _shown(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    code: str,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 422,
) -> Template:
    choices = await photos_to_choose(request.user, code)
    shown = await public_photos(code)
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "registry/photos.html",
        has_samples=(await network(house)).has_samples,
        status_code=status if faults else 200,
        site=await stored_site(code),
        photos=shown,
        choices=choices,
        is_full=len(shown) >= MOST_PHOTOS,
        most=MOST_PHOTOS,
        longest=LONGEST_CAPTION,
        most_bytes=MOST_BYTES,
        typed={"source": "", "caption": "", "harmless": ""} | dict(typed or {}),
        faults=faults or {},
        done=done if done in _DONE and not faults else "",
    )
