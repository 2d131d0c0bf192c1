"""The papers of a contract: warning, proposal to replace, request for payment and its passing on, half-year report.

What only the signed contract says and nobody entered is left blank to be written in, never made up.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from app.assessments.payment_parts import ADVANCE, RETENTION
from app.exchange.papers.capital_money import capital_yuan
from app.exchange.papers.contract_letter import ContractLetter
from app.exchange.papers.sections import PaperSection, PaperTable
from app.inspections.notice import day_in_words, notice_number, sentence
from app.journeys.assessments.contract import given
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.half_years import HalfYear
from app.journeys.assessments.records import answer_in, records, said_in
from app.journeys.assessments.schedule import PaymentPart, PaymentSchedule, amount_of, payment_schedule
from app.journeys.house import House
from app.standards.contract import ContractStep
from app.store.contracts import StoredEntry
from app.units import Period, plain

_SECTION = re.compile(r"([一二三四五六七八九十]+)(（[一二三四五六七八九十]+）)")
_BLANK = "＿＿＿＿＿＿"
_NAMED = {ADVANCE: "合同签订后的首付款", RETENTION: "服务期满的质量保证金"}
"""What parts of the sum are called; all others are instalments, named by their number."""


def purchaser_of(operated: OperatedSite) -> str:
    """Who buys the service."""
    contract = operated.programme.contract
    return operated.programme.issuer.zh if contract is None else contract.purchaser.name.zh


def _operator(operated: OperatedSite) -> str:
    return operated.signed.operator or _BLANK


def _number(operated: OperatedSite) -> str:
    return operated.signed.number or _BLANK


def _step(operated: OperatedSite, code: str) -> ContractStep | None:
    contract = operated.programme.contract
    return next((step for step in contract.steps if step.code == code), None) if contract else None


def _basis(operated: OperatedSite, code: str) -> str:
    """根据 of a paper: the document and the contract."""
    step = _step(operated, code)
    words = "" if step is None else f"{section_in_words(step.section)}“{step.quote}”的规定"
    return f"根据《{operated.programme.document_title}》{words}和采购合同（{_number(operated)}）"


def section_in_words(section: str) -> str:
    """A place in the document as papers name it; what is written otherwise stays.

    >>> section_in_words("五（二）"), section_in_words("附件2")
    ('第五部分第（二）项', '附件2')
    """
    found = _SECTION.fullmatch(section)
    return section if found is None else f"第{found[1]}部分第{found[2]}项"


def warning_letter(operated: OperatedSite, one: StoredEntry) -> ContractLetter:
    """The warning as the bureau sends it."""
    said, reckoned = said_in(one), given(one)
    running = _step(operated, "replacement")
    follows = "" if running is None else f"{section_in_words(running.section)}规定：“{running.quote}”。"
    opening = (
        f"经查，你单位{sentence(said['finding'])}{_basis(operated, 'warning')}，现给予警告（第{said['number']}次），"
        f"请于{day_in_words(reckoned.due_on)}（含当日）前完成整改，整改完成后书面报送整改情况。"
    )
    return ContractLetter(
        sender=purchaser_of(operated),
        red_head=True,
        number=notice_number("", one.day.year, None),
        title="警告通知",
        addressee=_operator(operated),
        sections=[
            PaperSection("", [opening]),
            PaperSection("整改要求", [sentence(said["demand"])]),
            PaperSection("复查和后果", [f"我局将对整改情况组织复查。{follows}可在5个工作日内书面陈述意见。"]),
        ],
        attachments=[],
        day=one.day,
        sample=operated.site.sample,
    )


async def replacement_letter(operated: OperatedSite, one: StoredEntry) -> ContractLetter:
    """The proposal to replace the operator, with the warnings it rests on."""
    warnings = [said_in(entry) | {"day": entry.day} for entry in await records(operated, "warning")]
    rows = [
        (
            str(said["number"]),
            day_in_words(said["day"]),
            said["finding"],
            day_in_words(date.fromisoformat(said["due_on"])),
        )
        for said in warnings
    ]
    table = PaperTable((("次数", 13), ("警告日期", 44), ("存在的问题", 55), ("整改期限", 44)), rows)
    return ContractLetter(
        sender=purchaser_of(operated),
        red_head=True,
        number=notice_number("", one.day.year, None),
        title="关于建议撤换运营单位的意见",
        addressee=f"{operated.site.name}建设工作领导小组",
        sections=[
            PaperSection("", [f"{_basis(operated, 'replacement')}，建议撤换运营单位{_operator(operated)}。"]),
            PaperSection("理由", [sentence(said_in(one)["why"])]),
            PaperSection("已给予的警告", [f"共给予警告{len(rows)}次。"], table if rows else None),
            PaperSection(
                "后续工作", ["撤换后按合同约定要求原运营单位承担相应责任，服务中心的业务、档案和设施按期移交。"]
            ),
        ],
        attachments=[],
        day=one.day,
        sample=operated.site.sample,
    )


async def request_letter(house: House, operated: OperatedSite, one: StoredEntry) -> ContractLetter:
    """The operator's request for a part of the sum, to the bureau."""
    schedule, said = await payment_schedule(house, operated), said_in(one)
    part = schedule.part(one.part)
    account = said.get("account") or operated.signed.account or _BLANK
    body = [_asked(schedule, part, one), f"现申请支付。收款账户：{account}。"]
    return ContractLetter(
        sender=_operator(operated),
        red_head=False,
        number="",
        title="付款申请",
        addressee=purchaser_of(operated),
        sections=[PaperSection("", body)],
        attachments=_attachments(one),
        day=one.day,
        sample=operated.site.sample,
    )


