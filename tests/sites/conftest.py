"""The real vocabulary, programmes and divisions, read once for this room's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.sites.document import read_site
from app.sites.site import Site
from app.standards.reader import Seeds, read_seeds


@pytest.fixture(scope="package")
def seeds() -> Seeds:
    return read_seeds(Path(__file__).parents[2] / "seeds")


@pytest.fixture(scope="package")
def read(seeds: Seeds) -> Callable[..., Site]:
    rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}

    def read_one(document: Any, **options: Any) -> Site:
        return read_site(document, rules, seeds.divisions, **options)

    return read_one
