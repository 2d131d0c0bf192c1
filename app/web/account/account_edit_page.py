"""One account, for those who manage it: its names, role and scope, resetting, disabling, its sessions and tokens.

Resetting and disabling sign somebody out at once: they ask first, without a script too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.errors import Fault, InvalidInput
from app.journeys.accounts.account_history import histories_of
from app.journeys.accounts.accounts import (
    disable_account,
    enable_account,
    end_session_of,
    managed,
    regrant,
    rename_account,
    set_password,
    withdraw_token_of,
)
from app.journeys.accounts.endings import open_access
from app.journeys.change_log import LOG_ACTIONS
from app.journeys.house import House
from app.web.account.accounts_page import accounts_list, fault_lines, first_password, listed_values, role_options
from app.web.account.devices import device
from app.web.account.scope_view import scope_choices
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.wording import Wording

_ASK_FIRST = ("reset", "disable")
_DONE = {"regrant": "regranted", "rename": "renamed", "disable": "disabled", "enable": "enabled"}
_ENDED = ("session", "token")


@get("/accounts/{username:str}/edit", opt=audience("manage_accounts"))
async def account_edit_page(
    request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, username: PathText
) -> Template:
    """One account with everything that can be done to it."""
    return await _page(request, house, say, username)


@post("/accounts/change", opt=audience("manage_accounts"), status_code=200)
async def changing_account(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Rename, regrant, reset, disable or enable one account; the button says which. ``sure`` answers what is asked."""
    form = await request.form()
    username, action = str(form.get("username", "")), str(form.get("action", ""))
    typed = {"new_username": str(form.get("new_username", "")), "name": str(form.get("name", ""))}
    typed |= {"role": str(form.get("role", "")), "find": str(form.get("find", "")).strip()}
    divisions, sites = listed_values(form.getall("divisions", [])), listed_values(form.getall("sites", []))
    given = {**typed, "divisions": divisions, "sites": sites}
    if action in _ASK_FIRST and form.get("sure") != "yes":
        return await _asked(request, say, username, action)
    try:
        if action == "reset":
            password = first_password()
            await set_password(house, request.user, username, password)
            return await accounts_list(request, house, say, shown=(username, password))
        if action == "find":
            return await _page(request, house, say, username, given=given)
        if action == "regrant":
            await regrant(house, request.user, username, typed["role"], divisions, sites)
        elif action == "rename":
            renamed = await rename_account(house, request.user, username, typed["new_username"], typed["name"])
            username = renamed.username
        elif action == "disable":
            await disable_account(house, request.user, username)
        elif action == "enable":
            await enable_account(house, request.user, username)
    except InvalidInput as error:
        return await _page(request, house, say, username, given=given, faults=error.faults, status_code=422)
    return Redirect(_edit_href(username, _DONE.get(action, "")), status_code=303)


@post("/accounts/{username:str}/sessions/{key:str}/end", opt=audience("manage_accounts"), status_code=303)
async def ending_session_of(
    request: Request[Any, Any, Any], house: GivenHouse, username: PathText, key: PathText
) -> Redirect:
    """Sign somebody out in one browser."""
    await end_session_of(house, request.user, username, key)
    return Redirect(_edit_href(username, "session"), status_code=303)


@post("/accounts/{username:str}/tokens/{key:uuid}/withdraw", opt=audience("manage_accounts"), status_code=303)
async def withdrawing_token_of(
    request: Request[Any, Any, Any], house: GivenHouse, username: PathText, key: FromPath[UUID]
) -> Redirect:
    """Make somebody's token worth nothing."""
    await withdraw_token_of(house, request.user, username, key)
    return Redirect(_edit_href(username, "token"), status_code=303)


def _edit_href(username: str, done: str) -> str:
    return f"/accounts/{quote(username, safe='')}/edit?done={done}"


async def _asked(request: Request[Any, Any, Any], say: Speech, username: str, action: str) -> Template:
    account = await managed(request.user, username)
    return page(
        request,
        say,
        "account/sure.html",
        has_samples=account.sample,
        account=account,
        action=action,
        edit_href=_edit_href(account.username, ""),
    )


async def _page(
    request: Request[Any, Any, Any],
    house: House,
    say: Speech,
    username: str,
    *,
    given: Mapping[str, Any] | None = None,
    faults: tuple[Fault, ...] = (),
    status_code: int = 200,
) -> Template:
    account = await managed(request.user, username)
    open_now = await open_access(house, account)
    divisions = given["divisions"] if given and given["role"] else account.divisions
    sites = given["sites"] if given and given["role"] else account.sites
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "account/edit.html",
        has_samples=account.sample,
        status_code=status_code,
        account=account,
        names=(given["new_username"] or account.username, given["name"])
        if given and given["name"]
        else (account.username, account.display_name),
        role=given["role"] if given and given["role"] else account.role,
        roles=role_options(say),
        choices=await scope_choices(house, request.user, divisions, sites, given["find"] if given else ""),
        history=[
            (one.at, one.actor_name, say.of(LOG_ACTIONS.get(one.action, Wording(one.action, one.action))))
            for one in (await histories_of([account]))[account.id]
        ],
        sessions=[(session, say.of(device(session.user_agent))) for session in open_now.sessions],
        tokens=open_now.tokens,
        faults=fault_lines(faults, say),
        done=done if done in (*_DONE.values(), *_ENDED) and status_code == 200 else "",
    )
