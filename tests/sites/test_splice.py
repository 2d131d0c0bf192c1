"""After some sites changed, every column stands as if it had been made of all sites anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sites.splice import ByCode, ByPlace, place_of, splice_of
from tests.thorough import share

CODES = st.sampled_from("abcdefgh")


@given(before=st.sets(CODES), changed=st.sets(CODES), present=st.sets(CODES))
@settings(max_examples=share(150, 3000))
def test_rows_after_a_change_are_those_of_all_that_are_there_now(
    before: set[str], changed: set[str], present: set[str]
) -> None:
    codes, there = sorted(before), (before - changed) | (changed & present)
    splice, fresh = splice_of(codes, changed, present)
    assert sorted(fresh) == sorted(changed & present)
    assert splice.keeps_places == (there == before)
    now = {code: f"{code} now" if code in changed else f"{code} before" for code in sorted(there)}
    old, new = [f"{code} before" for code in codes], [f"{code} now" for code in fresh]
    assert splice.rows(old, new) == list(now.values())
    made = splice.array(np.array(old, object), np.array(new, object))
    assert made.tolist() == list(now.values())
    pairs = splice.array(np.array([[n, n] for n in range(len(codes))]).reshape(-1, 2), np.full((len(fresh), 2), -1))
    assert pairs.tolist() == [[-1, -1] if code in changed else [codes.index(code)] * 2 for code in now]
    assert old == [f"{code} before" for code in codes], "what was before stays as it was"


def test_what_is_told_place_by_place_is_as_a_tuple_of_it() -> None:
    told, letters = ByPlace(3, lambda place: place * 10), ["a", "c", "e"]
    assert (list(told), len(told), told[1], told[-1], told[1:]) == ([0, 10, 20], 3, 10, 20, (10, 20))
    assert told == (0, 10, 20)
    assert told == ByPlace(3, lambda place: place * 10)
    assert told != (0, 10, 21)
    assert told != (0, 10)
    assert told != [0, 10, 20]
    with pytest.raises(IndexError):
        told[3]
    asked: list[int] = []
    part = ByPlace(5, lambda place: asked.append(place) or place)[1:4][1:]
    assert (len(part), asked) == (2, []), "a part tells nothing before it is asked for"
    assert (list(part), asked) == ([2, 3], [2, 3])
    by_code = ByCode(letters, lambda place: place * 10)
    assert dict(by_code) == {"a": 0, "c": 10, "e": 20}
    assert (len(by_code), by_code.get("b"), by_code.get("f"), "c" in by_code, "d" in by_code) == (
        3,
        None,
        None,
        True,
        0,
    )
    assert [place_of(letters, code) for code in ("", "a", "b", "c", "e", "f")] == [None, 0, None, 1, 2, None]
