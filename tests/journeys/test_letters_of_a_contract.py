"""The letters and forms of a contract say what is on record, and leave blank what nobody entered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.assessments.signed_terms import SignedTerms
from app.errors import InvalidInput, Refused
from app.exchange.ledger_tables import RowIn
from app.exchange.papers.contract_letter import ContractLetter
from app.journeys.assessments.acceptance_papers import acceptance_form
from app.journeys.assessments.contract import keep_signed_terms
from app.journeys.assessments.contract_papers import (
    half_year_report,
    passed_on_letter,
    replacement_letter,
    request_letter,
    warning_letter,
)
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.half_years import half_year
from app.journeys.assessments.ledger_exchange import import_ledgers
from app.journeys.assessments.ledgers import correct_row, enter_row, withdraw_row
from app.journeys.assessments.objections import object_to
from app.journeys.assessments.payments import enter_payment, pass_on_request, request_payment
from app.journeys.assessments.records import records
from app.journeys.assessments.scoring import Points, accept_put_right, give_points, preview_points
from app.journeys.assessments.warnings import give_warning, propose_replacement
from app.journeys.house import House
from app.store.contracts import StoredEntry
from tests.journeys.writes.contracts import BEGAN, SITE, closed, contract, warned
from tests.journeys.writes.table import BUREAU, OPERATOR
from tests.networks import house_of_copy


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house with a contract that began long ago."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("letters")) as built:
        await contract(built)
        yield built


TODAY_IN_WORDS, BLANK = "{0.year}年{0.month}月{0.day}日", "＿＿＿＿＿＿"
BUYER, PAYER = "港北区人力资源和社会保障局", "贵港市港北区财政局"
NAME = "港北区农民工创业园综合服务中心"
PLAN = "《关于购买港北区农民工创业园综合服务中心运营服务项目的实施方案》第五部分第（二）项"
SERIOUS = "“问题特别严重的且造成一定社会影响，或连续两次警告的，撤换运营单位，并要求承担相应的法律责任”"


def words(letter: ContractLetter) -> str:
    """All that stands in a letter but in its tables."""
    return "\n".join(text for part in letter.sections for text in part.paragraphs)


def head(letter: ContractLetter) -> tuple[Any, ...]:
    """Who writes to whom, under which number, on which day, with what."""
    return letter.sender, letter.addressee, letter.red_head, letter.number, letter.day, letter.attachments


async def signed(house: House) -> OperatedSite:
    """The contract with all that can be entered of it."""
    said = {"started_on": BEGAN, "number": "合同-7", "operator": "某公司", "account": "某银行 001"}
    operated = await contract(house)
    if not operated.signed.number:
        assert operated.stored is not None
        await keep_signed_terms(house, BUREAU, SITE, operated.stored.version, said)
    return await contract(house)


async def advance(house: House) -> StoredEntry:
    """The operator's request for the advance, made before anything was paid."""
    made = [one for one in await records(await contract(house), "request") if one.part == "advance"]
    return made[0] if made else await request_payment(house, OPERATOR, SITE, "advance", {})


