"""What is said of each journey that writes; the modules beside this one say it, a `writes` for each.

A journey is made ready for itself alone, on things that no other one touches: they all stand in one database.
"""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.access.actor import ROLES, Actor, Scope, program
from app.access.rules import RULES, WHILE_PASSWORD_IS_DUE, Action
from app.journeys.house import House

QU_COUNTY, GANGBEI = "511725000000", "450802000000"
OFFICE = Actor("office", "县局", "county_admin", (Scope(division=QU_COUNTY),), "r-1")
EDITOR = Actor("editor", "填报员", "site_editor", (Scope(division=QU_COUNTY),), "r-2")
REVIEWER = Actor("reviewer", "审核员", "reviewer", (Scope(division=QU_COUNTY),), "r-3")
BUREAU = Actor("bureau", "考核组", "county_admin", (Scope(division=GANGBEI),), "r-4")
OPERATOR = Actor("operator", "运营单位", "operator", (Scope(site="GB-CENTRE"),), "r-5")
ROOT = replace(program("cli:root"), request_id="r-6")
QU = "qu-2023"

Do = Callable[[Actor, int], Awaitable[object]]
"""The journey, asked for by somebody who saw its thing so many versions ago."""


@dataclass(frozen=True)
class Write:
    """One journey that writes.

    `who` may, by the right `right`; `never` may not though all else fits: it is about their own. Where `place` is
    false the right is asked for no place, and of one's own for nobody else's. `recorded` are the actions it puts on
    record for `reason`; None where each record says its own. Whoever `repeats` it with the version that is the newest
    then does it anew. With `own_keys` somebody else who sends the same key does the same once more.
    """

    journey: Callable[..., Any]
    right: Action
    who: Actor
    recorded: tuple[str, ...]
    prepare: Callable[[House], Awaitable[Do]]
    reason: str | None = ""
    never: str | None = None
    place: bool = True
    repeats: bool = False
    own_keys: bool = False

    @property
    def name(self) -> str:
        """What the case is called."""
        return self.prepare.__name__

    @property
    def sees_a_version(self) -> bool:
        """Whether whoever asks says which version they saw."""
        return any(name in ("version", "seen") or name.startswith("seen_") for name in parameters(self.journey))


WRITES: list[Write] = []


def writes(
    journey: Callable[..., Any], right: Action, who: Actor, *recorded: str, **more: Any
) -> Callable[[Callable[[House], Awaitable[Do]]], None]:
    """Say of a journey how it is made ready; see `Write`."""
    return lambda prepare: WRITES.append(Write(journey, right, who, recorded, prepare, **more))


def parameters(journey: Callable[..., Any]) -> list[str]:
    """The names of what a journey is given."""
    return list(inspect.signature(journey).parameters)


def strangers(right: Action, who: Actor, *, place: bool = True, never: str | None = None) -> Iterator[Actor]:
    """Whoever may not do what `who` may: of every other role, of the right one elsewhere where it is asked for a
    `place`, with a first password, on their own.
    """
    rule = RULES[right]
    for role in (*ROLES, "program"):
        if role not in rule.roles:
            yield replace(who, key="stranger", role=role)
    if who.role != "program" and right not in WHILE_PASSWORD_IS_DUE:
        yield replace(who, standing="password_due")
    if place and rule.reach != "own":
        here = any(scope.division == QU_COUNTY for scope in who.scopes) or who.role == "program"
        yield replace(who, key="stranger", scopes=(Scope(division=GANGBEI if here else QU_COUNTY),))
    if place and rule.reach == "own":
        yield replace(who, key="stranger")
    if never is not None:
        yield replace(who, key=never)


Rows = dict[tuple[str, Any], tuple[Any, ...]]
"""Rows by table and what names them on record."""
NAMED_BY = {
    "site": "code",
    "acceptance_step": "site_code",
    "notice_words": "programme",
    "village_point": "division",
    "holiday_notice": "year",
    "account_scope": "account",
    "session": "account",
    "known_device": "account",
    "audited_site": "audit",
}
NOT_OF_THE_RECORD = frozenset({"change", "revision", "access_record", "migration"})


class Watched:
    """The database as its file tells, whoever writes into it."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file)
        told = self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        self._tables = {
            table: [column[1] for column in self._database.execute(f'PRAGMA table_info("{table}")')]
            for (table,) in told
            if table not in NOT_OF_THE_RECORD
        }

    @contextmanager
    def unchanged(self, of: object) -> Iterator[None]:
        """Nothing is written within the block."""
        before = self._version()
        yield
        assert self._version() == before, f"something was written by {of}"

    def _version(self) -> Any:
        return self._database.execute("PRAGMA data_version").fetchone()[0]

    def rows(self) -> Rows:
        """Every row that a change record may be about, by its table and what names it there."""
        found: Rows = {}
        for table, columns in self._tables.items():
            key = columns.index(NAMED_BY.get(table, columns[0]))
            for row in self._database.execute(f'SELECT * FROM "{table}"'):
                found[table, str(row[key])] = (*found.get((table, str(row[key])), ()), *row)
        return found

    def close(self) -> None:
        """Look no longer."""
        self._database.close()
