"""Signing in, signing out, and replacing a password."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect, Template

from app.access.actor import ROLES, Actor
from app.access.may import may_somewhere
from app.access.passwords import DEMONSTRATION as DEMO_PASSWORD
from app.access.rules import Action
from app.errors import Fault, InvalidInput, NotSignedIn, TooMany
from app.journeys.accounts.accounts import list_accounts
from app.journeys.accounts.sign_in import change_password, sign_in, sign_out
from app.journeys.house import House
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.identity import COOKIE, caller_of, device_cookie, present_in, session_cookie
from app.web.language import Speech
from app.web.pages import page
from app.wording import Wording

_HOMES: tuple[tuple[Action, str], ...] = (
    ("manage_accounts", "/county"),
    ("edit_site", "/work"),
    ("review_change", "/review"),
    ("read_site_inside", "/work"),
)
"""Where people go after signing in: the first page that is for them."""
_DIFFER = Wording("两次输入的新密码不一样", "the two entries differ")


@get("/sign-in", opt=audience("public"))
async def sign_in_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """The form; who is signed in already goes on to their work."""
    if (who := present_in(request.scope)) is not None:
        return Redirect(_next(request.query_params.get("next", ""), who.actor), status_code=303)
    return await _form(request, house, say, status_code=200)


@post("/sign-in", opt=audience("public"), status_code=303)
async def signing_in(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Sign in, under a new token whatever cookie the browser had before."""
    form = await request.form()
    username, password = str(form.get("username", "")), str(form.get("password", ""))
    try:
        done = await sign_in(house, caller_of(request), username[:200], password[:1000])
    except (NotSignedIn, TooMany) as error:
        status = 429 if isinstance(error, TooMany) else 401
        answer = await _form(
            request,
            house,
            say,
            status_code=status,
            said=say.of(error.message),
            username=username,
            goes_to=str(form.get("next", "")),
        )
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.retry_after_seconds)
        return answer
    redirect = Redirect(_next(str(form.get("next", "")), done.actor), status_code=303)
    redirect.set_cookie(session_cookie(request, done.token))
    if done.device_token is not None:
        redirect.set_cookie(device_cookie(request, done.device_token))
    return redirect


@post("/sign-out", opt=audience("signed_in"), status_code=303)
async def signing_out(request: Request[Any, Any, Any], house: GivenHouse) -> Redirect:
    """End this session."""
    if (who := present_in(request.scope)) is not None:
        await sign_out(house, caller_of(request), who)
    redirect = Redirect("/sign-in?done=1", status_code=303)
    redirect.set_cookie(Cookie(key=COOKIE, value="", path="/", max_age=0, httponly=True, samesite="lax"))
    # What forms kept in the browser must not be found by the next person at this device.
    redirect.headers["Clear-Site-Data"] = '"storage"'
    return redirect


@get("/password", opt=audience("signed_in"))
async def password_page(request: Request[Any, Any, Any], say: GivenSpeech) -> Template:
    """The form for a new password."""
    return _password_form(request, say, ())


@post("/password", opt=audience("signed_in"), status_code=303)
async def changing_password(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Replace one's own password."""
    who = present_in(request.scope)
    assert who is not None, "the guard lets in nobody else"
    form = await request.form()
    new = str(form.get("new", ""))
    try:
        if new != str(form.get("again", "")):
            raise InvalidInput([Fault("again", "differ", _DIFFER)])
        token = await change_password(house, caller_of(request), who, str(form.get("old", "")), new)
    except InvalidInput as error:
        return _password_form(request, say, error.faults)
    except TooMany as error:
        answer = _password_form(request, say, (Fault("old", "too_many", error.message),), status=429)
        answer.headers["Retry-After"] = str(error.retry_after_seconds)
        return answer
    redirect = Redirect("/account?done=password", status_code=303)
    if token is not None:
        redirect.set_cookie(session_cookie(request, token))
    return redirect


def _password_form(
    request: Request[Any, Any, Any], say: Speech, faults: tuple[Fault, ...], *, status: int = 422
) -> Template:
    who = present_in(request.scope)
    return page(
        request,
        say,
        "account/password.html",
        has_samples=False,
        status_code=status if faults else 200,
        first=who is not None and who.account.must_change_password,
        username=who.account.username if who else "",
        faults=[(fault.path, say.of(fault.message)) for fault in faults],
    )


async def _form(
    request: Request[Any, Any, Any],
    house: House,
    say: Speech,
    *,
    status_code: int,
    said: str = "",
    username: str = "",
    goes_to: str = "",
) -> Template:
    accounts = [
        (account.username, account.display_name, say.of(ROLES[role]))
        for account in await list_accounts()
        for role in ROLES
        if account.sample and account.role == role
    ]
    return page(
        request,
        say,
        "account/sign_in.html",
        has_samples=bool(accounts),
        status_code=status_code,
        said=said,
        username=username,
        next=goes_to or request.query_params.get("next", ""),
        ended=request.query_params.get("ended", ""),
        done=bool(request.query_params.get("done")),
        demo_accounts=accounts,
        demo_password=DEMO_PASSWORD,
    )


def _next(asked: str, actor: Actor) -> str:
    """Where to go after signing in: a path of our own, or the first page that is for this person."""
    if asked.startswith("/") and not asked.startswith(("//", "/\\")) and "\n" not in asked and "\r" not in asked:
        return asked
    if actor.standing == "password_due":
        return "/password"
    return next((home for action, home in _HOMES if may_somewhere(actor, action).allowed), "/")
