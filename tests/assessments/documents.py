"""Half-year documents at random: figures at and beside their marks, left out, null; the points of both sides."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.assessments.second_reading import LIST_OF_LEAST, LIST_OF_MOST, MARKS

_PERCENT = {"employment_ledger_completeness", "new_employment_entered_on_time", "requests_answered_on_time",
            "incubation_ledger_completeness", "archive_completeness"}  # fmt: skip


def _around(name: str, mark: int) -> st.SearchStrategy[Any]:
    below = [mark - 1, 0] if mark else [0]
    above = [] if name in _PERCENT else [mark + 1]
    fine = [99.9, 99.99] if name in _PERCENT else []
    return st.sampled_from([mark, *below, *above, *fine, mark, mark, None])


_SINGLE = {name: _around(name, mark) for tests in LIST_OF_LEAST.values() for name, mark in tests}
_SINGLE |= {name: _around(name, mark) for name, mark in LIST_OF_MOST.values() if name != "data_error_rate"}
_LISTS = {
    "data_error_rate": st.sampled_from([0, 0.5, 1, 1.01, None]),
    "vacancies_park": st.sampled_from([0, 299, 300, 301, 600, None]),
    "problems_solved_by_quarter": st.lists(st.sampled_from([4, 5, 6, 5]), max_size=3),
    "satisfaction_scores": st.lists(st.sampled_from([4, 4.25, 4.5, 5, 4.2]), min_size=13, max_size=17),
    "job_fairs": st.lists(st.sampled_from([9, 10, 11, 10, 12]), max_size=8),
    "training_campaigns": st.sampled_from([2, 3, 4, None]),
    "training_recommended": st.sampled_from([49, 50, None]),
    "classes": st.lists(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["skills", "management", "mediation"]),
                "trainees": st.sampled_from([99, 100, 150]),
            }
        ),
        max_size=5,
    ),
    "construction": st.dictionaries(
        st.sampled_from(["area_and_sign", "staff", "facilities"]), st.sampled_from(["met", "not_met", "unknown", "met"])
    ),
}
_POINTS = st.sampled_from(sorted(MARKS)).flatmap(
    lambda line: st.tuples(st.just(line), st.integers(0, MARKS[line] * 10).map(lambda tenths: tenths / 10))
)
_BONUS = ["central_media", "provincial_media_or_regional_leader", "city_media_or_city_leader", "innovation"]
_MINUS = ["upheld_complaint", "late_material", "falsified_material", "bad_influence"]


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """A valid half-year document."""
    figures = st.fixed_dictionaries({}, optional={**_SINGLE, **_LISTS})
    full = st.fixed_dictionaries({**_SINGLE, **_LISTS})
    return st.fixed_dictionaries(
        {"programme": st.just("gangbei-2025"), "period": st.sampled_from(["2026-H1", "2028-H2"])},
        optional={
            "figures": figures | full,
            "contract_amount": st.sampled_from(["960000.00", "99.99", "0.05", 123456.78, 960000]),
            "self": st.lists(_POINTS, max_size=5).map(dict),
            "review": st.lists(_POINTS, max_size=30).map(dict),
            "bonus": st.dictionaries(st.sampled_from(_BONUS), st.integers(0, 6)),
            "deductions": st.dictionaries(st.sampled_from(_MINUS), st.integers(0, 4)),
            "grave_influence": st.sampled_from([True, False, None]),
            "rectified": st.sampled_from([True, False, None]),
        },
    )
