"""A step of a site's acceptance, from the form on its page of the register."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post
from litestar.response import Redirect

from app.access.actor import Actor
from app.errors import Malformed
from app.inspections.acceptance import ACCEPTANCE_MOVES
from app.journeys.registry.acceptance import move_acceptance
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, version_in_form
from app.web.registry.life_page import NO_MOVE, life_of
from app.web.registry.register_choices import MANAGE
from app.web.tried import Wrong, tried


@post(MANAGE + "/{code:str}/acceptance", opt=audience("publish_directly"), status_code=303)
async def accepting_site(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Make the step; what is wrong comes back beside its form, with everything typed."""
    form = await request.form()
    move = next((one for one in ACCEPTANCE_MOVES if one == form.get("move")), None)
    if move is None:
        raise Malformed(NO_MOVE)
    typed = {name: str(form.get(name, "")).strip() for name in ("happened_on", "done_by", "opinion")} | {"move": move}
    seen = version_in_form(form.get("version")), version_in_form(form.get("serial"))
    done = await tried(move_acceptance(house, request.user, code, seen, move, typed), say)
    if isinstance(done, Wrong):
        return await life_of(request, house, say, code, typed, done)
    return Redirect(f"{MANAGE}/{code}?done={move}#acceptance", status_code=303)
