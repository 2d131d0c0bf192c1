"""One's own account: where it is signed in, and its tokens for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import ROLES
from app.access.grants import known_role
from app.errors import InvalidInput
from app.journeys.accounts.sign_in import Present, end_own_session, own_sessions, sign_out_everywhere
from app.journeys.accounts.tokens import issue_token, own_tokens, withdraw_token
from app.journeys.house import House
from app.web.account.devices import device
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, whole_in_form
from app.web.identity import COOKIE, caller_of, present_in
from app.web.language import Speech
from app.web.pages import page


@get("/account", opt=audience("manage_own_account"))
async def account_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Role, scope, devices, tokens."""
    return await _page(request, house, say, done=request.query_params.get("done", ""))


@post("/account/tokens", opt=audience("manage_own_tokens"), status_code=200)
async def new_token(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Make a token and show it, this once."""
    form = await request.form()
    days = whole_in_form(str(form.get("days", "")).strip()) or 0
    try:
        made = await issue_token(house, _who(request), str(form.get("name", "")), days)
    except InvalidInput as error:
        return await _page(request, house, say, faults=[say.of(f.message) for f in error.faults], status_code=422)
    return await _page(request, house, say, token=made.token)


@post("/account/tokens/{key:uuid}/withdraw", opt=audience("manage_own_tokens"), status_code=303)
async def withdrawing_token(request: Request[Any, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Redirect:
    """Make a token worth nothing."""
    await withdraw_token(house, _who(request), key)
    return Redirect("/account?done=token", status_code=303)


@post("/account/sessions/{key:str}/end", opt=audience("manage_own_account"), status_code=303)
async def ending_session(request: Request[Any, Any, Any], house: GivenHouse, key: PathText) -> Redirect:
    """Sign out in one other browser."""
    await end_own_session(house, _who(request), key)
    return Redirect("/account?done=session", status_code=303)


@post("/account/sign-out-everywhere", opt=audience("manage_own_account"), status_code=303)
async def everywhere(request: Request[Any, Any, Any], house: GivenHouse) -> Redirect:
    """End every session, this one too."""
    await sign_out_everywhere(house, caller_of(request), _who(request))
    redirect = Redirect("/sign-in?done=1", status_code=303)
    redirect.set_cookie(Cookie(key=COOKIE, value="", path="/", max_age=0, httponly=True, samesite="lax"))
    return redirect


def _who(request: Request[Any, Any, Any]) -> Present:
    who = present_in(request.scope)
    assert who is not None, "the guard lets in nobody else"
    return who


async def _page(
    request: Request[Any, Any, Any],
    house: House,
    say: Speech,
    *,
    token: str = "",
    faults: list[str] | None = None,
    done: str = "",
    status_code: int = 200,
) -> Template:
    who = _who(request)
    role = known_role(who.account.role)
    places = [house.divisions.get(code) for code in who.account.divisions]
    return page(
        request,
        say,
        "account/account.html",
        has_samples=who.account.sample,
        status_code=status_code,
        account=who.account,
        role=say.of(ROLES[role]) if role else who.account.role,
        scope=[place.name for place in places if place] + list(who.account.sites),
        sessions=[(session, say.of(device(session.user_agent))) for session in await own_sessions(house, who)],
        this_session=who.session,
        tokens=await own_tokens(who),
        now=house.now(),
        session_days=house.settings.session_days,
        token=token,
        faults=faults or [],
        done=done,
    )
