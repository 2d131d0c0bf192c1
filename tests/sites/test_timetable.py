"""The hours that columns keep are those of the site, to the minute."""

from __future__ import annotations

from datetime import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from app.sites.site import Site
from app.sites.timetable import timetable_of, timetable_text
from app.sites.vocabulary import WEEKDAYS

spans = some.lists(some.tuples(some.times(), some.times()), max_size=3).map(tuple)
weeks = some.dictionaries(some.sampled_from(list(WEEKDAYS)), spans)
days = some.dictionaries(some.dates().map(str), spans)


def site(**facts: Any) -> Site:
    return Site(code="A", programme="p", kind="k", tier="", facts=facts)


@given(weeks, days)
def test_hours_come_back_as_they_were(week: dict[str, Any], special: dict[str, Any]) -> None:
    text = timetable_text(site(opening_hours=week, special_days=special))
    assert text is not None
    assert timetable_of(text) == (week, special)


@given(days)
def test_special_days_of_a_site_whose_week_nobody_told_make_no_hours(special: dict[str, Any]) -> None:
    assert timetable_text(site(special_days=special)) is None


def test_a_week_that_is_told_and_always_closed_is_not_one_that_nobody_told() -> None:
    text = timetable_text(site(opening_hours={"mon": ()}))
    assert text is not None
    assert timetable_of(text) == ({"mon": ()}, {})
    assert timetable_text(site(opening_hours={"mon": ((time(9), time(17)),)})) != text
