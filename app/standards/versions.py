"""Which version of a pack judges which day: the one loaded by then, unless a later one was loaded as its correction.

A pack that is changed speaks for the days from its loading on; what earlier days were judged by stays. Only a change
that is declared a correction, with its reason, stands in for what it corrects. Days before the first loading are judged
by the first version, since a registry may be asked about a time before it began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.errors import Refused
from app.wording import Wording

_NOTHING_TO_CORRECT = Wording(
    "没有可更正的旧版本：现行方案包是首次载入的版本，本来就适用于以前各日",
    "there is no earlier version to correct: the pack in use is the first that was loaded, and judges all days before",
)
_ALREADY = Wording(
    "现行方案包已作为更正载入；如要改变更正起始日，请写明 --since",
    "the pack in use is a correction already; name --since to have it begin on another day",
)
_NOT_BACKWARDS = Wording(
    "更正的起始日应早于现行版本开始适用的日期", "a correction has to begin before the pack in use does"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a version stands in for an earlier one. `since` None: on all days of the version it corrects."""

    declared_on: date
    reason: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Loading:
    """A version taken into use on a day; with `correction`, the version in use declared a correction on that day."""

    day: date
    content_hash: str
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class InUse:
    """A version and the day from which it judges; None for the first, which judges everything before too."""

    since: date | None
    version: Loading


def in_use(loadings: Iterable[Loading]) -> tuple[InUse, ...]:
    """The versions that judge, oldest days first, from everything that was loaded, in its order.

    Raises Refused for a correction that corrects nothing.

    >>> a, b, c = date(2026, 1, 5), date(2026, 6, 1), date(2026, 7, 1)
    >>> told = [Loading(a, "first"), Loading(b, "second"), Loading(c, "third")]
    >>> [(use.since, use.version.content_hash) for use in in_use(told)][1:]
    [(datetime.date(2026, 6, 1), 'second'), (datetime.date(2026, 7, 1), 'third')]
    >>> told.append(Loading(c, "third", Correction(c, "a typing error")))
    >>> [(use.since, use.version.content_hash) for use in in_use(told)]
    [(None, 'first'), (datetime.date(2026, 6, 1), 'third')]
    """
    uses: list[InUse] = []
    for loading in loadings:
        since = loading.day if uses else None
        if loading.correction is not None:
            since = _corrected_since(uses, loading.correction)
            uses.pop()
        while uses and since is not None and uses[-1].since is not None and uses[-1].since >= since:
            uses.pop()
        if since is None:
            uses.clear()
        uses.append(InUse(since, loading))
    return tuple(uses)


def version_on(loadings: Iterable[Loading], day: date) -> InUse | None:
    """The version that judges `day`; None where nothing was ever loaded."""
    fitting = [use for use in in_use(loadings) if use.since is None or use.since <= day]
    return fitting[-1] if fitting else None


def _corrected_since(uses: list[InUse], correction: Correction) -> date | None:
    if len(uses) < 2:
        raise Refused(_NOTHING_TO_CORRECT)
    latest = uses[-1]
    if correction.since is None:
        if latest.version.correction is not None:
            raise Refused(_ALREADY)
        return uses[-2].since
    if latest.since is not None and correction.since >= latest.since:
        raise Refused(_NOT_BACKWARDS)
    return correction.since
