"""Every check that a clause can hold, and a sound example of each: what tests of all checks go through."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import get_args

from pydantic import TypeAdapter

from app.sites.vocabulary import Vocabulary
from app.standards.checks.base import CheckModel
from app.standards.checks.combined import Check
from app.standards.reader import read_vocabulary
from tests.networks import ROOT

CHECKS: tuple[type[CheckModel], ...] = get_args(get_args(Check)[0])
NAMES = [check.__name__ for check in CHECKS]
READ: TypeAdapter[Check] = TypeAdapter(Check)

FURTHER = {"AtLeast": 'type = "at_least"\nfact = "stipend_monthly"\nvalue_of = "subsidy_monthly"'}
"""Examples of the other way, where keys that hold codes shut each other out."""


def example(check: type[CheckModel]) -> Check:
    """The check's own example, read as a pack is."""
    return READ.validate_python(tomllib.loads(check.EXAMPLE, parse_float=Decimal))


def tried(check: type[CheckModel]) -> Iterator[Check]:
    """The check's own example and, where one example cannot say every key that holds codes, one more."""
    yield example(check)
    if check.__name__ in FURTHER:
        yield READ.validate_python(tomllib.loads(FURTHER[check.__name__], parse_float=Decimal))


@cache
def vocabulary() -> Vocabulary:
    """The codes that every pack can use."""
    return read_vocabulary(ROOT / "seeds" / "vocabulary.toml")
