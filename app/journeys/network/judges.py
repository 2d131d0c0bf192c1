"""The judges of today, kept for whoever explains many sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.compliance.judge import Judge
from app.journeys.house import House
from app.standards.programme import Programme


@dataclass(slots=True)
class Judges:
    """Kept: the judge of each pack on one day, with what it said last. Renewed with the day; lost, it says it anew."""

    day: date = date.min
    by_pack: dict[tuple[str, str], Judge] = field(default_factory=dict)


def judge_of(house: House, programme: Programme, as_of: date) -> Judge:
    """The judge of a programme on a day: today's is kept."""
    if as_of != house.today():
        return Judge(programme, house.divisions, as_of)
    kept = house.kept.of(Judges)
    if kept.day != as_of:
        kept.day, kept.by_pack = as_of, {}
    pack = programme.slug, programme.content_hash
    if pack not in kept.by_pack:
        kept.by_pack[pack] = Judge(programme, house.divisions, as_of)
    return kept.by_pack[pack]
