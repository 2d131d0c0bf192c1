"""What a journey shows, it shows to those it is for: refused to every other role, elsewhere, with a first password.

Routes ask for the role before a journey begins; programs and the command line begin it themselves.
"""

from __future__ import annotations

import ast
import io
from collections.abc import AsyncIterator, Awaitable, Iterable
from pathlib import Path
from typing import Any

import pytest

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.access.rules import Action
from app.errors import NotAllowed, NotFound
from app.exchange.files import WORKBOOK
from app.journeys.accounts.accounts import managed, managed_accounts
from app.journeys.accounts.attempts import record_of_access
from app.journeys.assessments.contract import contract_standing
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import half_year
from app.journeys.assessments.ledger_exchange import ledger_rows
from app.journeys.assessments.ledgers import kept_row
from app.journeys.assessments.records import record
from app.journeys.assessments.scoring import Points, preview_points
from app.journeys.audits.compared import compared
from app.journeys.audits.findings import finding_scene
from app.journeys.audits.kept_audits import audits_of, kept_audit, recompute
from app.journeys.audits.pairs import FindingQuery
from app.journeys.backup import back_up, restore
from app.journeys.change_log import AskedLog, change_log, log_in_parts, verify_log
from app.journeys.coverage.kept_circles import compare_kept, kept_results
from app.journeys.coverage.site_plans import read_plan, read_plans
from app.journeys.desk.clause_sites import clause_sites
from app.journeys.desk.county import county_view
from app.journeys.desk.county_report import county_state
from app.journeys.desk.county_sites import CountyQuery, county_sites, target_gap
from app.journeys.desk.history import history_of
from app.journeys.desk.inside import inside_site
from app.journeys.desk.reporting import reporting
from app.journeys.desk.what_if import what_if
from app.journeys.desk.what_if_kept import kept_turns, kept_what_ifs
from app.journeys.evidence import evidence_of, open_evidence
from app.journeys.faults.answering import fault_at_site, photo_of
from app.journeys.files.import_export import export_sites
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview
from app.journeys.inspections.issue import draft_notice
from app.journeys.inspections.ledger import LedgerQuery, rectification_ledger
from app.journeys.inspections.notices import issued_notices, notice
from app.journeys.inspections.planned_visits import inspectors
from app.journeys.inspections.rectifications import (
    moves_of,
    rectification,
    rectifications_of,
)
from app.journeys.inspections.site_papers import filled_record, site_form
from app.journeys.inspections.visits import visit_view, visits_of
from app.journeys.inspections.wanted_orders import read_wanted
from app.journeys.proposals.read import proposal
from app.journeys.proposals.sheet import sheet
from app.journeys.registry.acceptance import read_acceptance
from app.journeys.registry.public_photos import photos_to_choose
from app.journeys.site_rights import stored_site
from app.journeys.spending.spent import SpendingQuery, one_spending, spending_list
from tests.journeys import test_every_list
from tests.journeys.looked_at import (
    CLAUSE,
    CODE,
    CONTRACT,
    Look,
    World,
    called_in,
    journeys_in,
    shown_at_a_door,
    world,
)
from tests.journeys.writes.table import BUREAU, EDITOR, OFFICE, QU, REVIEWER, ROOT, strangers

__all__ = ["world"]
ANY = LedgerQuery()
LINBA = "511725102000"
WHOLE = Actor("whole", "省厅", "county_admin")


async def drained(parts: AsyncIterator[Any]) -> list[Any]:
    return [part async for part in parts]


async def nobodys(looked: Awaitable[Any]) -> Any:
    """What is asked of two results that were never kept: there are none, for who may ask."""
    with pytest.raises(NotFound):
        await looked
    return True


async def _evidence(actor: Actor) -> Any:
    return await evidence_of(actor, await stored_site(CODE))


async def _form(world: World, actor: Actor) -> Any:
    return await sheet(world.house, actor, await stored_site(CODE))


async def _upload(world: World, actor: Actor) -> Any:
    return await preview(world.house, actor, await download(world.house, OFFICE, township=LINBA))


async def _county_sites(w: World, who: Actor) -> Any:
    return await county_sites(w.house, who, QU, CountyQuery())


async def _what_if(w: World, who: Actor) -> Any:
    return await what_if(w.house, who, QU, CLAUSE, {"check.value": "1"})


async def found_wanting(w: World) -> tuple[dict[str, Any], str]:
    """What a form says that orders the first finding to be put right, and the township it is of."""
    day = w.house.today()
    scene = await finding_scene(w.house, OFFICE, QU, FindingQuery())
    place, clause = int(scene.pairs.sites[scene.matching][0]), int(scene.pairs.clauses[scene.matching][0])
    pair = scene.pairs.member(place).site.code, scene.pairs.order[clause].id
    given = {"found_on": str(day), "demand": "补", "due_on": str(day), "pairs": [pair]}
    return given, scene.pairs.township(place)


