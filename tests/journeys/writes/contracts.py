"""Journeys that write about a contract: its terms, ledgers, scores, payments, warnings.

The contract began long ago: its six half-years are over, and each is left to one of the journeys.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from app.exchange.ledger_tables import RowIn
from app.journeys.assessments.contract import keep_signed_terms, standing_of
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.half_years import half_year_of
from app.journeys.assessments.ledger_exchange import import_ledgers
from app.journeys.assessments.ledgers import correct_row, enter_row, withdraw_row
from app.journeys.assessments.objections import answer_objection, is_objected, object_to, objections
from app.journeys.assessments.payments import enter_payment, pass_on_request, request_payment, withdraw_payment
from app.journeys.assessments.quality import record_quality
from app.journeys.assessments.scoring import Points, accept_put_right, close_half_year, give_points
from app.journeys.assessments.warnings import (
    accept_warning,
    give_warning,
    propose_replacement,
    withdraw_replacement,
)
from app.journeys.house import House
from app.units import Period
from tests.journeys.writes.table import BUREAU, OPERATOR, Do, writes

SITE, BEGAN = "GB-CENTRE", "2023-06-01"
ROW = {"people": "12", "service": "employment"}


async def contract(house: House) -> OperatedSite:
    """The contract, signed."""
    found = await operated_site(house, BUREAU, "read_assessment", SITE)
    if found.stored is None:
        await keep_signed_terms(house, BUREAU, SITE, 0, {"started_on": BEGAN})
        found = await operated_site(house, BUREAU, "read_assessment", SITE)
    return found


async def version(house: House, period: str) -> int:
    return (await half_year_of(house, await contract(house), period)).version


async def reviewed(house: House, period: str, share: int = 1) -> int:
    """A period in which every line was given all of its points, or a `share` of them; its version."""
    lines = (await half_year_of(house, await contract(house), period)).card.lines
    points = {line.id: str(int(line.max) // share) for line in lines}
    given = Points(points, dict.fromkeys(points, "现场查看"))
    await give_points(house, BUREAU, SITE, period, "review", await version(house, period), given)
    return await version(house, period)


async def closed(house: House, period: str, share: int = 1) -> int:
    """The same, closed."""
    if not (await half_year_of(house, await contract(house), period)).closed:
        await close_half_year(house, BUREAU, SITE, period, await reviewed(house, period, share))
    return await version(house, period)


@writes(keep_signed_terms, "keep_contract", BUREAU, "contract.terms", repeats=True)
async def signing(house: House) -> Do:
    stored = (await contract(house)).stored
    assert stored is not None
    said = {"started_on": BEGAN, "number": "GB-2023-01"}
    return lambda who, late: keep_signed_terms(house, who, SITE, stored.version - late, said)


@writes(enter_row, "keep_ledger", OPERATOR, "ledger.entered", own_keys=True)
async def entering_a_row(house: House) -> Do:
    key, said = uuid4(), ROW | {"day": "2026-09-01"}
    return lambda who, _: enter_row(house, who, SITE, "people_served", said, key)


async def row(house: House, day: str) -> UUID:
    return (await enter_row(house, OPERATOR, SITE, "people_served", ROW | {"day": day})).id


@writes(correct_row, "keep_ledger", OPERATOR, "ledger.corrected", reason="多记", repeats=True)
async def correcting_a_row(house: House) -> Do:
    key, said = await row(house, "2026-09-02"), ROW | {"day": "2026-09-02", "people": "11"}
    return lambda who, late: correct_row(house, who, key, 1 - late, said, "多记")


@writes(withdraw_row, "keep_ledger", OPERATOR, "ledger.withdrawn", reason="重复登记")
async def withdrawing_a_row(house: House) -> Do:
    key = await row(house, "2026-09-03")
    return lambda who, late: withdraw_row(house, who, key, 1 - late, "重复登记")


@writes(import_ledgers, "keep_ledger", OPERATOR, "ledger.entered", "ledger.corrected", reason="补记")
async def importing_rows(house: House) -> Do:
    key = await row(house, "2026-09-04")
    new, mended = ROW | {"day": "2026-09-05"}, ROW | {"day": "2026-09-04", "people": "13"}
    rows = [RowIn("people_served", one, said, str) for one, said in (("", new), (str(key), mended))]
    return lambda who, _: import_ledgers(house, who, SITE, rows, reason="补记")


@writes(give_points, "fill_assessment", OPERATOR, "assessment.self", repeats=True)
async def scoring_oneself(house: House) -> Do:
    before, given = await version(house, "2025-H2"), Points({"ledger": "4"}, {"ledger": "缺一户"})
    return lambda who, late: give_points(house, who, SITE, "2025-H2", "self", before - late, given)


@writes(give_points, "review_assessment", BUREAU, "assessment.review", repeats=True, never=OPERATOR.key)
async def scoring_the_operator(house: House) -> Do:
    own = Points({"ledger": "5"}, {"ledger": "齐全"})
    await give_points(house, OPERATOR, SITE, "2025-H2", "self", await version(house, "2025-H2"), own)
    before, given = await version(house, "2025-H2"), Points({"ledger": "3"}, {"ledger": "缺两户"})
    return lambda who, late: give_points(house, who, SITE, "2025-H2", "review", before - late, given)


@writes(close_half_year, "review_assessment", BUREAU, "assessment.closed")
async def closing_a_half_year(house: House) -> Do:
    before = await reviewed(house, "2023-H2")
    return lambda who, late: close_half_year(house, who, SITE, "2023-H2", before - late)


@writes(accept_put_right, "review_assessment", BUREAU, "assessment.put_right", reason="已整改")
async def accepting_what_was_put_right(house: House) -> Do:
    before = await closed(house, "2024-H1", share=2)
    return lambda who, late: accept_put_right(house, who, SITE, "2024-H1", before - late, "已整改")


@writes(object_to, "fill_assessment", OPERATOR, "contract.objection")
async def objecting(house: House) -> Do:
    await reviewed(house, "2024-H2")
    key, said = uuid4(), {"line": "ledger", "why": "台账齐全"}
    return lambda who, _: object_to(house, who, SITE, "2024-H2", said, key)


@writes(
    answer_objection,
    "review_assessment",
    BUREAU,
    "contract.objection_answered",
    reason="维持",
    never=OPERATOR.key,
)
async def answering_an_objection(house: House) -> Do:
    await reviewed(house, "2025-H1")
    operated = await contract(house)
    if not await is_objected(operated, Period("2025-H1")):
        await object_to(house, OPERATOR, SITE, "2025-H1", {"why": "台账齐全"})
    found = (await objections(operated, Period("2025-H1")))[-1]
    return lambda who, late: answer_objection(house, who, found.id, found.version - late, "dismissed", "维持")


@writes(request_payment, "fill_assessment", OPERATOR, "contract.request")
async def asking_for_a_payment(house: House) -> Do:
    await closed(house, "2023-H1")
    key = uuid4()
    return lambda who, _: request_payment(house, who, SITE, "1", {"invoice": "NO.7"}, key)


@writes(pass_on_request, "keep_contract", BUREAU, "contract.request_passed_on", reason="8号")
async def passing_a_request_on(house: House) -> Do:
    await contract(house)
    asked = await request_payment(house, OPERATOR, SITE, "advance", {})
    said = {"day": str(house.today()), "number": "8号"}
    return lambda who, late: pass_on_request(house, who, asked.id, asked.version - late, said)


def paid(house: House, voucher: str) -> dict[str, str]:
    return {"amount": "100.50", "day": str(house.today()), "voucher": voucher}


@writes(
    enter_payment,
    "keep_contract",
    BUREAU,
    *("contract.paid", "spending.entered"),
    own_keys=False,
)
async def entering_a_payment(house: House) -> Do:
    await contract(house)
    key = uuid4()
    return lambda who, _: enter_payment(house, who, SITE, "advance", paid(house, "0001"), key)


@writes(
    withdraw_payment,
    "keep_contract",
    BUREAU,
    *("contract.payment_withdrawn", "spending.struck"),
    reason="登错",
)
async def withdrawing_a_payment(house: House) -> Do:
    await contract(house)
    one = await enter_payment(house, BUREAU, SITE, "advance", paid(house, "0002"))
    return lambda who, late: withdraw_payment(house, who, one.id, one.version - late, "登错")


@writes(record_quality, "keep_contract", BUREAU, "contract.quality", own_keys=True)
async def finding_no_quality_problems(house: House) -> Do:
    await contract(house)
    key, said = uuid4(), {"found": "none", "day": str(house.today()), "why": "检查无问题"}
    return lambda who, _: record_quality(house, who, SITE, said, key)


def warned(house: House) -> dict[str, str]:
    due = str(house.today() + timedelta(days=9))
    return {"finding": "台账造假", "demand": "重做", "due_on": due, "grave": "yes"}


@writes(give_warning, "keep_contract", BUREAU, "contract.warning", own_keys=True)
async def warning(house: House) -> Do:
    await contract(house)
    key = uuid4()
    return lambda who, _: give_warning(house, who, SITE, warned(house), key)


@writes(accept_warning, "keep_contract", BUREAU, "contract.warning_accepted", reason="已重做")
async def accepting_after_a_warning(house: House) -> Do:
    one = await give_warning(house, BUREAU, (await contract(house)).code, warned(house))
    return lambda who, late: accept_warning(house, who, one.id, one.version - late, "已重做")


async def replacement(house: House, *, proposed: bool) -> tuple[UUID, int]:
    """Whether somebody has proposed to replace the operator, as it should be."""
    operated = await contract(house)
    await give_warning(house, BUREAU, SITE, warned(house))
    found = (await standing_of(house, operated)).replacement
    if proposed and found is None:
        found = await propose_replacement(house, BUREAU, SITE, "屡教不改")
    elif not proposed and found is not None:
        found = await withdraw_replacement(house, BUREAU, found.id, found.version, "x")
    return (found.id, found.version) if found is not None else (uuid4(), 0)


@writes(propose_replacement, "keep_contract", BUREAU, "contract.replacement")
async def proposing_to_replace(house: House) -> Do:
    await replacement(house, proposed=False)
    key = uuid4()
    return lambda who, _: propose_replacement(house, who, SITE, "屡教不改", key)


@writes(withdraw_replacement, "keep_contract", BUREAU, "contract.replacement_withdrawn", reason="已改正")
async def withdrawing_the_proposal(house: House) -> Do:
    key, before = await replacement(house, proposed=True)
    return lambda who, late: withdraw_replacement(house, who, key, before - late, "已改正")
