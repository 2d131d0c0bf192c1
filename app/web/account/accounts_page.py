"""Accounts, for those who manage them: the list of them, adding one, and who came in or was refused."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.response import Template

from app.access.actor import ROLES
from app.access.grants import known_role
from app.errors import Fault, InvalidInput
from app.journeys.accounts.account_history import AccountChange, histories_of
from app.journeys.accounts.accounts import add_account, list_accounts, managed_accounts
from app.journeys.accounts.attempts import RECORDED, record_of_access
from app.journeys.house import House
from app.journeys.network.judged import network
from app.units import CHINA
from app.web import formats
from app.web.account.scope_view import division_names, scope_choices
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

# No letters or digits that are read for one another; five groups of four are easily told over the telephone.
_BETWEEN = re.compile(r"[,，、;；\n]")
PAGE, MOST_PAGES = 50, 2000
_TOLD = ("account.added", "account.password_set", "account.disabled")
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
    """An account with its scope in words, and who did what to it when. `own`: the reader's, which others change."""

    account: Any
    own: bool
    role: str
    scope: list[str]
    told: list[str]


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
    return await accounts_list(request, house, say, asked=asked)


@post("/accounts", opt=audience("manage_accounts"), status_code=200)
async def adding_account(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Add an account with a first password that is shown once."""
    form = await request.form()
    typed = {key: str(form.get(key, "")).strip() for key in ("username", "name", "role")}
    divisions, sites = listed_values(form.getall("divisions", [])), listed_values(form.getall("sites", []))
    kept = {**typed, "divisions": divisions, "sites": sites, "find": str(form.get("find", "")).strip()}
    if form.get("action") == "find":
        return await accounts_list(request, house, say, typed=kept)
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
        return await accounts_list(request, house, say, faults=error.faults, typed=kept, status_code=422)
    return await accounts_list(request, house, say, shown=(account.username, password))


def first_password() -> str:
    """A password that nobody can guess and anybody can type."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def listed_values(given: Sequence[Any]) -> list[str]:
    """What several fields hold, one place each; several in one field stand apart by commas."""
    parts = (part.strip() for text in given for part in _BETWEEN.split(str(text)))
    return list(dict.fromkeys(part for part in parts if part))


def role_options(say: Speech) -> list[tuple[str, str]]:
    """The roles that a person can be given, by code and name."""
    return [(code, say.of(label)) for code, label in ROLES.items()]


def fault_lines(faults: Sequence[Fault], say: Speech) -> list[tuple[str, str]]:
    """What is wrong with a form about accounts, each with the name of its field."""
    fields = {"display_name": "name"}
    return [(say(f"accounts.field_{fields.get(fault.path, fault.path)}"), say.of(fault.message)) for fault in faults]


async def accounts_list(
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
    """The page; `shown` is an account and its new first password, said this once."""
    asked = asked or SignInQuery()
    accounts = await managed_accounts(request.user)
    own = [account for account in await list_accounts() if str(account.id) == request.user.key]
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
    histories = await histories_of([*own, *accounts])
    given = typed or {}
    choices = await scope_choices(
        house, request.user, given.get("divisions", ()), given.get("sites", ()), given.get("find", "")
    )
    return page(
        request,
        say,
        "account/accounts.html",
        has_samples=any(account.sample for account in accounts),
        status_code=status_code,
        accounts=[
            ShownAccount(
                account,
                str(account.id) == request.user.key,
                _role(account.role, say),
                division_names(house, account.divisions) + [sites.get(code, code) for code in account.sites],
                _told(histories[account.id], say),
            )
            for account in [*own, *accounts]
        ],
        roles=role_options(say),
        choices=choices,
        record=[(noted, noted.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")) for noted in record[:PAGE]],
        outcomes=RECORDED,
        asked=asked,
        newer=_address(asked, asked.page - 1) if asked.page > 1 else "",
        older=_address(asked, asked.page + 1) if len(record) > PAGE and asked.page < MOST_PAGES else "",
        faults=fault_lines(faults, say),
        typed=given,
        shown=shown,
    )


def _told(history: Sequence[AccountChange], say: Speech) -> list[str]:
    """Who made the account, reset it last and disabled it, and when; what came to nothing since is left out."""
    latest: dict[str, AccountChange] = {}
    for change in history:
        latest.setdefault("account.disabled" if change.action == "account.enabled" else change.action, change)
    return [
        say(f"accounts.told_{change.action.partition('.')[2]}", by=change.actor_name, at=formats.moment(change.at))
        for change in (latest.get(action) for action in _TOLD)
        if change is not None
    ]


def _address(asked: SignInQuery, number: int) -> str:
    """The address of another page of the record, under the same filter."""
    query = {"who": asked.who, "outcome": asked.outcome or "", "day": asked.day.isoformat() if asked.day else ""}
    return "/accounts?" + urlencode({k: v for k, v in query.items() if v} | {"page": str(number)}) + "#record"


def _role(code: str, say: Speech) -> str:
    role = known_role(code)
    return say.of(ROLES[role]) if role else code