async def passed_on_letter(house: House, operated: OperatedSite, one: StoredEntry) -> ContractLetter:
    """The bureau's letter to whoever pays, asking for the same sum."""
    schedule, contract = await payment_schedule(house, operated), operated.programme.contract
    part, passed_on = schedule.part(one.part), answer_in(one)
    payer = contract.payer.name.zh if contract is not None and contract.payer is not None else _BLANK
    asked = f"运营单位{_operator(operated)}于{day_in_words(one.day)}提出付款申请。{_asked(schedule, part, one)}"
    yuan = amount_of(one)
    left = Decimal(passed_on["amount"]) if "amount" in passed_on else yuan
    if part is not None and not passed_on:
        left = min(part.asked, yuan)
    rest = f"，其中{yuan - left:,.2f}元已付，现申请拨付其余{left:,.2f}元（大写：{capital_yuan(left)}）"
    body = [asked, f"经审核{rest if left < yuan else '，申请拨付上述款项'}，请予支持。"]
    return ContractLetter(
        sender=purchaser_of(operated),
        red_head=True,
        number=passed_on.get("number") or notice_number("", one.day.year, None),
        title=f"关于申请拨付{operated.site.name}运营服务款项的函",
        addressee=payer,
        sections=[PaperSection("", body)],
        attachments=["付款申请", *_attachments(one)],
        day=date.fromisoformat(passed_on["day"]) if passed_on.get("day") else None,
        sample=operated.site.sample,
    )


def _asked(schedule: PaymentSchedule, part: PaymentPart | None, one: StoredEntry) -> str:
    """What is asked for and why, in whole sentences."""
    operated = schedule.operated
    paid = f"合同累计已付{_paid_before(schedule, one):,.2f}元"
    yuan = amount_of(one)
    sums = f"应付{yuan:,.2f}元（大写：{capital_yuan(yuan)}）"
    name = _NAMED.get(one.part)
    if name is not None:
        return f"根据采购合同（{_number(operated)}）约定，{name}{sums}，{paid}。"
    half = None if part is None else part.half
    scored = ""
    if half is not None and half.score.total is not None and half.score.paid is not None:
        total, percent = plain(half.score.total), plain(half.score.paid.percent)
        mended = "，经限期整改并验收合格" if half.stored.put_right else ""
        scored = f"（{period_in_words(half.period)}）服务已经考核，得分{total}分{mended}，按本期款项的{percent}%支付"
    return f"根据采购合同（{_number(operated)}）约定，第{one.part}期{scored}，本期{sums}，{paid}。"


def _paid_before(schedule: PaymentSchedule, one: StoredEntry) -> Decimal:
    """What had been paid of the whole contract when something was asked for: a paper says the same for ever."""
    payments = (paid for part in schedule.parts for paid in part.payments if paid.at < one.at)
    return sum((amount_of(paid) for paid in payments), Decimal(0))


_HALVES = ("上半年", "下半年")
_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


def period_in_words(period: Period) -> str:
    """A half-year or quarter as papers call it.

    >>> period_in_words(Period("2026-H1")), period_in_words(Period("2026-Q3"))
    ('2026年上半年', '2026年第三季度')
    """
    year, first, _ = period.months
    names = _HALVES if period.grain == "half" else _QUARTERS
    return f"{year}年{names[(first - 1) * len(names) // 12]}"


def _attachments(one: StoredEntry) -> list[str]:
    form = [] if one.part in _NAMED else ["考核验收表"]
    invoice = said_in(one).get("invoice", "")
    return [*form, f"发票（{invoice}）" if invoice else "发票"]


def half_year_report(house: House, found: HalfYear) -> ContractLetter:
    """What the operator reports of a period: its figures, what was not reached, what is open, and what comes next."""
    operated, score = found.operated, found.score
    name = operated.site.name
    rows = [(one.label.zh, one.words.zh, "、".join(word.zh for word in one.lacking)) for one in found.figures.values()]
    missed = [one.line for one in score.lines if one.counted is not None and one.counted < one.line.max]
    still_open = [one.line for one in score.lines if one.counted is None]
    problems = [
        f"{number}.{sentence(line.title.zh)}要求：{sentence(line.quote)}" for number, line in enumerate(missed, 1)
    ]
    waits = "、".join(line.title.zh for line in still_open)
    total = "尚未算出" if score.total is None else f"{plain(score.total)}分"
    state = "已办结" if found.closed else "尚未办结"
    opening = (
        f"现将{name}{period_in_words(found.period)}（{day_in_words(found.period.first_day)}至{day_in_words(found.period.last_day)}）"
        f"运营服务情况报告如下，数据截至{day_in_words(min(found.period.last_day, house.today()))}，取自运营台账。"
    )
    return ContractLetter(
        sender=_operator(operated),
        red_head=False,
        number="",
        title=f"{name}{period_in_words(found.period)}运营服务情况报告",
        addressee=purchaser_of(operated),
        sections=[
            PaperSection("", [opening]),
            PaperSection("服务完成情况", [], PaperTable((("项目", 56), ("完成情况", 36), ("说明", 64)), rows)),
            PaperSection("考核得分", [f"按考核验收表，本期合计得分{total}，考核{state}。"]),
            PaperSection(
                "未达到要求的项目",
                [*(problems or ["已有得分的项目均达到要求。"]), *([f"尚无得分的项目：{waits}。"] if waits else [])],
            ),
            PaperSection("下一步工作", [_BLANK]),
        ],
        attachments=["考核验收表"],
        day=None,
        sample=operated.site.sample,
    )
