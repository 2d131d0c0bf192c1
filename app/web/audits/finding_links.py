"""The filters of the findings in the address: read, and written again with one thing changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from app.compliance.verdicts import LEVELS, Verdict
from app.journeys.audits.pairs import ANSWERS, ELSEWHERE, ORDER_FILTERS, FindingQuery
from app.journeys.house import House
from app.web.query import QueryReader

LIST, MATRIX, WORKBOOK = "/findings", "/findings/matrix", "/findings.xlsx"
ALL = "all"
"""Stands for every state, where none would mean what is wrong or unknown."""
_ALWAYS = ("programme", "as_of")
EVERY_STATE: frozenset[Verdict] = frozenset(ANSWERS)


def read_finding_query(
    reader: QueryReader, house: House, place_names: Sequence[str] = ("division", "township")
) -> tuple[str | None, FindingQuery]:
    """The programme asked for, if any, and the filters that list, matrix, workbook and interface share.

    `place_names` are what the place may be called, of which the first that is given counts: links of other lists say
    township. The interface knows one name.
    """
    programmes = house.programmes.values()
    slug = reader.code("programme", house.programmes)
    known = programmes if slug is None or slug not in house.programmes else [house.programmes[slug]]
    order = reader.code("order", ORDER_FILTERS)
    level = reader.code("level", LEVELS)
    states = reader.codes("state", (*ANSWERS, ALL))
    places = [ELSEWHERE if reader.text(name) == ELSEWHERE else reader.division(name) for name in place_names]
    return slug, FindingQuery(
        division=next((place for place in places if place), None),
        kinds=reader.codes("kind", {kind.code for programme in known for kind in programme.kinds}),
        level=next((one for one in LEVELS if one == level), None),
        clauses=reader.codes("clause", {clause.id for programme in known for clause in programme.clauses}),
        states=EVERY_STATE if ALL in states else frozenset(state for state in ANSWERS if state in states),
        order=next((one for one in ORDER_FILTERS if one == order), None),
        sites=reader.texts("site"),
    )


class FindingLinks:
    """Addresses of the findings of one scene, with some filters changed; `as_of` None is today."""

    def __init__(self, slug: str, asked: FindingQuery, as_of: date | None = None) -> None:
        self.base = {
            "programme": slug,
            "as_of": as_of.isoformat() if as_of else "",
            "division": asked.division or "",
            "kind": ",".join(sorted(asked.kinds)),
            "level": asked.level or "",
            "clause": ",".join(sorted(asked.clauses)),
            "state": state_text(asked.states),
            "order": asked.order or "",
            "site": ",".join(sorted(asked.sites)),
        }

    def href(self, path: str = LIST, **changes: str | int) -> str:
        """A page of the findings with the changes; an empty value asks nothing."""
        return path + "?" + urlencode({key: value for key, value in {**self.base, **changes}.items() if value})

    def cleared(self, path: str = LIST) -> str:
        """The same page without any filter but the programme and the day."""
        return self.href(path, **{key: "" for key in self.base if key not in _ALWAYS})

    @property
    def filters(self) -> bool:
        """Whether anything is asked for beyond the programme and the day."""
        return any(value for key, value in self.base.items() if key not in _ALWAYS)

    def hidden(self, *own: str) -> list[tuple[str, str]]:
        """What a form hands on that has fields of its own for these."""
        return [(key, value) for key, value in self.base.items() if value and key not in own]


def state_text(states: frozenset[Verdict]) -> str:
    """States as the address has them."""
    return ALL if states == EVERY_STATE else ",".join(sorted(states))


def one_finding(links: FindingLinks, code: str, clause: str) -> str:
    """The address of one clause at one site: what was found, since when, and what was ordered."""
    asked = {key: links.base[key] for key in _ALWAYS if links.base[key]}
    return LIST + "?" + urlencode({**asked, "state": ALL, "site": code, "clause": clause})
