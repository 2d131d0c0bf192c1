"""Many sites of one kind laid out in columns, built once and shared by all the checks that ask for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.sites.site import FactValue, Site
from app.units import Period

Bools = NDArray[np.bool_]
BEGINNING, END = date.min.toordinal(), date.max.toordinal()


class Numbers(NamedTuple):
    """A column of numbers: as floats (NaN where unreported) for speed, and exact for the rows where a float ties."""

    floats: NDArray[np.float64]
    exact: Sequence[Decimal | None]


class Roster(NamedTuple):
    """All people of all sites: whose they are, role and employment as codes, and their days in post as ordinals."""

    site: NDArray[np.int64]
    role: NDArray[np.str_]
    employment: NDArray[np.str_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    reported: Bools


class SiteTable:
    """Columns over `sites`, in their order. `facts`, `tiers`, `townships` are given per site (see `judge.case_of`)."""

    def __init__(
        self,
        sites: Sequence[Site],
        tiers: Sequence[str],
        facts: Sequence[dict[str, FactValue]],
        townships: Sequence[tuple[str, ...]],
        as_of: date,
    ) -> None:
        self.sites, self.facts, self.townships, self.as_of = sites, facts, townships, as_of
        self.tiers = np.array(tiers, dtype=object)
        self._kept: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.sites)

    def _keep(self, key: Any, build: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = build()
        return self._kept[key]

    def values(self, fact: str) -> list[FactValue | None]:
        """The fact of every site, None where unreported."""
        return self._keep(("values", fact), lambda: [f.get(fact) for f in self.facts])  # type: ignore[no-any-return] # the cache is untyped

    def numbers(self, fact: str) -> Numbers:
        """A number fact."""
        return self._keep(("numbers", fact), lambda: _numbers(self.values(fact)))  # type: ignore[no-any-return] # the cache is untyped

    def metric(self, metric: str, period: Period) -> Numbers:
        """A metric in one period."""
        key = (metric, period)
        return self._keep(key, lambda: _numbers([s.metrics.get(key) for s in self.sites]))  # type: ignore[no-any-return] # the cache is untyped

    def truths(self, fact: str) -> tuple[Bools, Bools]:
        """A yes/no fact as (reported, yes)."""

        def build() -> tuple[Bools, Bools]:
            values = self.values(fact)
            return np.array([v is not None for v in values], bool), np.array([v is True for v in values], bool)

        return self._keep(("truths", fact), build)  # type: ignore[no-any-return] # the cache is untyped

    def members(self, key: str, sets: Callable[[], list[Any]]) -> tuple[Bools, dict[str, Bools]]:
        """Sets as (reported, a column of membership an item)."""

        def build() -> tuple[Bools, dict[str, Bools]]:
            rows = sets()
            reported = np.array([row is not None for row in rows], bool)
            columns: dict[str, Bools] = {}
            for index, row in enumerate(rows):
                for item in row or ():
                    columns.setdefault(item, np.zeros(len(rows), bool))[index] = True
            return reported, columns

        return self._keep(("members", key), build)  # type: ignore[no-any-return] # the cache is untyped

    def ordinals(self, fact: str) -> NDArray[np.int64]:
        """A date fact as day numbers; -1 where unreported."""

        def build() -> NDArray[np.int64]:
            return np.array([v.toordinal() if isinstance(v, date) else -1 for v in self.values(fact)], np.int64)

        return self._keep(("ordinals", fact), build)  # type: ignore[no-any-return] # the cache is untyped

    @cached_property
    def roster(self) -> Roster:
        """Everybody on every roster."""
        people = [(index, p) for index, site in enumerate(self.sites) for p in site.staff or ()]
        return Roster(
            np.array([index for index, _ in people], np.int64),
            np.array([p.role for _, p in people], np.str_),
            np.array([p.employment for _, p in people], np.str_),
            np.array([p.start.toordinal() if p.start else BEGINNING for _, p in people], np.int64),
            np.array([p.end.toordinal() if p.end else END for _, p in people], np.int64),
            np.array([site.staff is not None for site in self.sites], bool),
        )


def _numbers(values: Sequence[Any]) -> Numbers:
    exact = [None if v is None else Decimal(v) for v in values]
    return Numbers(np.array([np.nan if v is None else float(v) for v in exact], np.float64), exact)
