"""What a pack must satisfy beyond its shape: codes that exist, types that fit, quotes that stand in the source.

Every function yields faults as (path in the file's own table, code, wording); `reader` adds file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.sites.vocabulary import STATUSES, Vocabulary
from app.standards.checks.base import Inconsistency, Surroundings, parts, unknown_codes
from app.standards.programme import AppliesTo, Clause, KindDefinition
from app.wording import Wording

Kinds = dict[str, KindDefinition]


def clause_faults(clause: Clause, kinds: Kinds, vocabulary: Vocabulary, source: str) -> Iterator[Inconsistency]:
    """Everything about one clause that does not fit the rest of the pack."""
    yield from applies_to_faults(clause.applies_to, kinds, "applies_to")
    tiers = frozenset(t.code for a in clause.applies_to if a.kind in kinds for t in kinds[a.kind].tiers)
    around = Surroundings(vocabulary, tiers)
    if clause.applies_when is not None:
        yield from clause.applies_when.faults(around, "applies_when")
    for check in parts(clause.check):
        yield from check.faults(around)
    yield from quote_faults(clause.quote, source)


def applies_to_faults(applies_to: Iterable[AppliesTo], kinds: Kinds, key: str) -> Iterator[Inconsistency]:
    """Kinds and tiers that the programme does not define."""
    for target in applies_to:
        kind = kinds.get(target.kind)
        if kind is None:
            yield from unknown_codes((target.kind,), kinds, "kind", "站点类别", key)
        else:
            yield from unknown_codes(target.tiers, {t.code for t in kind.tiers}, "tier", "层级", key)


def quote_faults(quote: str, source: str) -> Iterator[Inconsistency]:
    """A quote that the source does not hold. White space and line breaks do not count."""
    if squeezed(quote) not in source:
        yield Inconsistency(
            "quote",
            "not_in_source",
            Wording("引文不见于 source.txt", "the quote does not stand in source.txt"),
        )


def squeezed(text: str) -> str:
    """A text without any white space, for comparing words across line breaks."""
    return re.sub(r"\s+", "", text)


def status_faults(statuses: Iterable[str], key: str) -> Iterator[Inconsistency]:
    """Lifecycle states that do not exist."""
    yield from unknown_codes(statuses, STATUSES, "status", "状态", key)
