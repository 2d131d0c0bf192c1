"""A notice (限期整改通知书): what the office orders of one unit, by when, as it is printed and signed.

The words are the county's: paragraphs with places in braces that it edits. What a notice said when it was issued is
kept whole, so that the paper printed again a year later is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from app.errors import InvalidInput
from app.sites.entry import Entry
from app.wording import Wording

LONGEST_LINE, LONGEST_PARAGRAPH = 100, 2000
TITLE_SIGNS = 19
"""What one line of a title holds, GB/T 9704-2012 at 22 points."""
_PLACE = re.compile(r"\{([a-z_]+)\}")

PLACES: Mapping[str, Wording] = {
    "found_on": Wording("核查日期", "date on which it was found"),
    "place": Wording("乡镇（街道）名称", "name of the township"),
    "sites": Wording("涉及站点：一个写名称和编码，多个写个数", "the site, or how many sites"),
    "n": Wording("问题条数", "how many problems"),
    "document_title": Wording("方案名称", "title of the document"),
    "document": Wording("方案文号", "number of the document"),
    "demand": Wording("整改要求", "what has to be done"),
    "due_on": Wording("整改期限", "deadline"),
}
"""What may stand in braces in a county's paragraphs."""


@dataclass(frozen=True, slots=True)
class NoticeTexts:
    """The words of a county's notices. `series` stands before the year of a number (渠人社整改〔2026〕3号).

    `addressee` and `copy_to` are written for one township; an empty `copy_to` copies nobody.
    """

    issuer: str
    series: str
    title: str
    addressee: str
    copy_to: str
    opening: str
    demand: str
    report: str
    contact: str


TEXT_LABELS: Mapping[str, Wording] = {
    "issuer": Wording("发文机关", "Issuer"),
    "series": Wording("发文机关代字", "Letters before the number"),
    "title": Wording("标题", "Title"),
    "addressee": Wording("主送单位", "Addressee"),
    "copy_to": Wording("抄送", "Copy to"),
    "opening": Wording("开头", "Opening"),
    "demand": Wording("整改要求", "Demand"),
    "report": Wording("报送与复查", "Reporting and re-inspection"),
    "contact": Wording("联系人和电话", "Contact and telephone"),
}
"""The texts, in the order in which a paper has them."""
_LINES = frozenset({"issuer", "series", "title", "addressee", "copy_to", "contact"})
_MAY_BE_EMPTY = frozenset({"series", "copy_to", "contact"})

USUAL = NoticeTexts(
    issuer="",
    series="",
    title="限期整改通知书",
    addressee="{place}农民工服务中心",
    copy_to="{place}人民政府",
    opening=(
        "经{found_on}核查，对照《{document_title}》（{document}，以下简称《方案》），你单位负责的{sites}"
        "有{n}项未达到规定标准或者未按规定报送。现将有关事项通知如下："
    ),
    demand=("请于{due_on}（含当日）前完成整改：{demand}确需延期的，应当在期限届满3个工作日前书面说明理由。"),
    report=(
        "整改完成后5个工作日内报送整改情况报告，我局将组织复查；逾期未整改或者复查不合格的，按有关规定通报。"
        "有异议的，可在收到之日起5个工作日内书面提出。"
    ),
    contact="",
)
"""What a county begins with; the office's own name and series come from its document."""


@dataclass(frozen=True, slots=True)
class PrintedProblem:
    """One clause at one site, as the paper says it."""

    site: str
    code: str
    title: str
    found: str
    basis: str


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """A notice as it is printed. `number` of a draft has a gap; `issued_on` of a draft is None.

    `remarks` is what the inspectors found beside the clauses. `sample` says that its sites are made up.
    """

    issuer: str
    number: str
    title: str
    addressee: str
    copy_to: str
    opening: str
    problems: tuple[PrintedProblem, ...]
    remarks: str
    demand: str
    report: str
    contact: str
    issued_on: date | None
    sample: bool

    def as_document(self) -> dict[str, Any]:
        """The form that is kept."""
        return asdict(self) | {"issued_on": self.issued_on.isoformat() if self.issued_on else None}


def kept_paper(document: Mapping[str, Any]) -> NoticePaper:
    """A paper from the form that was kept."""
    day = document["issued_on"]
    problems = tuple(PrintedProblem(**row) for row in document["problems"])
    return NoticePaper(**{**document, "problems": problems, "issued_on": date.fromisoformat(day) if day else None})


def read_texts(given: Mapping[str, Any]) -> NoticeTexts:
    """A county's texts as they were typed. Raises InvalidInput with every fault, places that nothing fills included."""
    entry = Entry()
    entry.unknown_keys(given, TEXT_LABELS, "")
    read: dict[str, str] = {}
    for name in (field.name for field in fields(NoticeTexts)):
        longest = LONGEST_LINE if name in _LINES else LONGEST_PARAGRAPH
        text = entry.text(given.get(name), name, longest=longest, blank=name in _MAY_BE_EMPTY) or ""
        for place in _PLACE.findall(text):
            if place not in PLACES:
                known = "、".join(f"{{{known}}}" for known in PLACES)
                entry.fault(name, "unknown_place", f"没有 {{{place}}}，可用：{known}", f"{{{place}}} means nothing")
        read[name] = text
    if entry.faults:
        raise InvalidInput(entry.faults)
    return NoticeTexts(**read)


def filled(text: str, values: Mapping[str, str]) -> str:
    """A paragraph with its places filled; braces that name nothing stay as they are.

    >>> filled("请于{due_on}前完成{x}", {"due_on": "12月8日"})
    '请于12月8日前完成{x}'
    """
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def notice_number(series: str, year: int, serial: int | None) -> str:
    """The number of a notice; a draft has a gap where the serial will stand.

    >>> notice_number("渠人社整改", 2026, 3), notice_number("渠人社整改", 2026, None)
    ('渠人社整改〔2026〕3号', '渠人社整改〔2026〕　号')
    """
    return f"{series}〔{year}〕{'　' if serial is None else serial}号"


def day_in_words(day: date) -> str:
    """A day as papers write it, without a nought before it.

    >>> day_in_words(date(2026, 1, 5))
    '2026年1月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if not text or text[-1] in "。！？；" else f"{text}。"
