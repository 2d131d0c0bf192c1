"""Judging site documents that somebody hands in, without touching the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.compliance.judge import judge
from app.compliance.verdicts import SiteVerdict
from app.errors import Fault, InvalidInput
from app.exchange.evaluation import ToEvaluate
from app.journeys.house import House
from app.sites.document import read_site
from app.sites.facts import overlapping
from app.sites.fields import FIELD
from app.sites.site import Site
from app.sites.vocabulary import Vocabulary
from app.wording import Wording


def judge_documents(house: House, asked: Iterable[ToEvaluate], faults: list[Fault]) -> Iterator[SiteVerdict]:
    """A verdict for every document, in their order, as of the day it names or else today.

    What is wrong goes to `faults`, located in the input; the caller must look at them when all is read, and
    throw the verdicts away if there are any. One site may be asked about on several days, but not twice on
    one.
    """
    today = house.today()
    rules = house.rules
    first: dict[tuple[str, date], str] = {}
    for item in asked:
        try:
            site = read_site(item.document, rules, house.divisions)
        except InvalidInput as error:
            faults += [Fault(item.place(fault.path), fault.code, fault.message) for fault in error.faults]
            continue
        as_of = item.as_of or today
        place = item.place("code")
        where = first.setdefault((site.code.casefold(), as_of), place)
        if where != place:
            message = Wording(f"编码 {site.code} 重复，已见于 {where}", f"code {site.code} is given already at {where}")
            faults.append(Fault(place, "duplicate_code", message))
            continue
        if not faults:
            verdict = judge(site, programme := house.programme(site.programme), house.divisions, as_of)
            told = tuple(_to_be_told(site, programme.vocabulary, as_of))
            yield replace(verdict, notes=(*verdict.notes, *told)) if told else verdict


def _to_be_told(site: Site, vocabulary: Vocabulary, as_of: date) -> Iterator[Wording]:
    """What registration would refuse and judging lets stand: days said to have come that lie ahead, which count for
    nothing, and hours that overlap, which are joined.
    """
    days = [(FIELD["accepted_on"].label, site.accepted_on)]
    days += [(vocabulary.label(code), value) for code, value in site.facts.items() if isinstance(value, date)]
    for label, day in days:
        if day is not None and day > as_of:
            yield Wording(
                f"{label.zh} {day} 晚于评估日 {as_of}，不计入；登记时会被拒绝",
                f"{label.en} {day} lies after {as_of}, the day of judging, and does not count; entry would refuse it",
            )
    for code, value in site.facts.items():
        if isinstance(value, Mapping) and any(overlapping(spans) for spans in value.values()):
            label = vocabulary.label(code)
            yield Wording(
                f"{label.zh}有重叠的时段，按合并后计算；登记时会被拒绝",
                f"{label.en}: spans overlap and are taken together; entry would refuse them",
            )
