"""What if a clause said something else: its bounds and days in a form, what would come of it, and what was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import Target, may
from app.compliance.verdicts import VERDICTS, Verdict
from app.errors import Fault, InvalidInput
from app.journeys.audits.finding_words import township_name
from app.journeys.desk.clause_sites import clause_of
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.desk.what_if import (
    OUTCOME_WORDS,
    OUTCOMES,
    MovedSite,
    Outcome,
    WhatIfResult,
    what_if,
)
from app.journeys.desk.what_if_kept import keep_what_if, kept_turns, kept_what_ifs
from app.journeys.desk.what_if_workbook import found_and_required, what_if_book
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.turns import FILES, in_turn
from app.sites.vocabulary import EMPLOYMENTS
from app.standards.programme import Clause, Programme
from app.standards.scratch import FROM, UNTIL, Knob, knobs_of, of_what_is_said
from app.web import formats
from app.web.audience import audience
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech, PathText, form_key
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader
from app.web.states import MARKS, VERDICT_ORDER, Mark
from app.wording import Wording

A_PAGE = 50
_MOST_PAGES = 100_000
_NOT_BOUND = Wording("不适用", "does not apply")
_KIND_OF_PART: Mapping[str, Wording] = {
    "count_people": Wording("在岗人数", "people in post"),
    "trained_within": Wording("培训", "trainings"),
}
"""What a part of a check is about that names no code."""


@dataclass(frozen=True, slots=True)
class ShownKnob:
    """A field of the form: what the document says, and what was typed in its place."""

    path: str
    id: str
    label: str
    says: str
    value: str
    is_clock: bool


@dataclass(frozen=True, slots=True)
class ShownMove:
    """A site that would come out otherwise."""

    code: str
    name: str
    sample: bool
    where: str
    outcome: str
    before: Mark
    after: Mark
    found: str
    required: str


@get("/county/{slug:str}/clauses/{clause:str}/what-if", opt=audience("read_county"))
async def what_if_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, clause: PathText
) -> Template:
    """The form; with anything turned in the address, what would come of it. ``?kept=`` is one that was kept."""
    reader = QueryReader(request)
    kept = reader.key("kept")
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    programme = chosen_programme(house, request.user, slug)
    found = clause_of(programme, clause)
    if kept is not None:
        given: Mapping[str, str] = await kept_turns(house, request.user, slug, clause, kept)
    else:
        given = _given(programme, found, request.query_params)
    return await _page(request, house, say, programme, found, given, number=number)


@get("/county/{slug:str}/clauses/{clause:str}/what-if.xlsx", opt=audience("read_county") | ALREADY_PACKED)
async def what_if_file(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, clause: PathText
) -> Response[bytes]:
    """What would come of it as a workbook."""
    programme = chosen_programme(house, request.user, slug)
    found = clause_of(programme, clause)
    given = _given(programme, found, request.query_params)
    result = await what_if(house, request.user, slug, clause, given)
    days = {FROM: say("what_if.begins"), UNTIL: say("what_if.ends")}
    knobs = {knob.path: knob for knob in knobs_of(found)}
    words = {
        days.get(path) or _knob(programme, found, knobs[path], given, say).label: value for path, value in given.items()
    }
    content = await in_turn(house, FILES, what_if_book, house, result, words, say.language)
    shown = say("what_if.title", clause=say.of(found.title))
    return workbook_response(content, f"what-if-{clause}.xlsx", f"{shown}.xlsx")


@post("/county/{slug:str}/clauses/{clause:str}/what-if", opt=audience("keep_what_if"), status_code=303)
async def keeping_what_if(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, clause: PathText
) -> Response[Any]:
    """Keep it by its name; nothing else changes."""
    form = await request.form()
    programme = chosen_programme(house, request.user, slug)
    found = clause_of(programme, clause)
    given = _given(programme, found, form)
    name, key = str(form.get("name", "")), form_key(str(form.get("key", "")))
    try:
        stored = await keep_what_if(house, request.user, slug, clause, given, name, key)
    except InvalidInput as error:
        return await _page(request, house, say, programme, found, given, faults=error.faults, name=name)
    return Redirect(f"/county/{slug}/clauses/{clause}/what-if?kept={stored.id}&done=kept", status_code=303)


def _given(programme: Programme, clause: Clause, typed: Mapping[str, Any]) -> dict[str, str]:
    """What was typed that differs from what the clause says."""
    says = {knob.path: knob.value for knob in knobs_of(clause)} | _days(clause)
    found = {name: str(typed.get(name, says[name])).strip() for name in says}
    found = of_what_is_said(clause, found, lambda code: unit.zh if (unit := _unit_of(programme, code)) else "")
    return {name: value for name, value in found.items() if value != says[name] and (value or name == UNTIL)}


def _unit_of(programme: Programme, code: str) -> Wording | None:
    vocabulary = programme.vocabulary
    known = vocabulary.metrics.get(code) or vocabulary.facts.get(code)
    return known.unit if known is not None else None


def _days(clause: Clause) -> dict[str, str]:
    ends = clause.in_force_until
    return {FROM: clause.in_force_from.isoformat(), UNTIL: ends.isoformat() if ends else ""}


async def _page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    programme: Programme,
    clause: Clause,
    given: Mapping[str, str],
    *,
    faults: Sequence[Fault] = (),
    name: str = "",
    number: int = 1,
) -> Template:
    result = None
    if given and not any(fault.path != "name" for fault in faults):
        try:
            result = await what_if(house, request.user, programme.slug, clause.id, given)
        except InvalidInput as error:
            faults = error.faults
    knobs = knobs_of(clause)
    days = _days(clause)
    return page(
        request,
        say,
        "desk/what_if.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if faults else 200,
        programme=programme,
        clause=clause,
        title=say.of(clause.title),
        reading=say.of(clause.reading) if clause.reading else "",
        clause_href=f"/county/{programme.slug}/clauses/{clause.id}",
        here=f"/county/{programme.slug}/clauses/{clause.id}/what-if",
        knobs=[_knob(programme, clause, knob, given, say) for knob in knobs],
        begins=given.get(FROM, days[FROM]),
        ends=given.get(UNTIL, days[UNTIL]),
        says=days,
        given=given,
        workbook_href=f"/county/{programme.slug}/clauses/{clause.id}/what-if.xlsx?{urlencode(given)}",
        faults=by_field(faults, say),
        check_fault=next((say.of(fault.message) for fault in faults if fault.path == "check"), ""),
        result=result,
        shown=_shown(house, result, say, number) if result is not None else {},
        kept=await kept_what_ifs(house, request.user, programme.slug, clause.id),
        may_keep=may(request.user, "keep_what_if", Target(division=programme.jurisdiction)).allowed,
        name=name,
        key=str(uuid4()),
        done=request.query_params.get("done") == "kept" and not faults,
        verdicts=[(MARKS[one], one) for one in VERDICT_ORDER],
        day=formats.day(house.today()),
    )


def _knob(programme: Programme, clause: Clause, knob: Knob, given: Mapping[str, str], say: Speech) -> ShownKnob:
    vocabulary = programme.vocabulary
    about = _KIND_OF_PART.get(knob.about)
    if about is None:
        known = knob.about in vocabulary.facts or knob.about in vocabulary.metrics
        about = vocabulary.label(knob.about) if known else vocabulary.item_label(knob.about)
    unit = _unit_of(programme, knob.about)
    label = say.of(about)
    if knob.employment:
        label += say.bracketed(say.of(EMPLOYMENTS[knob.employment]))
    label += f" · {say.of(knob.label)}"
    if unit is not None and knob.label.en in ("limit", "at least"):
        label += say.bracketed(say.of(unit))
    shown = given.get(knob.path, knob.value)
    return ShownKnob(knob.path, knob.path.replace(".", "-"), label, knob.value, shown, knob.is_clock)


def _shown(house: House, result: WhatIfResult, say: Speech, number: int) -> Mapping[str, Any]:
    moved = result.moved
    here = min(number, max(1, -(-len(moved) // A_PAGE)))
    totals: list[tuple[Outcome, str, int]] = [
        (outcome, say.of(OUTCOME_WORDS[outcome]), result.count(outcome)) for outcome in OUTCOMES
    ]
    moving = [outcome for outcome, _, count in totals if count]
    return {
        "totals": totals,
        "moving": [label for _, label, count in totals if count],
        "counts": [
            (say.of(VERDICTS[one]), result.before.get(one, 0), result.after.get(one, 0)) for one in VERDICT_ORDER
        ],
        "compliant": result.compliant,
        "townships": [
            (say.of(township_name(house, code)), [counts.get(outcome, 0) for outcome in moving])
            for code, counts in result.townships.items()
        ],
        "money": [
            (say.of(one.target.title), one.sites, formats.money(one.each, say), formats.money(one.sum, say))
            for one in result.money
        ],
        "money_total": formats.money(sum((one.sum for one in result.money), Decimal()), say),
        "without_money": result.without_money,
        "moved": [_move(house, result, one, say) for one in moved[(here - 1) * A_PAGE : here * A_PAGE]],
        "matched": len(moved),
        "number": here,
        "pages": max(1, -(-len(moved) // A_PAGE)),
    }


def _move(house: House, result: WhatIfResult, one: MovedSite, say: Speech) -> ShownMove:
    site = result.site(one)
    found, required = found_and_required(house, result, site)
    return ShownMove(
        code=site.code,
        name=site.called,
        sample=site.sample,
        where=say.of(township_name(house, one.township)),
        outcome=say.of(OUTCOME_WORDS[one.outcome]),
        before=_mark(one.before),
        after=_mark(one.after),
        found=say.of(found),
        required=say.of(required),
    )


def _mark(verdict: Verdict | None) -> Mark:
    return Mark("none", _NOT_BOUND) if verdict is None else MARKS[verdict]
