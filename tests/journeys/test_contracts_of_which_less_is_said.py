"""A county whose document says less of its contract than Gangbei's, or said more before: nothing breaks, nothing is
made up, and papers leave blank what nobody knows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refused
from app.exchange.papers.contract_letter import ContractLetter
from app.journeys.assessments.contract import ContractStanding, standing_of
from app.journeys.assessments.contract_papers import (
    passed_on_letter,
    replacement_letter,
    request_letter,
    warning_letter,
)
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.payments import enter_payment, pass_on_request, request_payment
from app.journeys.assessments.warnings import give_warning, propose_replacement
from app.journeys.house import House
from tests.journeys.writes.contracts import BEGAN, SITE, closed, contract, warned
from tests.journeys.writes.table import BUREAU, OPERATOR
from tests.networks import house_of_copy

GANGBEI = "gangbei-2025"
BLANK = "＿＿＿＿＿＿"


@pytest.fixture
async def house(demo_sqlite: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A house with a contract that began long ago."""
    async with house_of_copy(demo_sqlite, tmp_path) as built:
        await contract(built)
        yield built


def saying(house: House, **changes: Any) -> House:
    """The house with another pack of Gangbei."""
    pack = house.programmes[GANGBEI].model_copy(update=changes)
    return replace(house, programmes={**house.programmes, GANGBEI: pack})


def of_contract(house: House, **changes: Any) -> House:
    """The house with another contract in the pack."""
    before = house.programmes[GANGBEI].contract
    assert before is not None
    return saying(house, contract=before.model_copy(update=changes))


def words(letter: ContractLetter) -> str:
    return "\n".join(text for part in letter.sections for text in part.paragraphs)


async def standing(house: House) -> ContractStanding:
    return await standing_of(house, await operated_site(house, BUREAU, "read_assessment", SITE))


async def test_without_a_contract_in_the_pack_papers_name_the_issuer_and_quote_nothing(house: House) -> None:
    less, purchaser = saying(house, contract=None), house.programmes[GANGBEI].issuer.zh
    asked = await request_payment(less, OPERATOR, SITE, "advance", {})
    operated = await operated_site(less, BUREAU, "read_assessment", SITE)
    assert (await request_letter(less, operated, asked)).addressee == purchaser
    passed_on = await passed_on_letter(less, operated, asked)
    assert (passed_on.sender, passed_on.addressee) == (purchaser, BLANK)
    warning = await give_warning(less, BUREAU, SITE, warned(less))
    letter = warning_letter(operated, warning)
    assert letter.sender == purchaser
    assert f"根据《{operated.programme.document_title}》和采购合同（{BLANK}），现给予警告" in words(letter)
    assert "“" not in words(letter)
    proposed = await propose_replacement(less, BUREAU, SITE, "屡教不改")
    assert words(await replacement_letter(operated, proposed)).startswith(
        f"根据《{operated.programme.document_title}》和采购合同（{BLANK}），建议撤换运营单位{BLANK}。"
    )
    found = await standing(less)
    assert (found.targets, found.stand) == ((), "replacement_proposed")


async def test_where_nobody_is_said_to_pay_the_letter_leaves_the_addressee_blank(house: House) -> None:
    asked = await request_payment(house, OPERATOR, SITE, "advance", {})
    for less, payer in ((house, "贵港市港北区财政局"), (of_contract(house, payer=None), BLANK)):
        operated = await operated_site(less, BUREAU, "read_assessment", SITE)
        assert (await passed_on_letter(less, operated, asked)).addressee == payer


async def test_warnings_call_for_another_operator_only_where_the_document_says_so(house: House) -> None:
    for _ in range(2):
        await give_warning(house, BUREAU, SITE, {**warned(house), "grave": ""})
    assert (await standing(house)).stand == "replacement_due"
    assert (await standing(of_contract(house, steps=()))).stand == "warned"
    assert (await standing(saying(house, contract=None))).stand == "warned"


async def test_the_year_that_runs_is_counted_as_far_as_the_contract_goes(house: House) -> None:
    assert BEGAN == "2023-06-01"
    pack = house.programmes[GANGBEI].contract
    assert pack is not None
    term = {years: pack.term.model_copy(update={"years": years}) for years in (1, 3)}
    years = {
        "as it is": (await standing(house)).year,
        "one": (await standing(of_contract(house, term=term[1]))).year,
        "three": (await standing(of_contract(house, term=term[3]))).year,
        "unsaid": (await standing(saying(house, contract=None))).year,
    }
    assert {name: (year.number, year.span.first) for name, year in years.items()} == {
        "as it is": (pack.term.years, date(2022 + pack.term.years, 6, 1)),
        "one": (1, date(2023, 6, 1)),
        "three": (3, date(2025, 6, 1)),
        "unsaid": (1, date(2023, 6, 1)),
    }


async def test_an_instalment_that_the_pack_no_longer_has_is_named_as_one(house: House) -> None:
    card = house.programmes[GANGBEI].scorecard
    assert card is not None
    await closed(house, "2023-H1")
    asked = await request_payment(house, OPERATOR, SITE, "1", {})
    other = replace(asked, part="9")
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    letter = await request_letter(house, operated, other)
    assert "约定，第9期，本期应付" in words(letter)
    assert letter.attachments == ["考核验收表", "发票"]
    assert "第9期，本期应付" in words(await passed_on_letter(house, operated, other))


async def test_a_request_that_was_passed_on_says_so_also_when_it_has_been_paid(house: House) -> None:
    today = str(house.today())
    asked = await request_payment(house, OPERATOR, SITE, "advance", {})
    passed = await pass_on_request(house, BUREAU, asked.id, asked.version, {"day": today, "number": "8号"})
    await enter_payment(house, BUREAU, SITE, "advance", {"amount": "288000", "day": today, "voucher": "1"})
    with pytest.raises(Refused) as again:
        await pass_on_request(house, BUREAU, asked.id, passed.version, {"day": today, "number": "9号"})
    assert again.value.message.zh == "此记录已处理"
