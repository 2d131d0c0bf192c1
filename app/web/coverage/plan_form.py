"""The planner's form: what was typed, kept to be shown again, and the question it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar.datastructures import FormMultiDict

from app.coverage.siting import Aim
from app.errors import Fault, InvalidInput
from app.journeys.coverage.candidates import AIMS, SOURCES, Offer, PlanQuestion, Source
from app.wording import Wording

SLIDER_MOST = 50
SITES_USUAL = "3"
MOST_TICKED = 600
"""More candidates than this are not laid out to be ticked; their codes can be pasted."""
LONGEST_PASTE = 200_000
_BETWEEN_CODES = re.compile(r"[\s,，、;；]+")
_TOO_LONG = Wording("粘贴的内容太长", "what was pasted is too long")


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What stands in the form."""

    sites: str = SITES_USUAL
    aim: Aim = "most"
    good_roads: bool = False
    source: Source = "all"
    townships: frozenset[str] = frozenset()
    codes: str = ""
    choice: frozenset[str] = frozenset()
    choice_codes: str = ""

    def asked(self, programme: str) -> PlanQuestion:
        """The question. Raises InvalidInput for what is too long to be read; the journey looks at the rest."""
        faults = [
            Fault(name, "too_long", _TOO_LONG)
            for name, text in (("codes", self.codes), ("choice", self.choice_codes))
            if len(text) > LONGEST_PASTE
        ]
        if faults:
            raise InvalidInput(faults)
        sites = self.sites.strip()
        count = int(sites) if sites.isascii() and sites.isdigit() and len(sites) < 6 else None
        return PlanQuestion(
            programme=programme,
            aim=self.aim,
            sites=count if self.aim == "most" else None,
            good_roads=self.good_roads,
            source=self.source,
            townships=tuple(sorted(self.townships)) if self.source != "listed" else (),
            codes=split_codes(self.codes) if self.source == "listed" else (),
            choice=tuple(dict.fromkeys((*sorted(self.choice), *split_codes(self.choice_codes)))),
        )


def split_codes(text: str) -> tuple[str, ...]:
    """Codes separated by lines, blanks or commas, each once.

    >>> split_codes("A B，C\\nA")
    ('A', 'B', 'C')
    """
    return tuple(dict.fromkeys(code for code in _BETWEEN_CODES.split(text) if code))


def read_form(form: FormMultiDict) -> PlanForm:
    """The form as it was sent; a word that the page does not offer falls back to the usual."""

    def texts(name: str) -> Iterable[str]:
        return (value for value in form.getall(name, []) if isinstance(value, str))

    def one(name: str) -> str:
        return next(iter(texts(name)), "")

    return PlanForm(
        sites=one("sites"),
        aim=next((aim for aim in AIMS if aim == one("aim")), "most"),
        good_roads=one("roads") == "good",
        source=next((source for source in SOURCES if source == one("source")), "all"),
        townships=frozenset(texts("township")),
        codes=one("codes"),
        choice=frozenset(texts("choice")),
        choice_codes=one("choice_codes"),
    )


def form_of(asked: PlanQuestion) -> PlanForm:
    """The form that asks the same again."""
    return PlanForm(
        sites=SITES_USUAL if asked.sites is None else str(asked.sites),
        aim=asked.aim,
        good_roads=asked.good_roads,
        source=asked.source,
        townships=frozenset(asked.townships),
        codes="\n".join(asked.codes),
        choice=frozenset(asked.choice),
    )


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """The candidates of one township, as they are laid out."""

    code: str
    name: str
    offers: tuple[Offer, ...]

    def ticked(self, form: PlanForm) -> int:
        """How many of them are ticked."""
        return sum(offer.candidate.code in form.choice for offer in self.offers)


def grouped(offers: Sequence[Offer], names: Mapping[str, Any], elsewhere: str) -> list[OfferGroup]:
    """Candidates by township in code order; those of no township come last under the name `elsewhere`."""
    groups: dict[str, list[Offer]] = {}
    for offer in offers:
        groups.setdefault(offer.township, []).append(offer)
    return [
        OfferGroup(code, names.get(code, elsewhere), tuple(groups[code]))
        for code in sorted(groups, key=lambda code: (code not in names, code))
    ]
