"""A county in which one of everything stands that can be looked at: what journeys that show are tried on.

Which there are is read from the program: `shown_at_a_door`.
"""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.access.actor import Actor
from app.exchange.pictures import sample_photo
from app.exchange.strict_json import json_text
from app.journeys.assessments.contract import keep_signed_terms
from app.journeys.assessments.ledgers import enter_row
from app.journeys.assessments.warnings import give_warning
from app.journeys.audits.kept_audits import make_audit
from app.journeys.coverage.candidates import PlanQuestion
from app.journeys.desk.what_if_kept import keep_what_if
from app.journeys.evidence import Upload, add_evidence
from app.journeys.faults.answering import answer_fault
from app.journeys.faults.report import FaultSaid, report_fault
from app.journeys.house import House
from app.journeys.inspections.issue import issue_for_order
from app.journeys.inspections.ledger import LedgerQuery
from app.journeys.inspections.planned_visits import plan_visits
from app.journeys.inspections.rectify import order_rectification
from app.journeys.inspections.visits import record_visit
from app.journeys.proposals.review import accept
from app.journeys.spending.entries import enter_spending
from app.store.accounts import read_account
from app.store.engine import transaction
from app.store.evidence import read_evidence
from app.store.site_plans import StoredSitePlan, insert_site_plan
from tests.installed import ROOT as CHECKOUT
from tests.journeys.writes.sites import requested, seen
from tests.journeys.writes.table import BUREAU, EDITOR, OFFICE, OPERATOR, QU, REVIEWER
from tests.networks import house_of_copy

CODE, CONTRACT, CLAUSE = "QX-LINBA", "GB-CENTRE", "station.area_basic"
ANY = LedgerQuery()
WHOLE = Actor("whole", "省厅", "county_admin")


@dataclass
class World:
    """A house, and the keys of what was made in it, by what it is."""

    house: House
    keys: dict[str, UUID]

    def __getitem__(self, name: str) -> UUID:
        return self.keys[name]


@pytest.fixture(scope="module")
async def world(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The demonstration with one of everything that can be looked at."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("reads")) as built:
        yield World(built, await made(built))


async def made(house: House) -> dict[str, UUID]:
    """One of everything, at `CODE` but for what is under a contract; the keys by name."""
    today = house.today()
    given = {"found_on": str(today), "finding": "x", "demand": "y", "due_on": str(today + timedelta(days=9))}
    order = await order_rectification(house, OFFICE, CODE, given)
    photo = [Upload("门口.jpg", sample_photo())]
    await add_evidence(house, EDITOR, CODE, "address", photo)
    visit = {"visited_on": str(today), "inspectors": "张三", "looked-station.posted": "same"}
    told = [await report_fault(house, None, CODE, FaultSaid("closed", photo=sample_photo()), uuid4()) for _ in range(2)]
    await answer_fault(house, EDITOR, told[1].id, 1, "已开门")
    spent = {"target": "demonstration", "site": "QX-TUXI", "voucher": "1", "paid_on": str(today), "purpose": "x"}
    await keep_signed_terms(house, BUREAU, CONTRACT, 0, {"started_on": "2026-01-05"})
    decided, site = await requested(house, "QX-SANHUI"), await seen("QX-SANHUI")
    await accept(house, REVIEWER, decided.id, seen_version=decided.version, seen_site_version=site)
    account = await read_account("demo-reviewer")
    assert account is not None
    plan = {"planned_on": str(today), "inspector": str(account.id)}
    await plan_visits(house, OFFICE, [CODE], plan)
    row = {"day": "2026-03-02", "people": "1", "service": "training"}
    warning = {"finding": "迟交台账", "demand": "补交", "due_on": str(today + timedelta(days=9))}
    return {
        "order": order.id,
        "evidence": (await read_evidence([CODE]))[0].id,
        "visit": (await record_visit(house, OFFICE, "QX-TUXI", visit, None)).id,
        "notice": (await issue_for_order(house, OFFICE, order.id)).id,
        "fault": told[0].id,
        "spending": (await enter_spending(house, OFFICE, QU, spent | {"amount": "1"})).id,
        "audit": (await make_audit(house, OFFICE, QU)).id,
        "what_if": (await keep_what_if(house, OFFICE, QU, CLAUSE, {"check.value": "20"}, "x", None)).id,
        "proposal": (await requested(house, CODE)).id,
        "row": (await enter_row(house, OPERATOR, CONTRACT, "people_served", row)).id,
        "inspector": account.id,
        "warning": (await give_warning(house, BUREAU, CONTRACT, warning)).id,
        "plan": await _planned(house),
    }


async def _planned(house: House) -> UUID:
    """A search for sites that was asked for, and that nobody works on."""
    asked, now = json_text(PlanQuestion(programme=QU, sites=1).as_dict()), house.now()
    plan = StoredSitePlan(
        programme=QU,
        asked=asked,
        asked_by_key=OFFICE.key,
        asked_by_name=OFFICE.name,
        asked_at=now,
        state="waiting",
        stop_asked=False,
        heard_at=now,
    )
    async with transaction():
        await insert_site_plan(plan)
    return plan.id


Look = Callable[[World, Actor], Awaitable[Any]]


def shown_at_a_door() -> set[str]:
    """The journeys that show somebody something: public ones that are told who asks, begin no transaction themselves,
    and are asked for by a page, the interface or a command.
    """
    journeys, doors = CHECKOUT / "app" / "journeys", set[tuple[str, str]]()
    for path in (CHECKOUT / "app").rglob("*.py"):
        if journeys not in path.parents:
            doors |= journeys_in(path)
    found = set()
    for path in journeys.rglob("*.py"):
        module = path.relative_to(CHECKOUT).as_posix().removesuffix(".py").replace("/", ".")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and (module, node.name) in doors:
                asked = {argument.arg for argument in node.args.args}
                if "actor" in asked and not {"transaction", "_answered"} & set(called_in([node])):
                    found.add(node.name)
    return found


def journeys_in(path: Path) -> set[tuple[str, str]]:
    """What a module imports from journeys: the modules and their names."""
    return {
        (node.module, one.name)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("app.journeys.")
        for one in node.names
    }


def called_in(nodes: Iterable[ast.AST]) -> Iterable[str]:
    """The names of all that is called in some syntax."""
    every = (part for node in nodes for part in ast.walk(node))
    return (ast.unparse(part.func) for part in every if isinstance(part, ast.Call))