async def test_what_nobody_entered_of_a_contract_is_left_blank(house: House) -> None:
    operated, today = await contract(house), house.today()
    operated = replace(operated, signed=SignedTerms(started_on=operated.signed.started_on))
    day, year = TODAY_IN_WORDS.format(today), today.year
    asked = await advance(house)
    letter = await request_letter(house, operated, asked)
    assert head(letter) == (BLANK, BUYER, False, "", today, ["发票"])
    sums = "应付288,000.00元（大写：贰拾捌万捌仟元整），合同累计已付0.00元。"
    told = f"根据采购合同（{BLANK}）约定，合同签订后的首付款{sums}"
    assert words(letter) == f"{told}\n现申请支付。收款账户：{BLANK}。"
    letter = await passed_on_letter(house, operated, asked)
    assert head(letter) == (BUYER, PAYER, True, f"〔{year}〕　号", None, ["付款申请", "发票"])
    assert words(letter) == f"运营单位{BLANK}于{day}提出付款申请。{told}\n经审核，申请拨付上述款项，请予支持。"
    assert letter.title == f"关于申请拨付{NAME}运营服务款项的函"
    half = replace(await half_year(house, BUREAU, SITE, "2024-H1"), operated=operated)
    letter = half_year_report(house, half)
    assert head(letter) == (BLANK, BUYER, False, "", None, ["考核验收表"])
    assert letter.title == f"{NAME}2024年上半年运营服务情况报告"
    opening, score, reached, missing, _ = words(letter).split("\n")
    assert opening.endswith(
        "（2024年1月1日至2024年6月30日）运营服务情况报告如下，数据截至2024年6月30日，取自运营台账。"
    )
    assert (score, reached) == (
        "按考核验收表，本期合计得分尚未算出，考核尚未办结。",
        "已有得分的项目均达到要求。",
    )
    assert missing.startswith("尚无得分的项目：企业用工台账、新增就业录入、")
    table = next(part.table for part in letter.sections if part.table is not None)
    assert table.rows[0] == ("企业用工台账完整率", "待补报", "2024-H1 未登记")
    assert letter.sample


async def test_a_warning_and_the_proposal_that_follows_name_the_document_and_the_days(house: House) -> None:
    operated, today = await signed(house), house.today()
    day, due = (TODAY_IN_WORDS.format(one) for one in (today, today + timedelta(days=9)))
    one = await give_warning(house, BUREAU, SITE, warned(house))
    letter = warning_letter(operated, one)
    assert head(letter) == (BUYER, "某公司", True, f"〔{today.year}〕　号", today, [])
    assert words(letter) == (
        f"经查，你单位台账造假。根据{PLAN}“问题严重的，给予警告并要求限期整改”的规定和采购合同（合同-7），现给予警告（第1次），"
        f"请于{due}（含当日）前完成整改，整改完成后书面报送整改情况。\n重做。\n"
        f"我局将对整改情况组织复查。第五部分第（二）项规定：{SERIOUS}。可在5个工作日内书面陈述意见。"
    )
    proposed = await propose_replacement(house, BUREAU, SITE, "屡教不改")
    letter = await replacement_letter(operated, proposed)
    assert head(letter) == (BUYER, f"{NAME}建设工作领导小组", True, f"〔{today.year}〕　号", today, [])
    basis, why, count, _ = words(letter).split("\n")
    assert basis == f"根据{PLAN}{SERIOUS}的规定和采购合同（合同-7），建议撤换运营单位某公司。"
    assert (why, count) == ("屡教不改。", "共给予警告1次。")
    assert [part.table.rows for part in letter.sections if part.table is not None] == [[("1", day, "台账造假", due)]]


async def test_a_request_says_what_was_scored_and_what_had_been_paid_by_then(house: House) -> None:
    operated, today = await signed(house), str(house.today())
    asked = await advance(house)
    await enter_payment(house, BUREAU, SITE, "advance", {"amount": "100000.50", "day": today, "voucher": "1"})
    rest = "经审核，其中100,000.50元已付，现申请拨付其余187,999.50元（大写：壹拾捌万柒仟玖佰玖拾玖元伍角），请予支持。"
    assert words(await passed_on_letter(house, operated, asked)).endswith(f"合同累计已付0.00元。\n{rest}")
    passed = await pass_on_request(
        house, BUREAU, asked.id, asked.version, {"day": today, "number": "港就业〔2026〕8号"}
    )
    letter = await passed_on_letter(house, operated, passed)
    assert (letter.number, letter.day) == ("港就业〔2026〕8号", house.today())
    assert words(letter).endswith(rest)
    await closed(house, "2023-H1")
    one = await request_payment(house, OPERATOR, SITE, "1", {"invoice": "NO.7", "account": "另一账户"})
    letter = await request_letter(house, operated, one)
    assert letter.attachments == ["考核验收表", "发票（NO.7）"]
    assert words(letter) == (
        "根据采购合同（合同-7）约定，第1期（2023年上半年）服务已经考核，得分100分，按本期款项的100%支付，"
        "本期应付96,000.00元（大写：玖万陆仟元整），合同累计已付100,000.50元。\n现申请支付。收款账户：另一账户。"
    )
    letter = await passed_on_letter(house, operated, one)
    assert letter.attachments == ["付款申请", "考核验收表", "发票（NO.7）"]
    before = await closed(house, "2023-H2", share=2)
    await accept_put_right(house, BUREAU, SITE, "2023-H2", before, "已整改")
    two = await request_payment(house, OPERATOR, SITE, "2", {})
    assert words(await request_letter(house, operated, two)) == (
        "根据采购合同（合同-7）约定，第2期（2023年下半年）服务已经考核，得分41分，经限期整改并验收合格，按本期款项的70%支付，"
        "本期应付67,200.00元（大写：陆万柒仟贰佰元整），合同累计已付100,000.50元。\n现申请支付。收款账户：某银行 001。"
    )


