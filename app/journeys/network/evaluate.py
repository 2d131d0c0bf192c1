"""Judging site documents that somebody hands in, without touching the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from app.compliance.judge import MOST_SAID, Judge
from app.compliance.verdicts import ClauseVerdict, SiteVerdict
from app.errors import Fault, InvalidInput
from app.exchange.evaluation import ToEvaluate
from app.exchange.strict_json import Written, dump_json
from app.journeys.house import House
from app.journeys.kept import let_go
from app.sites.document import read_site
from app.sites.facts import overlapping
from app.sites.fields import FIELD
from app.sites.site import Site
from app.sites.vocabulary import Vocabulary
from app.wording import Wording

_TIMELESS = (bool, int, str, Decimal, frozenset)
"""Types of facts that hold neither days nor hours, as nearly all."""
_JUDGES_KEPT = 8
"""So many programmes and days are remembered: documents of one day need one a programme."""


class Answer(NamedTuple):
    """The verdict on one document, and how what it says of clauses is written."""

    verdict: SiteVerdict
    of_clause: Callable[[ClauseVerdict, str], Written]

    def as_document(self) -> dict[str, Any]:
        """The verdict document."""
        return self.verdict.as_document(self.of_clause)


def judge_documents(house: House, asked: Iterable[ToEvaluate], faults: list[Fault]) -> Iterator[Answer]:
    """A verdict for every document, in their order, as of the day it names or else today.

    What is wrong goes to `faults`, located in the input; the caller must look at them when all is read, and
    throw the verdicts away if there are any. One site may be asked about on several days, but not twice on
    one.
    """
    today = house.today()
    rules, judging = house.rules, _Judging(house)
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
            verdict = judging.judge(site.programme, as_of).verdict(site)
            told = tuple(_to_be_told(site, house.programme(site.programme).vocabulary, as_of))
            verdict = replace(verdict, notes=(*verdict.notes, *told)) if told else verdict
            yield Answer(verdict, judging.written)


@dataclass(slots=True)
class _Judging:
    """The judges that were asked last, and what they said of clauses as JSON: the same of many sites, written once."""

    house: House
    _judges: dict[tuple[str, date], Judge] = field(default_factory=dict)
    _written: dict[int, tuple[ClauseVerdict, Written]] = field(default_factory=dict)

    def judge(self, slug: str, as_of: date) -> Judge:
        """The judge of a programme on a day."""
        found = self._judges.get((slug, as_of))
        if found is None:
            found = self._judges[slug, as_of] = Judge(self.house.programme(slug), self.house.divisions, as_of)
            let_go(self._judges, _JUDGES_KEPT)
        return found

    def written(self, verdict: ClauseVerdict, document: str) -> Written:
        """A clause of a verdict document."""
        # Known by the object itself, which is kept beside, so that no other can be mistaken for it.
        found = self._written.get(id(verdict))
        if found is None:
            found = self._written[id(verdict)] = verdict, Written(dump_json(verdict.as_document(document)))
            let_go(self._written, MOST_SAID)
        return found[1]


def _to_be_told(site: Site, vocabulary: Vocabulary, as_of: date) -> Iterator[Wording]:
    """What registration would refuse and judging lets stand: days said to have come that lie ahead, which count for
    nothing, and hours that overlap, which are joined.
    """
    timely = [(code, value) for code, value in site.facts.items() if not isinstance(value, _TIMELESS)]
    days = [(FIELD["accepted_on"].label, site.accepted_on)]
    days += [(vocabulary.label(code), value) for code, value in timely if isinstance(value, date)]
    for label, day in days:
        if day is not None and day > as_of:
            yield Wording(
                f"{label.zh} {day} 晚于评估日 {as_of}，不计入；登记时会被拒绝",
                f"{label.en} {day} lies after {as_of}, the day of judging, and does not count; entry would refuse it",
            )
    for code, value in timely:
        if isinstance(value, Mapping) and any(overlapping(spans) for spans in value.values()):
            label = vocabulary.label(code)
            yield Wording(
                f"{label.zh}有重叠的时段，按合并后计算；登记时会被拒绝",
                f"{label.en}: spans overlap and are taken together; entry would refuse them",
            )
