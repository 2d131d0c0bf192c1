"""JSON from strangers: what is within its bound is read as ever, and reading stops at the first member too many."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, Malformed, TooLarge
from app.exchange.strict_json import load_json

MOST = 4
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=MOST) | st.dictionaries(st.text(), inner, max_size=MOST),
)


@given(VALUES)
def test_within_the_bound_the_same_is_read(value: object) -> None:
    raw = json.dumps(value).encode()
    assert load_json(raw, MOST) == load_json(raw)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1,", b'{"a" 1}', b'{"a":1,}', b"[1 2]", b"{} {}", b"[" * 100_000, b"nul"]
)
def test_what_is_no_json_is_refused_in_the_same_words(raw: bytes) -> None:
    with pytest.raises(Malformed) as free:
        load_json(raw)
    with pytest.raises(Malformed) as bounded:
        load_json(raw, MOST)
    assert bounded.value.message == free.value.message


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="a"):
        load_json(b'{"a": 1, "a": 2}', MOST)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5 and the rest is never looked at',
        b"[1, 2, 3, 4, 5 and the rest is never looked at",
        b'[{"site": {"facts": {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5 and the rest',
    ],
)
def test_reading_stops_at_the_first_member_too_many(raw: bytes) -> None:
    """However much comes after it: the rest is no JSON at all, and nobody notices."""
    with pytest.raises(TooLarge, match="4 members"):
        load_json(raw, MOST)


def test_the_bound_is_of_each_object_and_list_and_not_of_all_together() -> None:
    assert load_json(b"[[1, 2, 3, 4], [1, 2, 3, 4], {}, 4]", MOST) == [[1, 2, 3, 4], [1, 2, 3, 4], {}, 4]
