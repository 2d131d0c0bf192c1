"""Why a clause came out otherwise: what changed of the record, the clause, the waiver, the site; else days passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.compliance.frozen import FrozenClause, FrozenSite
from app.compliance.verdicts import Verdict
from app.exchange.strict_json import json_text
from app.journeys.audits.compare import changes_of
from app.standards.programme import Programme
from app.wording import same
from tests.networks import seeds

PACK = seeds().programmes["qu-2023"]
AREA, PEOPLE = "station.area_basic", "station.specialists_basic"
DOCUMENT = {
    "code": "A",
    "tier": "township_basic",
    "division": "511725103000",
    "facts": {"area_m2": 20, "ready_for_full_service": True},
    "staff": [],
}


def site(clause: str, verdict: Verdict | None, held: str = "township_basic", **changed: Any) -> FrozenSite:
    """A station at which one clause came out so, or does not bind it; with changes of its document."""
    none, document = same(""), {key: value for key, value in (DOCUMENT | changed).items() if value is not None}
    clauses = [FrozenClause(clause, "must", said, none, none, none, none, None) for said in [verdict] if said]
    about = {"township": None, "lifecycle": "operating", "built": True, "sample": False, "version": 1}
    told = {"status": "compliant", "document": json_text(document), "clauses": tuple(clauses)}
    return FrozenSite(code="A", name="甲站", kind="service_station", tier=held, **about, **told)


def pack(**changed: Any) -> Programme:
    """The pack with a change of the clause of the area."""
    clauses = [one.model_copy(update=changed) if one.id == AREA else one for one in PACK.clauses]
    return PACK.model_copy(update={"clauses": tuple(clauses)})


def waiver(clause: str) -> dict[str, str]:
    return {"clause": clause, "reason": "x", "until": "2027-01-01"}


FACTS = DOCUMENT["facts"]
CASES: dict[str, tuple[str, Any, Any, tuple[str, ...], list[str]]] = {
    "days passed": (AREA, {}, {}, ("day",), []),
    "its fact": (AREA, {}, {"facts": {"area_m2": 5}}, ("fact",), ["facts.area_m2"]),
    "another fact": (AREA, {}, {"facts": {"area_m2": 20}}, ("day",), []),
    "the fact it asks for when": (PEOPLE, {}, {"facts": {"area_m2": 20}}, ("fact",), ["facts.ready_for_full_service"]),
    "its roster": (PEOPLE, {}, {"staff": [{"role": "x"}]}, ("fact",), ["staff"]),
    "another's roster": (AREA, {}, {"staff": [{"role": "x"}]}, ("day",), []),
    "its waiver": (AREA, {}, {"waivers": [waiver(AREA)]}, ("waiver",), []),
    "a waiver of another": (AREA, {}, {"waivers": [waiver(PEOPLE)]}, ("day",), []),
    "a waiver more": (
        AREA,
        {"waivers": [waiver(PEOPLE)]},
        {"waivers": [waiver(PEOPLE), waiver(AREA)]},
        ("waiver",),
        [],
    ),
    "where it is": (AREA, {}, {"division": "511725104000"}, ("site",), ["division"]),
    "its name": (AREA, {}, {"name": "甲"}, ("site",), ["name"]),
    "its telephone": (AREA, {}, {"phone": "1"}, ("day",), []),
    "its tier": (AREA, {}, {"tier": "township_demonstration"}, ("site",), ["tier"]),
    "fact and place": (
        *(AREA, {}, {"facts": {"area_m2": 5}, "division": "511725104000"}, ("fact", "site")),
        ["facts.area_m2", "division"],
    ),
    "fact and waiver": (
        *(AREA, {}, {"facts": {"area_m2": 5}, "waivers": [waiver(AREA)]}, ("fact", "waiver")),
        ["facts.area_m2"],
    ),
}
"""The clause that turned, the document before and after, why, and by which items."""


@pytest.mark.parametrize("case", CASES)
def test_what_changed_of_a_record_is_why_where_the_clause_looks_at_it(case: str) -> None:
    clause, before, after, why, items = CASES[case]
    old, new = site(clause, "met", **before), site(clause, "not_met", **after)
    moved, (turned,) = changes_of(PACK, PACK, [(old, new)])
    assert (moved, turned.clause, turned.turn) == ((), clause, "not_met")
    assert (turned.why, [one.item for one in turned.items]) == (why, items)
    assert (turned.before, turned.after) == (old.clauses[0], new.clauses[0])
    assert (turned.site.code, turned.site.document, turned.site.clauses) == ("A", "", ())


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"level": "generally"}, ("clause",)),
        ({"in_force_from": date(2024, 1, 1)}, ("clause",)),
        ({"in_force_until": date(2027, 1, 1)}, ("clause",)),
        ({"applies_to": PACK.clauses_by_id["station.area_demonstration"].applies_to}, ("clause",)),
        ({"applies_when": PACK.clauses_by_id[PEOPLE].applies_when}, ("clause",)),
        ({"check": PACK.clauses_by_id["station.area_demonstration"].check}, ("clause",)),
        ({"title": same("别的"), "section": "别处", "quote": "别的话"}, ("day",)),
    ],
)
def test_a_clause_that_binds_otherwise_is_why_and_one_that_is_only_worded_so_is_not(changed: Any, why: Any) -> None:
    pair = [(site(AREA, "met"), site(AREA, "not_met"))]
    for packs in ((PACK, pack(**changed)), (pack(**changed), PACK)):
        _, (turned,) = changes_of(*packs, pair)
        assert turned.why == why
    _, (other,) = changes_of(PACK, pack(**changed), [(site(PEOPLE, "met"), site(PEOPLE, "not_met"))])
    assert other.why == ("day",), "that of another clause is not"


def test_a_waiver_a_tier_of_the_day_and_a_clause_that_binds_no_more() -> None:
    for old, new in ((site(AREA, "waived"), site(AREA, "met")), (site(AREA, "met"), site(AREA, "waived"))):
        _, (turned,) = changes_of(PACK, PACK, [(old, new)])
        assert (turned.why, turned.turn) == (("waiver",), new.clauses[0].verdict)
    then = site(AREA, "met"), site(AREA, None, held="township_demonstration")
    _, (turned,) = changes_of(PACK, PACK, [then])
    assert (turned.turn, turned.why, turned.after) == ("dropped", ("site",), None)
    moved = site(AREA, "not_met", held="township_demonstration", facts=FACTS | {"area_m2": 5})
    _, (turned,) = changes_of(PACK, PACK, [(site(AREA, "met"), moved)])
    assert turned.why == ("site", "fact")
    both = site(AREA, "not_met", held="township_demonstration", division="511725104000")
    _, (turned,) = changes_of(PACK, PACK, [(site(AREA, "met"), both)])
    assert turned.why == ("site",), "it is said once"
    assert changes_of(PACK, PACK, [(site(AREA, "met"), site(AREA, "met", facts={"area_m2": 50}))]) == ((), ())


PLANNED, STANDS, CLOSED = (
    {"lifecycle": state, "built": state == "operating"} for state in ("planned", "operating", "closed")
)
MOVES = [
    (None, PLANNED, ["new"]),
    (None, STANDS, ["new", "built"]),
    (None, CLOSED, []),
    (PLANNED, PLANNED, []),
    (PLANNED, STANDS, ["built"]),
    (STANDS, STANDS, []),
    (STANDS, PLANNED, []),
    (STANDS, CLOSED, ["closed"]),
    (CLOSED, PLANNED, ["reopened"]),
    (CLOSED, STANDS, ["reopened", "built"]),
    (STANDS, None, ["gone"]),
    (CLOSED, None, []),
    (None, None, []),
]


@pytest.mark.parametrize(("before", "after", "moves"), MOVES)
def test_a_site_comes_is_built_closes_opens_and_goes(before: Any, after: Any, moves: list[str]) -> None:
    old, new = (None if one is None else replace(site(AREA, "met"), **one) for one in (before, after))
    moved, turned = changes_of(PACK, PACK, [(old, new)])
    assert ([one.move for one in moved], turned) == (moves, ())
    for one in moved:
        assert (one.before is None) == (before is None)
        assert one.site.lifecycle == (after or before)["lifecycle"]
        assert one.site.clauses == ()


def test_clauses_are_compared_where_both_days_held_the_site_to_them() -> None:
    for before in (PLANNED, STANDS, CLOSED):
        for after in (PLANNED, STANDS, CLOSED):
            pair = replace(site(AREA, "met"), **before), replace(site(AREA, "not_met"), **after)
            _, turned = changes_of(PACK, PACK, [pair])
            assert bool(turned) == (before is STANDS and after is STANDS)