async def drafted(w: World, who: Actor) -> Any:
    return await draft_notice(w.house, who, QU, *await found_wanting(w))


async def _wanted(w: World, who: Actor) -> Any:
    return await read_wanted(w.house, who, w.house.programme(QU), (await found_wanting(w))[0])


async def _exported(w: World, who: Actor) -> Any:
    async with export_sites(w.house, who, WORKBOOK) as exported:
        return await drained(exported.pieces)


def refusing(name: str, right: Action, who: Actor, look: Look, *, place: bool = True) -> Any:
    return pytest.param(right, who, look, place, id=name)


@pytest.mark.parametrize(
    ("right", "who", "look", "place"),
    [
        refusing("accounts", "manage_accounts", OFFICE, lambda w, a: managed_accounts(a), place=False),
        refusing("an account", "manage_accounts", OFFICE, lambda w, a: managed(a, "demo-tuxi")),
        refusing("sign-ins", "manage_accounts", WHOLE, lambda w, a: record_of_access(a, []), place=False),
        refusing("contract", "read_assessment", BUREAU, lambda w, a: contract_standing(w.house, a, CONTRACT)),
        refusing(
            "a site under a contract",
            "read_assessment",
            BUREAU,
            lambda w, a: operated_site(w.house, a, "read_assessment", CONTRACT),
        ),
        refusing("a warning", "read_assessment", BUREAU, lambda w, a: record(w.house, a, w["warning"], "warning")),
        refusing("half-year", "read_assessment", BUREAU, lambda w, a: half_year(w.house, a, CONTRACT, "2026-H1")),
        refusing("ledger rows", "read_assessment", BUREAU, lambda w, a: ledger_rows(w.house, a, CONTRACT, "", None)),
        refusing("a ledger row", "read_assessment", BUREAU, lambda w, a: kept_row(w.house, a, w["row"])),
        refusing(
            "tried points",
            "read_assessment",
            BUREAU,
            lambda w, a: preview_points(w.house, a, CONTRACT, "2026-H1", "review", Points()),
        ),
        refusing("findings", "read_site_inside", OFFICE, lambda w, a: finding_scene(w.house, a, QU, FindingQuery())),
        refusing("audits", "read_county", REVIEWER, lambda w, a: audits_of(w.house, a, QU)),
        refusing("an audit", "read_county", REVIEWER, lambda w, a: kept_audit(w.house, a, w["audit"])),
        refusing("an audit again", "read_county", REVIEWER, lambda w, a: recompute(w.house, a, w["audit"])),
        refusing(
            "two days",
            "read_county",
            REVIEWER,
            lambda w, a: compared(w.house, a, w.house.today(), None, programme=QU),
        ),
        refusing("the log", "read_log", WHOLE, lambda w, a: change_log(a, AskedLog(), limit=1)),
        refusing("the log in parts", "read_log", WHOLE, lambda w, a: drained(log_in_parts(a, AskedLog(), 1))),
        refusing("the log's chain", "read_log", WHOLE, lambda w, a: verify_log(a)),
        refusing("circles", "run_coverage", REVIEWER, lambda w, a: kept_results(w.house, a, QU)),
        refusing(
            "two circles",
            "run_coverage",
            REVIEWER,
            lambda w, a: nobodys(compare_kept(w.house, a, QU, w["audit"], w["order"])),
        ),
        refusing("plans", "run_coverage", REVIEWER, lambda w, a: read_plans(w.house, a, QU)),
        refusing("a plan", "run_coverage", REVIEWER, lambda w, a: read_plan(w.house, a, w["plan"])),
        refusing("a clause", "read_county", REVIEWER, lambda w, a: clause_sites(w.house, a, QU, CLAUSE, limit=1)),
        refusing("the county", "read_county", REVIEWER, lambda w, a: county_view(w.house, a, QU)),
        refusing("the county's papers", "read_county", REVIEWER, lambda w, a: county_state(w.house, a, QU)),
        refusing(
            "the county's sites", "read_county", REVIEWER, lambda w, a: county_sites(w.house, a, QU, CountyQuery())
        ),
        refusing("a gap", "read_county", REVIEWER, lambda w, a: target_gap(w.house, a, QU, "demonstration")),
        refusing("reporting", "read_county", REVIEWER, lambda w, a: reporting(w.house, a, QU)),
        refusing(
            "a what-if", "read_county", REVIEWER, lambda w, a: what_if(w.house, a, QU, CLAUSE, {"check.value": "1"})
        ),
        refusing("kept what-ifs", "read_county", REVIEWER, lambda w, a: kept_what_ifs(w.house, a, QU, CLAUSE)),
        refusing(
            "a kept what-if", "read_county", REVIEWER, lambda w, a: kept_turns(w.house, a, QU, CLAUSE, w["what_if"])
        ),
        refusing("spending", "read_county", REVIEWER, lambda w, a: spending_list(w.house, a, QU, SpendingQuery())),
        refusing("a voucher", "read_county", REVIEWER, lambda w, a: one_spending(w.house, a, QU, w["spending"])),
        refusing("history", "read_history", EDITOR, lambda w, a: history_of(w.house, a, CODE)),
        refusing("a site inside", "read_site_inside", EDITOR, lambda w, a: inside_site(w.house, a, CODE)),
        refusing("evidence", "see_evidence", EDITOR, lambda w, a: _evidence(a)),
        refusing("a piece", "see_evidence", EDITOR, lambda w, a: open_evidence(w.house, a, w["evidence"])),
        refusing("a fault", "answer_fault", EDITOR, lambda w, a: fault_at_site(a, w["fault"])),
        refusing("a fault's photo", "answer_fault", EDITOR, lambda w, a: photo_of(w.house, a, w["fault"])),
        refusing(
            "a workbook", "export_sites_inside", EDITOR, lambda w, a: download(w.house, a, township=LINBA), place=False
        ),
        refusing("all sites as a workbook", "export_sites_inside", EDITOR, _exported, place=False),
        refusing("an upload", "import_sites", EDITOR, _upload, place=False),
        refusing("a draft of a notice", "order_rectification", REVIEWER, drafted),
        refusing("orders that a form asks for", "order_rectification", REVIEWER, _wanted),
        refusing(
            "orders",
            "read_site_inside",
            OFFICE,
            lambda w, a: rectification_ledger(w.house, a, LedgerQuery()),
            place=False,
        ),
        refusing("a notice", "read_site_inside", EDITOR, lambda w, a: notice(a, w["notice"])),
        refusing("notices", "read_county", REVIEWER, lambda w, a: issued_notices(w.house, a, QU, 5)),
        refusing("inspectors", "order_rectification", REVIEWER, lambda w, a: inspectors(a), place=False),
        refusing("an order", "read_site_inside", EDITOR, lambda w, a: rectification(a, w["order"])),
        refusing("an order's moves", "read_site_inside", EDITOR, lambda w, a: moves_of(a, w["order"])),
        refusing("a site's orders", "read_site_inside", EDITOR, lambda w, a: rectifications_of(a, CODE)),
        refusing("a site's form", "read_site_inside", EDITOR, lambda w, a: site_form(w.house, a, CODE)),
        refusing("a visit's record", "read_site_inside", EDITOR, lambda w, a: filled_record(w.house, a, w["visit"])),
        refusing("a visit", "read_site_inside", EDITOR, lambda w, a: visit_view(a, w["visit"])),
        refusing("visits", "read_site_inside", EDITOR, lambda w, a: visits_of(a, CODE)),
        refusing("a request", "read_history", EDITOR, lambda w, a: proposal(w.house, a, w["proposal"])),
        refusing("a form", "edit_site", EDITOR, _form),
        refusing("an acceptance", "read_site_inside", EDITOR, lambda w, a: read_acceptance(w.house, a, CODE)),
        refusing("photos to choose", "publish_directly", OFFICE, lambda w, a: photos_to_choose(a, CODE)),
        refusing("a backup", "keep_backups", ROOT, lambda w, a: back_up(w.house, a, io.BytesIO()), place=False),
    ],
)
async def test_what_is_shown_is_refused_to_whom_it_is_not_for(
    world: World, right: Action, who: Actor, look: Look, place: bool
) -> None:
    for stranger in strangers(right, who, place=place):
        with pytest.raises((NotAllowed, NotFound)) as told:
            await look(world, stranger)
        nowhere = may_somewhere(stranger, right)
        # That there is a contract at all is told to nobody whom it does not concern.
        if not nowhere.allowed and right != "read_assessment":
            assert told.value.message == nowhere.reason
    assert await look(world, who) is not None


async def test_nobody_but_who_keeps_backups_puts_one_back(world: World) -> None:
    for stranger in strangers("keep_backups", ROOT, place=False):
        with pytest.raises(NotAllowed):
            await restore(world.house, stranger, Path("no-such-file"))


OTHERWISE = {
    "of what was read before, by who may": {"due_under", "rivals"},
    "in turn by who asks, of a file of theirs": {"rows_in_file", "with_marks"},
    "in an order of their own, whoever asks": {"kept_programmes"},
    "they write, by journeys that test_every_write tries": {
        *("import_sites", "carry_out", "add_to_draft", "accept_many", "add_site"),
    },
}
"""Journeys that are told who asks, and neither refuse nor leave out anything themselves."""


def test_no_journey_that_shows_is_left_out() -> None:
    tried = [Path(__file__), Path(test_every_list.__file__)]
    known = {name for file in tried for _, name in journeys_in(file) if name in set(called_by(file))}
    shown, otherwise = shown_at_a_door(), set().union(*OTHERWISE.values())
    assert shown - known - otherwise == set()
    assert otherwise - shown == set()
    assert otherwise & known == set()


def called_by(file: Path) -> Iterable[str]:
    return called_in([ast.parse(file.read_text("utf-8"))])
