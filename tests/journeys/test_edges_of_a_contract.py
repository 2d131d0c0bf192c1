"""A contract at its edges: a document that begins later, a site of no target, a row that a file names twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

import pytest

from app.errors import InvalidInput, NotFound, Refused
from app.exchange.ledger_tables import RowIn
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import periods_begun
from app.journeys.assessments.ledger_exchange import import_ledgers
from app.journeys.assessments.ledgers import enter_row
from app.journeys.assessments.objections import answer_objection, object_to, objections
from app.journeys.assessments.payments import enter_payment, withdraw_payment
from app.journeys.assessments.scoring import close_half_year
from app.journeys.house import House
from app.journeys.spending.entries import change_spending
from app.store.ledgers import read_ledger_entries
from app.store.spending import read_one_spending
from app.units import Period
from tests.journeys.test_contracts_of_which_less_is_said import GANGBEI, saying
from tests.journeys.writes.contracts import ROW, SITE, contract, reviewed
from tests.journeys.writes.table import BUREAU, OPERATOR


def on(house: House, day: str) -> None:
    """Noon of a day in China."""
    moment = datetime.fromisoformat(f"{day}T04:00+00:00")
    object.__setattr__(house, "now", lambda: moment)


@pytest.mark.parametrize(
    ("day", "begun"),
    [
        ("2026-06-30", []),
        ("2026-07-01", ["2026-H2"]),
        ("2026-12-31", ["2026-H2"]),
        ("2027-01-01", ["2026-H2", "2027-H1"]),
    ],
)
async def test_no_period_has_begun_before_the_one_the_document_names(house: House, day: str, begun: list[str]) -> None:
    on(house, "2026-06-29")
    await enter_row(house, OPERATOR, SITE, "people_served", ROW | {"day": "2026-06-29"})
    later = saying(house, issued_on=date(2026, 7, 1))
    on(later, day)
    operated = await operated_site(later, BUREAU, "read_assessment", SITE)
    assert [one.text for one in await periods_begun(later, operated)] == begun


async def test_a_row_that_a_file_names_twice_is_said_with_its_place_and_nothing_is_corrected(house: House) -> None:
    on(house, "2026-06-29")
    one = await enter_row(house, OPERATOR, SITE, "people_served", ROW | {"day": "2026-06-29"})
    other = await enter_row(house, OPERATOR, SITE, "people_served", ROW | {"day": "2026-06-28"})

    def row(number: int, key: object, people: str) -> RowIn:
        said = ROW | {"day": "2026-06-29", "people": people}
        return RowIn("people_served", str(key), said, lambda path: f"{number}:{path}")

    for again in ("7", "8"):
        rows = [row(1, one.id, "7"), row(2, other.id, "7"), row(3, one.id, again), row(4, "", "9"), row(5, "", "10")]
        for dry_run in (True, False):
            with pytest.raises(InvalidInput) as told:
                await import_ledgers(house, OPERATOR, SITE, rows, reason="多记", dry_run=dry_run)
            assert [(fault.path, fault.code) for fault in told.value.faults] == [("3:id", "duplicate")]
    assert {kept.version for kept in await read_ledger_entries(SITE, GANGBEI)} == {1}
    taken = await import_ledgers(house, OPERATOR, SITE, [*rows[:2], *rows[3:]], reason="多记")
    assert (taken.entered, taken.corrected, taken.unchanged) == (2, 2, 0)


async def test_an_answer_stays_after_the_period_is_closed(house: House) -> None:
    version = await reviewed(house, "2024-H2")
    await object_to(house, OPERATOR, SITE, "2024-H2", {"line": "ledger", "why": "台账齐全"})
    (found,) = await objections(await contract(house), Period("2024-H2"))
    answered = await answer_objection(house, BUREAU, found.id, found.version, "dismissed", "维持")
    await close_half_year(house, BUREAU, SITE, "2024-H2", version)
    with pytest.raises(Refused):
        await answer_objection(house, BUREAU, found.id, answered.version, "dismissed", "另有说法")
    assert list(await objections(await contract(house), Period("2024-H2"))) == [answered]


@pytest.mark.parametrize("of_a_target", [True, False])
async def test_what_is_paid_under_a_contract_is_spent_on_the_target_that_its_site_is_of_and_on_no_other(
    house: House, of_a_target: bool
) -> None:
    pack, operated = house.programmes[GANGBEI], await contract(house)
    others = tuple(one for one in pack.targets if not one.is_of(operated.site.kind, operated.site.tier))
    (own,) = (one for one in pack.targets if one not in others)
    of_others = tuple(one.model_copy(update={"kind": "service_point"}) for one in own.of)
    stranger = own.model_copy(update={"id": "stranger", "of": of_others})
    assert not stranger.is_of(operated.site.kind, operated.site.tier)
    county = saying(house, targets=(stranger, *others, *([own] if of_a_target else [])))
    said = {"amount": "1000", "day": str(house.today()), "voucher": "记-1"}
    paid = await enter_payment(county, BUREAU, SITE, "advance", said)
    spent = await read_one_spending(paid.id)
    assert (None if spent is None else spent.target) == (own.id if of_a_target else None)
    withdrawn = await withdraw_payment(county, BUREAU, paid.id, paid.version, "登错")
    assert withdrawn.answer is not None
    struck = await read_one_spending(paid.id)
    assert struck == (replace(spent, struck=True, struck_why="登错", version=2) if spent is not None else None)


async def test_a_sum_that_nobody_entered_is_not_found(house: House) -> None:
    with pytest.raises(NotFound, match="no such"):
        await change_spending(house, BUREAU, uuid4(), 1, "strike", {"reason": "x"})
