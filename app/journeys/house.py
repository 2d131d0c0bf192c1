"""What every journey needs, built once at start and passed in: programmes, divisions, settings, the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property

from app.errors import NotFound
from app.journeys.kept import Kept
from app.settings import Settings
from app.sites.divisions import Divisions
from app.sites.vocabulary import EntryRules
from app.standards.programme import Programme
from app.standards.reader import Seeds, read_seeds
from app.units import CHINA
from app.wording import Wording


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """The running program without its database, which the store has bound.

    `kept` holds what journeys of this process remember between calls; nothing in it is the only copy of anything.
    """

    programmes: Mapping[str, Programme]
    divisions: Divisions
    settings: Settings
    now: Callable[[], datetime] = _now
    kept: Kept = field(default_factory=Kept)
    _rules_of_day: dict[date, dict[str, EntryRules]] = field(init=False, default_factory=dict, repr=False)

    def today(self) -> date:
        """The date in China now; every assessment without a date of its own is as of today."""
        return self.now().astimezone(CHINA).date()

    @property
    def rules(self) -> dict[str, EntryRules]:
        """The entry rules of every programme, by slug, as of today."""
        today = self.today()
        found = self._rules_of_day.get(today)
        if found is None:
            found = {slug: replace(rule, today=today) for slug, rule in self._entry_rules.items()}
            self._rules_of_day.clear()
            self._rules_of_day[today] = found
        return found

    @cached_property
    def _entry_rules(self) -> dict[str, EntryRules]:
        return {slug: programme.entry_rules for slug, programme in self.programmes.items()}

    def programme(self, slug: str) -> Programme:
        """The programme of this slug. Raises NotFound."""
        found = self.programmes.get(slug)
        if found is None:
            raise NotFound(Wording(f"没有方案 {slug}", f"there is no programme {slug}"))
        return found


def build_house(settings: Settings, now: Callable[[], datetime] = _now, seeds: Seeds | None = None) -> House:
    """Put a house together from `seeds`, or those of the settings' folder. Raises InvalidInput where one is faulty."""
    seeds = seeds or read_seeds(settings.seeds_dir)
    return House(seeds.programmes, seeds.divisions, settings, now)