async def test_a_report_names_what_fell_short_in_its_order(house: House) -> None:
    await signed(house)
    await closed(house, "2023-H2", share=2)
    found = await half_year(house, BUREAU, SITE, "2023-H2")
    said = words(half_year_report(house, found)).split("\n")
    assert said[1] == "按考核验收表，本期合计得分41分，考核已办结。"
    short = [one.line.title.zh for one in found.score.lines if one.counted is not None and one.counted < one.line.max]
    assert [text.partition("。")[0] for text in said[2:-1]] == [f"{n}.{title}" for n, title in enumerate(short, 1)]
    assert said[2] == "1.企业用工台账。要求：企业用工台账完整率100%（5分）。"


async def test_the_form_of_a_period_has_each_line_once_what_was_counted_and_what_is_paid(house: House) -> None:
    await signed(house)
    still_open = acceptance_form(await half_year(house, BUREAU, SITE, "2024-H1"))
    assert still_open.title == f"{NAME}运营服务成效评估（每 6 个月）验收表"
    assert (still_open.self_total, still_open.review_total, still_open.sample) == ("", "", True)
    assert still_open.result == [
        *("考核期：2024年上半年", "合计得分：0—100（待定）"),
        *("考核结果：尚有项目没有得分，合计未算出", "草稿：尚未办结"),
    ]
    assert [item.number for item in still_open.items] == [str(number) for number in range(1, 14)]
    assert sum(int(item.points) for item in still_open.items if item.points) == 100
    assert [(item.title, item.points) for item in still_open.items[-2:]] == [("加分项目", ""), ("扣分项目", "")]
    assert [line.review_points for item in still_open.items[-2:] for line in item.lines] == ["0", "0"]
    await closed(house, "2023-H1")
    whole = acceptance_form(await half_year(house, BUREAU, SITE, "2023-H1"))
    assert (whole.self_total, whole.review_total) == ("", "100")
    assert whole.result[1:7] == [
        *("合计得分：100", "考核结果：考核通过", "按本期款项的 100% 支付，应付 96,000.00 元"),
        *("本期款项 96,000.00 元，不付或暂缓 0.00 元", "已办结", "验收说明·企业用工台账：现场查看"),
    ]
    lines = [line for item in whole.items[:-2] for line in item.lines]
    assert len(lines) == len(whole.result) - 6
    assert all(line.words.endswith(f"（{line.review_points}分）") for line in lines)
    await closed(house, "2024-H2", share=2)
    failed = acceptance_form(await half_year(house, BUREAU, SITE, "2024-H2"))
    assert failed.result[2:7] == [
        *("考核结果：低于合格线，限期整改", "按本期款项的 0% 支付，应付 0.00 元"),
        *(
            "本期款项 96,000.00 元，不付或暂缓 96,000.00 元",
            "限期 15 日整改，整改验收合格后支付 67,200.00 元",
            "已办结",
        ),
    ]


