"""What is written about a contract may be so long and no longer, and is wanted or may be left empty. The limits are
written out here. Nothing is written by any of these: something else of each is wrong too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app.journeys.assessments.objections import answer_objection, object_to
from app.journeys.assessments.payments import enter_payment, pass_on_request, request_payment, withdraw_payment
from app.journeys.assessments.quality import record_quality
from app.journeys.assessments.records import records
from app.journeys.assessments.scoring import accept_put_right
from app.journeys.house import House
from app.store.contracts import StoredEntry
from tests.journeys.test_every_text_has_its_limit import refused_at
from tests.journeys.writes.contracts import SITE, closed, contract, reviewed
from tests.journeys.writes.table import BUREAU, OPERATOR
from tests.networks import house_of_copy

Typed = Callable[[House, dict[str, StoredEntry], str], Awaitable[Any]]
TYPED: dict[str, tuple[str, int, bool, Typed]] = {
    "an objection": (
        *("why", 400, False),
        lambda h, _, t: object_to(h, OPERATOR, SITE, "2024-H2", {"why": t, "line": "no-such-line"}),
    ),
    "its answer": ("answer", 400, False, lambda h, w, t: answer_objection(h, BUREAU, w["objection"].id, 1, "x", t)),
    "the quality": ("why", 400, False, lambda h, _, t: record_quality(h, BUREAU, SITE, {"why": t, "found": "x"})),
    "a letter's number": (
        *("number", 100, True),
        lambda h, w, t: pass_on_request(h, BUREAU, w["request"].id, 1, {"number": t, "day": "x"}),
    ),
    "a payment withdrawn": (
        *("reason", 100, False),
        lambda h, w, t: withdraw_payment(h, BUREAU, w["paid"].id, 99, t),
    ),
    "what was put right": ("reason", 400, False, lambda h, _, t: accept_put_right(h, BUREAU, SITE, "2023-H2", 99, t)),
}
"""Where a text stands, how long it may be, whether it may be empty, and what asks for it."""


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house whose contract is over, with something of each kind on record."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("texts")) as built:
        await contract(built)
        for period in ("2024-H1", "2024-H2"):
            await reviewed(built, period)
        await object_to(built, OPERATOR, SITE, "2024-H1", {"why": "x"})
        await closed(built, "2023-H2", share=2)
        await request_payment(built, OPERATOR, SITE, "advance", {})
        paid = {"amount": "1", "day": str(built.today()), "voucher": "1"}
        await enter_payment(built, BUREAU, SITE, "advance", paid)
        yield built


@pytest.mark.parametrize("what", TYPED)
async def test_what_is_written_of_a_contract_has_its_limit(house: House, what: str) -> None:
    path, longest, may_be_empty, typed = TYPED[what]
    found = {one.kind: one for one in await records(await contract(house), "objection", "request", "paid")}
    for text, is_refused in (("a" * longest, False), ("a" * (longest + 1), True), ("", not may_be_empty)):
        assert (path in await refused_at(typed(house, found, text))) is is_refused, len(text)
