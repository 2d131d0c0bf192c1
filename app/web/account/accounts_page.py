"""Accounts, for those who manage them: adding, resetting, disabling, regranting; and who came in or was refused."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import ROLES
from app.access.grants import known_role, path_name
from app.errors import Fault, InvalidInput
from app.journeys.accounts.accounts import (
    add_account,
    disable_account,
    enable_account,
    end_session_of,
    managed_accounts,
    regrant,
    set_password,
    withdraw_token_of,
)
from app.journeys.accounts.attempts import RECORDED, record_of_access
from app.journeys.accounts.endings import open_access
from app.journeys.house import House
from app.journeys.network.judged import network
from app.units import CHINA
from app.web.account.devices import device
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

# No letters or digits that are read for one another; five groups of four are easily told over the telephone.
_BETWEEN = re.compile(r"[,，、;；\n]")
PAGE, MOST_PAGES = 50, 2000
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class SignInQuery:
    """Which part of the record of sign-ins is asked for."""

    who: str = ""
    outcome: str | None = None
    day: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account with its scope in words; `typed_divisions` and `typed_sites` as one would write it into the form."""

    account: Any
    role: str
    divisions: list[str]
    sites: list[str]
    typed_divisions: list[str]
    typed_sites: list[str]
    sessions: list[tuple[Any, str]]
    tokens: tuple[Any, ...]


@get("/accounts", opt=audience("manage_accounts"))
async def accounts_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Every account that one may change, and the record of who came in, filtered and page by page."""
    reader = QueryReader(request)
    asked = SignInQuery(
        reader.text("who").strip(),
        reader.code("outcome", RECORDED),
        reader.day("day"),
        reader.whole("page", 1, MOST_PAGES, 1),
    )
    reader.done(unknown_allowed=True)
    return await _page(request, house, say, asked=asked)


@post("/accounts", opt=audience("manage_accounts"), status_code=200)
async def adding_account(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Add an account with a first password that is shown once."""
    form = await request.form()
    typed = {key: str(form.get(key, "")).strip() for key in ("username", "name", "role")}
    divisions, sites = _listed(form.getall("divisions", [])), _listed(form.getall("sites", []))
    password = first_password()
    try:
        account = await add_account(
            house,
            request.user,
            username=typed["username"],
            display_name=typed["name"],
            role=typed["role"],
            password=password,
            divisions=divisions,
            sites=sites,
        )
    except InvalidInput as error:
        kept = {**typed, "divisions": divisions, "sites": sites}
        return await _page(request, house, say, faults=error.faults, typed=kept, status_code=422)
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
            divisions, sites = _listed(form.getall("divisions", [])), _listed(form.getall("sites", []))
            await regrant(house, request.user, username, str(form.get("role", "")), divisions, sites)
        elif action == "disable":
            await disable_account(house, request.user, username)
        elif action == "enable":
            await enable_account(house, request.user, username)
    except InvalidInput as error:
        return await _page(request, house, say, faults=error.faults, status_code=422)
    return Redirect(f"/accounts?done={_DONE.get(action, '')}", status_code=303)


@post("/accounts/{username:str}/sessions/{key:str}/end", opt=audience("manage_accounts"), status_code=303)
async def ending_session_of(
    request: Request[Any, Any, Any], house: GivenHouse, username: PathText, key: PathText
) -> Redirect:
    """Sign somebody out in one browser."""
    await end_session_of(house, request.user, username, key)
    return Redirect("/accounts?done=session", status_code=303)


@post("/accounts/{username:str}/tokens/{key:uuid}/withdraw", opt=audience("manage_accounts"), status_code=303)
async def withdrawing_token_of(
    request: Request[Any, Any, Any], house: GivenHouse, username: PathText, key: FromPath[UUID]
) -> Redirect:
    """Make somebody's token worth nothing."""
    await withdraw_token_of(house, request.user, username, key)
    return Redirect("/accounts?done=token", status_code=303)


