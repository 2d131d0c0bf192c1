"""The judges of today, kept for whoever explains many sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.compliance.judge import Judge
from app.journeys.house import House
from app.standards.programme import Programme


@dataclass(slots=True)
class Judges:
    """Kept: the judges of one day by day and pack, with what each said last. Renewed with the day; lost, they say it
    anew.
    """

    known: dict[tuple[date, str, str], Judge] = field(default_factory=dict)


def judge_of(house: House, programme: Programme, as_of: date) -> Judge:
    """The judge of a programme on a day: today's is kept."""
    if as_of != house.today():
        return Judge(programme, house.divisions, as_of)
    kept, wanted = house.kept.of(Judges), (as_of, programme.slug, programme.content_hash)
    found = kept.known.get(wanted)
    if found is None:
        # Of two threads over midnight neither can take the other's judge: the day is part of the name.
        found = Judge(programme, house.divisions, as_of)
        kept.known = {**{name: one for name, one in kept.known.items() if name[0] == as_of}, wanted: found}
    return found
