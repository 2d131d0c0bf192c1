"""Random site documents that the contract allows, with their values crowded around what decides a verdict.

Numbers that are not whole are `Decimal`; `to_json` writes them digit by digit. Nothing here is a real site:
the names say so, only the divisions are real. How a document is drawn stands in `drafts`.
"""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.oracle import wanted
from tests.oracle.drafts import DAY, Draft, divisions

#: Ends of months and years, leap days, the first days of force, and an ordinary day.
AS_OF_DAYS = tuple(
    date.fromisoformat(day)
    for day in wanted.words(
        "2026-11-22 2026-11-22 2026-11-22 2026-12-31 2027-01-01 2026-10-31 2026-11-01 2026-03-01 2026-02-28"
        " 2025-03-01 2024-02-29 2028-02-29 2025-02-28 2025-07-21 2025-07-22 2025-07-23 2022-12-31 2023-01-01"
        " 2023-11-30 2026-01-15 2026-03-31"
    )
)


@cache
def townships() -> dict[str, str]:
    """Division code of 12 digits to the name of the township it is or lies in; the counties are not in it."""
    return {str(one["code"]): one["township"] for one in divisions() if one["township"] is not None}


def random_site(
    rng: random.Random,
    programme: str | None = None,
    kind: str | None = None,
    as_of: date = date(2026, 11, 22),
) -> dict[str, Any]:
    """A valid site document of a kind (any) of a programme (any), to be judged as of about `as_of`."""
    want = random_kind(rng, programme, kind)
    return Draft(rng, want, rng.choice(want.tiers), as_of).document()


def random_kind(rng: random.Random, programme: str | None, kind: str | None) -> wanted.Wanted:
    return rng.choice(
        [want for want in wanted.KINDS if programme in (None, want.programme) and kind in (None, want.kind)]
    )


def random_envelope(rng: random.Random, programme: str | None = None, kind: str | None = None) -> dict[str, Any]:
    """`{"as_of": …, "site": …}`: the form in which a site is judged on another day than today."""
    want = random_kind(rng, programme, kind)
    any_day = date(2023, 1, 1) + DAY * rng.randrange(365 * 5)
    as_of = rng.choice(AS_OF_DAYS) if rng.random() < 0.7 else any_day
    if want.programme == "gangbei-2025" and as_of < date(2025, 7, 1) and rng.random() < 0.8:
        as_of = date(2026, 11, 22)
    return {"as_of": as_of.isoformat(), "site": random_site(rng, want.programme, want.kind, as_of)}


def envelopes() -> st.SearchStrategy[dict[str, Any]]:
    """Hypothesis draws the seed; the document follows from it."""
    return st.integers(0, 2**32 - 1).map(lambda seed: random_envelope(random.Random(seed)))


def to_json(value: Any) -> str:
    """JSON text that keeps a decimal's digits exactly as they stand."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key, ensure_ascii=False)}: {to_json(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(to_json(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