_ENDED = ("session", "token")
_DONE = {"regrant": "regranted", "disable": "disabled", "enable": "enabled"}


def first_password() -> str:
    """A password that nobody can guess and anybody can type."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _listed(given: Sequence[Any]) -> list[str]:
    """What several fields hold, one place each; several in one field stand apart by commas."""
    parts = (part.strip() for text in given for part in _BETWEEN.split(str(text)))
    return list(dict.fromkeys(part for part in parts if part))


async def _page(
    request: Request[Any, Any, Any],
    house: House,
    say: Speech,
    *,
    asked: SignInQuery | None = None,
    faults: tuple[Fault, ...] = (),
    typed: Mapping[str, Any] | None = None,
    shown: tuple[str, str] | None = None,
    status_code: int = 200,
) -> Template:
    asked = asked or SignInQuery()
    accounts = await managed_accounts(request.user)
    record = await record_of_access(
        request.user,
        [account.username for account in accounts],
        username=asked.who,
        outcome=asked.outcome,
        day=asked.day,
        skip=(asked.page - 1) * PAGE,
        limit=PAGE + 1,
    )
    sites = (await network(house)).names
    places = _place_names(house)
    site_names = _told_apart(sites)
    fields = {"display_name": "name"}
    open_now = await open_access(house, accounts)
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "account/accounts.html",
        has_samples=any(account.sample for account in accounts),
        status_code=status_code,
        accounts=[
            ShownAccount(
                account,
                _role(account.role, say),
                [_name_of(house, code) for code in account.divisions],
                [sites.get(code, code) for code in account.sites],
                [places.get(code) or path_name(code, house.divisions) or code for code in account.divisions],
                [site_names.get(code, code) for code in account.sites],
                [(session, say.of(device(session.user_agent))) for session in open_now[account.id].sessions],
                open_now[account.id].tokens,
            )
            for account in accounts
        ],
        roles=[(code, say.of(label)) for code, label in ROLES.items()],
        places=sorted(places.values()),
        site_names=sorted(site_names.values()),
        record=[(noted, noted.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")) for noted in record[:PAGE]],
        outcomes=RECORDED,
        asked=asked,
        newer=_address(asked, asked.page - 1) if asked.page > 1 else "",
        older=_address(asked, asked.page + 1) if len(record) > PAGE and asked.page < MOST_PAGES else "",
        faults=[
            (say(f"accounts.field_{fields.get(fault.path, fault.path)}"), say.of(fault.message)) for fault in faults
        ],
        typed=typed or {},
        shown=shown,
        done=done if done in (*_DONE.values(), *_ENDED) else "",
    )


def _address(asked: SignInQuery, number: int) -> str:
    """The address of another page of the record, under the same filter."""
    query = {"who": asked.who, "outcome": asked.outcome or "", "day": asked.day.isoformat() if asked.day else ""}
    return "/accounts?" + urlencode({k: v for k, v in query.items() if v} | {"page": str(number)}) + "#record"


def _place_names(house: House) -> dict[str, str]:
    """The counties of the programmes and their townships, by code: by their name, or with the county's where two share
    it.
    """
    found = {}
    for programme in house.programmes.values():
        for division in house.divisions.under(programme.jurisdiction):
            if division.level in ("county", "township"):
                found[division.code] = division.name
    shared = Counter(division.name for division in house.divisions)
    return {code: name if shared[name] == 1 else path_name(code, house.divisions) for code, name in found.items()}


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names by code; the code itself where two share a name, or where a comma in it would part it."""
    shared = Counter(names.values())
    return {c: name if shared[name] == 1 and not _BETWEEN.search(name) else c for c, name in names.items()}


def _role(code: str, say: Speech) -> str:
    role = known_role(code)
    return say.of(ROLES[role]) if role else code


def _name_of(house: House, code: str) -> str:
    division = house.divisions.get(code)
    return division.name if division else code
