"""Random values of what a site says of itself: its plain fields, new ones too, that no clause looks at."""

import random
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.sites.fields import FIELDS
from app.sites.vocabulary import FactType

DECIDED = ("name", "status", "host_city")
"""Fields that a draft gives with a purpose of its own."""
NOT_DRAWN = {
    "history": "the second reading has no past days: it judges what a document says of today",
    "reports": "the second reading has no say in what is due for confirmation",
}
"""Fields that no draft has, and why."""
VALUES: Mapping[FactType, Sequence[Any]] = {
    "telephone": ["0818-0000000", "12333"],
    "text": ["样例路 1 号", "=1+1", " <b>&amp;{{7*7}}</b>"],
    "date": ["2023-06-01", "2024-02-29"],
    "boolean": [True, False],
    "number": [Decimal("0"), Decimal("12.5")],
    "integer": [0, 3],
}


def plain_fields(rng: random.Random, given: Collection[str]) -> dict[str, Any]:
    """Some of the plain fields that are not given yet."""
    free = (field.value for field in FIELDS if field.value and field.key not in (*given, *DECIDED))
    return {kind.code: rng.choice(list(kind.items) or VALUES[kind.type]) for kind in free if rng.random() < 0.2}
