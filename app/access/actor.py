"""The one who acts: a person, a token of theirs, or the program itself under a name. Never "system"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.wording import Wording

Role = Literal["site_editor", "reviewer", "county_admin", "operator", "reader", "program"]
Standing = Literal["active", "password_due", "disabled"]
"""`password_due`: signed in with a password that others know, which must be replaced first."""

ROLES: Mapping[Role, Wording] = {
    "site_editor": Wording("站点填报员", "Site editor"),
    "reviewer": Wording("审核员", "Reviewer"),
    "county_admin": Wording("县级管理员", "County administrator"),
    "operator": Wording("运营单位", "Operator"),
    "reader": Wording("查阅员", "Viewer"),
}
"""The roles a person can be given."""

PERSONAL_ROLES: frozenset[Role] = frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor's role reaches: a division with all below it, or one named site."""

    division: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. `key` is the account's id or a word for the program; `name` is kept in every change record.

    `by_token` is true when the request came with an API token of theirs. What they may do is decided in `may`.
    """

    key: str
    name: str
    role: Role
    scopes: tuple[Scope, ...] = ()
    request_id: str | None = None
    by_token: bool = False
    standing: Standing = "active"


def program(word: str) -> Actor:
    """The program acting by itself, named by what it was doing: ``seed``, ``demo``, ``cli:root``."""
    return Actor(key=word, name=word, role="program")
