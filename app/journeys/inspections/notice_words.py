"""What a notice says: orders at the sites of one township, put into the county's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.inspections.clause_state import ClauseState
from app.inspections.notice import NoticePaper, NoticeTexts, PrintedProblem, day_in_words, filled, sentence
from app.journeys.house import House
from app.standards.programme import Programme
from app.store.sites import StoredSite

_STREET, _GOVERNMENT, _OFFICE = "街道", "人民政府", "办事处"
_ELSEWHERE_ADDRESSEE = "各有关站点运营单位"
_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Ordered:
    """What is ordered at one site: the clauses as they stand, or what was found where there are none."""

    site: StoredSite
    clauses: tuple[ClauseState, ...]
    finding: str


@dataclass(frozen=True, slots=True)
class Demanded:
    """What a notice asks, beside its problems."""

    found_on: date
    demand: str
    due_on: date
    remarks: str = ""


def whom(house: House, texts: NoticeTexts, township: str) -> tuple[str, str]:
    """Addressee and who gets a copy, for a township; ELSEWHERE for sites that lie in none."""
    found = house.divisions.get(township)
    if found is None:
        return _ELSEWHERE_ADDRESSEE, ""
    values = {"place": found.name}
    copy = filled(texts.copy_to, values)
    return filled(texts.addressee, values), copy.replace(_GOVERNMENT, _OFFICE) if found.kind == _STREET else copy


def paper_of(
    house: House,
    programme: Programme,
    texts: NoticeTexts,
    ordered: Sequence[Ordered],
    asked: Demanded,
    *,
    number: str,
    addressee: str,
    copy_to: str,
    issued_on: date | None,
) -> NoticePaper:
    """The notice as it is printed."""
    problems = tuple(problem for one in ordered for problem in _problems(one))
    first = ordered[0].site
    only = f"{first.name}（编号{first.code}）"
    township = house.divisions.township_of(first.division)
    values: Mapping[str, str] = {
        "found_on": day_in_words(asked.found_on),
        "place": township.name if township else "",
        "sites": only if len(ordered) == 1 else f"{len(ordered)}个站点",
        "n": str(len(problems)),
        "document_title": programme.document_title,
        "document": programme.document,
        "demand": sentence(asked.demand),
        "due_on": day_in_words(asked.due_on),
    }
    return NoticePaper(
        issuer=texts.issuer,
        number=number,
        title=filled(texts.title, values),
        addressee=addressee,
        copy_to=copy_to,
        opening=filled(texts.opening, values),
        problems=problems,
        remarks=asked.remarks,
        demand=filled(texts.demand, values),
        report=filled(texts.report, values),
        contact=texts.contact,
        issued_on=issued_on,
        sample=any(one.site.sample for one in ordered),
    )


def _problems(ordered: Ordered) -> list[PrintedProblem]:
    name, code = ordered.site.name, ordered.site.code
    if not ordered.clauses:
        return [PrintedProblem(name, code, "", ordered.finding, "")]
    return [
        PrintedProblem(
            name, code, one.title.zh, one.sentence.zh, f"《方案》{one.section}“{one.quote.translate(_QUOTES)}”"
        )
        for one in ordered.clauses
    ]
