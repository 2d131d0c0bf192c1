"""Judging site documents that somebody hands in, without touching the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.compliance.judge import judge
from app.compliance.verdicts import SiteVerdict
from app.errors import Fault, InvalidInput
from app.exchange.evaluation import ToEvaluate
from app.journeys.house import House
from app.sites.document import read_site
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
            yield judge(site, house.programme(site.programme), house.divisions, as_of)
