"""Every broken document is refused with the path of its fault, and nothing but the house's own errors comes out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from app.errors import Fault, InvalidInput, Malformed
from app.exchange.entered import repeated_codes
from app.exchange.evaluation import to_evaluate
from app.exchange.sites_json import stream_json
from app.normal.encodings import opened
from app.sites.document import read_site
from app.standards.reader import Seeds, read_seeds
from tests.oracle.broken import BROKEN, SOUND, WRAPPED, Broken


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return read_seeds(Path(__file__).parents[2] / "seeds")


def places_of_faults(payload: bytes, seeds: Seeds) -> list[str] | None:
    """The paths of the faults, or None where the text as a whole cannot be read."""
    entry_rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}
    faults: list[Fault] = []
    try:
        for asked in to_evaluate(io.BytesIO(payload), faults):
            try:
                read_site(asked.document, entry_rules, seeds.divisions)
            except InvalidInput as refusal:
                faults += [Fault(asked.place(fault.path), fault.code, fault.message) for fault in refusal.faults]
    except InvalidInput as refusal:
        faults += refusal.faults
    except Malformed:
        return None
    return [fault.path for fault in faults]


def test_the_document_they_were_made_from_is_taken(seeds: Seeds) -> None:
    assert places_of_faults(SOUND, seeds) == []


@pytest.mark.parametrize(
    "broken", [one for one in BROKEN if one.name != "duplicate codes in a list"], ids=lambda one: one.name
)
def test_a_broken_document_is_refused_where_it_is_broken(broken: Broken, seeds: Seeds) -> None:
    places = places_of_faults(broken.payload, seeds)
    if broken.path:
        assert places is not None
        assert any(broken.path in place for place in places), places
    else:
        assert places != []


def test_a_code_given_twice_in_a_file_is_refused_at_the_second_place() -> None:
    twice = next(one for one in WRAPPED if one.name == "duplicate codes in a list")
    assert [fault.path for fault in repeated_codes(stream_json(opened(io.BytesIO(twice.payload))).entries)] == [
        twice.path
    ]