async def test_both_sides_stand_in_the_form_with_their_reasons_and_what_was_counted_besides(house: House) -> None:
    await signed(house)
    card = (await half_year(house, BUREAU, SITE, "2025-H1")).card
    first, bonus, deduction = card.lines[0].id, card.bonuses[0], card.deductions[0]
    given = Points({first: "3"}, {first: "缺两户"}, {bonus.code: "2"}, {deduction.code: "1"}, "表扬文件")
    form = acceptance_form(await preview_points(house, BUREAU, SITE, "2025-H1", "review", given))
    assert form.result[1] == "合计得分：7—102（待定）"
    assert form.result[4:] == ["验收说明·企业用工台账：缺两户", "加分、扣分依据：表扬文件"]
    assert [(line.self_points, line.review_points) for line in form.items[0].lines] == [("", "3"), ("", ""), ("", "")]
    counted = [line for item in form.items[-2:] for line in item.lines]
    assert [line.review_points for line in counted] == ["+6", "-2"]
    assert counted[0].words.startswith("中央媒体正面报道 +3分/次 × 2；自治区领导批示或省级媒体报道 +2分/次；")
    assert counted[1].words.startswith("被有效投诉 -2分/次 × 1；未按时报送材料 -2分/次；")
    own = Points({line.id: str(line.max) for line in card.lines}, {line.id: "自查" for line in card.lines})
    form = acceptance_form(await preview_points(house, OPERATOR, SITE, "2025-H1", "self", own))
    assert (form.self_total, form.review_total, form.result[4]) == ("100", "", "自评说明·企业用工台账：自查")
    assert [(line.self_points, line.review_points) for line in form.items[0].lines] == [("5", "")] * 3


async def test_what_a_closed_period_rests_on_stays_as_it_is(house: House) -> None:
    await signed(house)
    inside, outside = ({"day": day, "people": "1", "service": "training"} for day in ("2025-09-01", "2026-03-02"))
    kept = (await enter_row(house, OPERATOR, SITE, "people_served", inside)).id
    other = (await enter_row(house, OPERATOR, SITE, "people_served", outside)).id
    seen, operated = await closed(house, "2025-H2"), await contract(house)
    assert operated.stored is not None
    terms = (SITE, operated.stored.version)
    signed_anew = {"started_on": BEGAN, "amount_yuan": "1"}
    rows = [RowIn("people_served", "", inside | {"day": "2025-09-02"}, str)]
    every: list[tuple[str, Awaitable[Any]]] = [
        ("台账不能再改动", enter_row(house, OPERATOR, SITE, "people_served", inside)),
        ("台账不能再改动", correct_row(house, OPERATOR, kept, 1, inside | {"people": "2"}, "x")),
        ("台账不能再改动", correct_row(house, OPERATOR, kept, 1, outside, "x")),
        ("台账不能再改动", correct_row(house, OPERATOR, other, 1, inside, "x")),
        ("台账不能再改动", withdraw_row(house, OPERATOR, kept, 1, "x")),
        ("台账不能再改动", import_ledgers(house, OPERATOR, SITE, rows, reason="x")),
        ("不能再改动", give_points(house, OPERATOR, SITE, "2025-H2", "self", seen, Points())),
        ("不能再改动", give_points(house, BUREAU, SITE, "2025-H2", "review", seen, Points())),
        ("已办结", object_to(house, OPERATOR, SITE, "2025-H2", {"why": "x"})),
        ("合同金额", keep_signed_terms(house, BUREAU, *terms, signed_anew)),
        ("第一个考核期", keep_signed_terms(house, BUREAU, *terms, {"started_on": "2024-06-01"})),
    ]
    for said, asked in every:
        with pytest.raises((Refused, InvalidInput)) as told:
            await asked
        faults = told.value.faults if isinstance(told.value, InvalidInput) else ()
        assert any(said in text for text in (told.value.message.zh, *(fault.message.zh for fault in faults))), said
    await withdraw_row(house, OPERATOR, other, 1, "x")
