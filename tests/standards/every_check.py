"""Every check that a clause can hold, and a sound example of each: what tests of all checks go through."""

import tomllib
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


def example(check: type[CheckModel]) -> Check:
    """The check's own example, read as a pack is."""
    return READ.validate_python(tomllib.loads(check.EXAMPLE, parse_float=Decimal))


@cache
def vocabulary() -> Vocabulary:
    """The codes that every pack can use."""
    return read_vocabulary(ROOT / "seeds" / "vocabulary.toml")
