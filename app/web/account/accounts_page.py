"""Accounts, for those who manage them: adding, resetting, disabling, regranting; and who came in or was refused."""

from __future__ import annotations

import secrets
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import ROLES
from app.access.grants import known_role
from app.errors import Fault, InvalidInput
from app.journeys.accounts import (
    add_account,
    disable_account,
    enable_account,
    managed_accounts,
    regrant,
    set_password,
)
from app.journeys.attempts import record_of_access
from app.journeys.house import House
from app.web.audience import audience
from app.web.formats import CHINA
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page

# No letters or digits that are read for one another; five groups of four are easily told over the telephone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@get("/accounts", opt=audience("manage_accounts"))
async def accounts_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Every account that one may change."""
    return await _page(request, house, say)


@post("/accounts", opt=audience("manage_accounts"), status_code=200)
async def adding_account(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Add an account with a first password that is shown once."""
    form = await request.form()
    typed = {key: str(form.get(key, "")).strip() for key in ("username", "name", "role", "divisions", "sites")}
    password = first_password()
    try:
        account = await add_account(
            house,
            request.user,
            username=typed["username"],
            display_name=typed["name"],
            role=typed["role"],
            password=password,
            divisions=_listed(typed["divisions"]),
            sites=_listed(typed["sites"]),
        )
    except InvalidInput as error:
        return await _page(request, house, say, faults=error.faults, typed=typed, status_code=422)
    return await _page(request, house, say, shown=(account.username, password))


@post("/accounts/change", opt=audience("manage_accounts"), status_code=200)
async def changing_account(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Reset, disable, enable or regrant one account; the button says which."""
    form = await request.form()
    username, action = str(form.get("username", "")), str(form.get("action", ""))
    try:
        if action == "reset":
            password = first_password()
            await set_password(house, request.user, username, password)
            return await _page(request, house, say, shown=(username, password))
        if action == "regrant":
            divisions, sites = _listed(str(form.get("divisions", ""))), _listed(str(form.get("sites", "")))
            await regrant(house, request.user, username, str(form.get("role", "")), divisions, sites)
        elif action == "disable":
            await disable_account(house, request.user, username)
        elif action == "enable":
            await enable_account(house, request.user, username)
    except InvalidInput as error:
        return await _page(request, house, say, faults=error.faults, status_code=422)
    return Redirect(f"/accounts?done={_DONE.get(action, '')}", status_code=303)


_DONE = {"regrant": "regranted", "disable": "disabled", "enable": "enabled"}


def first_password() -> str:
    """A password that nobody can guess and anybody can type."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _listed(text: str) -> list[str]:
    return [part for part in text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if part]


async def _page(
    request: Request[Any, Any, Any],
    house: House,
    say: Speech,
    *,
    faults: tuple[Fault, ...] = (),
    typed: dict[str, str] | None = None,
    shown: tuple[str, str] | None = None,
    status_code: int = 200,
) -> Template:
    accounts = await managed_accounts(request.user)
    record = await record_of_access(request.user, [account.username for account in accounts])
    return page(
        request,
        say,
        "account/accounts.html",
        has_samples=any(account.sample for account in accounts),
        status_code=status_code,
        accounts=[(account, _role(account.role, say), _scope(house, account)) for account in accounts],
        roles=[(code, say.of(label)) for code, label in ROLES.items()],
        record=[(noted, noted.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")) for noted in record],
        faults=[(fault.path, say.of(fault.message)) for fault in faults],
        typed=typed or {},
        shown=shown,
        done=request.query_params.get("done", ""),
    )


def _role(code: str, say: Speech) -> str:
    role = known_role(code)
    return say.of(ROLES[role]) if role else code


def _scope(house: House, account: Any) -> list[str]:
    places = [house.divisions.get(code) for code in account.divisions]
    return [place.name for place in places if place] + list(account.sites)
