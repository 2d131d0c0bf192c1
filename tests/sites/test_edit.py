"""Edits: what a partial document leaves, replaces and takes away; who said it; what was before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.sites.edit import acceptance_faults, identity_faults, merged, stamped, with_history
from app.sites.site import FormerValue, Report, Site

SITE = Site("A", "qu-2023", "gig_market", "county", name="旧名")


def test_what_an_edit_leaves_out_stays() -> None:
    assert merged(
        {"code": "A", "phone": "1", "facts": {"area_m2": 1, "free_of_charge": True}}, {"facts": {"area_m2": 2}}
    ) == {
        "code": "A",
        "phone": "1",
        "facts": {"area_m2": 2, "free_of_charge": True},
    }


def test_null_takes_a_value_away() -> None:
    before = {"code": "A", "phone": "1", "facts": {"area_m2": 1}, "staff": []}
    assert merged(before, {"phone": None, "facts": {"area_m2": None}, "staff": None}) == {"code": "A", "facts": {}}


def test_figures_are_laid_over_by_metric_and_period() -> None:
    old = [{"metric": "m", "period": "2026-08", "value": 1}, {"metric": "m", "period": "2026-09", "value": 2}]
    new = [{"metric": "m", "period": "2026-09", "value": 3}, {"metric": "m", "period": "2026-08", "value": None}]
    assert merged({"metrics": old}, {"metrics": new}) == {"metrics": [{"metric": "m", "period": "2026-09", "value": 3}]}


def test_an_edit_changes_neither_of_its_inputs() -> None:
    document, edit = {"facts": {"area_m2": 1}}, {"facts": {"area_m2": 2}}
    merged(document, edit)
    assert (document, edit) == ({"facts": {"area_m2": 1}}, {"facts": {"area_m2": 2}})


def test_a_changed_fact_is_stamped_and_an_unchanged_one_keeps_its_report() -> None:
    old = Report(date(2025, 1, 1), "旧人")
    before = Site(
        "A",
        "p",
        "k",
        "t",
        facts={"area_m2": Decimal(1), "free_of_charge": True},
        reports={"area_m2": old, "free_of_charge": old},
    )
    after = Site(
        "A", "p", "k", "t", facts={"area_m2": Decimal(2), "free_of_charge": True}, reports=dict(before.reports)
    )
    reports = stamped(before, after, date(2026, 11, 22), "新人").reports
    assert reports == {"area_m2": Report(date(2026, 11, 22), "新人"), "free_of_charge": old}


def test_a_fact_that_is_gone_takes_its_report_with_it() -> None:
    before = Site("A", "p", "k", "t", staff=(), reports={"staff": Report(date(2025, 1, 1))})
    after = Site("A", "p", "k", "t", reports=dict(before.reports))
    assert stamped(before, after, date(2026, 1, 1), "x").reports == {}


def test_confirming_an_unchanged_fact_is_kept() -> None:
    before = Site("A", "p", "k", "t", staff=(), reports={"staff": Report(date(2025, 1, 1), "a")})
    confirmed = Report(date(2026, 1, 1), "b")
    after = Site("A", "p", "k", "t", staff=(), reports={"staff": confirmed})
    assert stamped(before, after, date(2026, 6, 1), "c").reports == {"staff": confirmed}


def test_the_old_name_holds_until_the_day_before_the_change() -> None:
    after = Site("A", "qu-2023", "gig_market", "county", name="新名")
    changed = with_history(SITE, after, date(2026, 6, 1))
    assert changed.history == (FormerValue("name", "旧名", None, date(2026, 5, 31)),)
    assert changed.on(date(2026, 5, 31), "name") == "旧名"
    assert changed.on(date(2026, 6, 1), "name") == "新名"


def test_a_second_change_begins_where_the_first_ended() -> None:
    once = with_history(SITE, Site("A", "qu-2023", "gig_market", "county", name="新名"), date(2026, 6, 1))
    twice = with_history(
        once, Site("A", "qu-2023", "gig_market", "county", name="更新", history=once.history), date(2026, 8, 1)
    )
    assert twice.history[-1] == FormerValue("name", "新名", date(2026, 6, 1), date(2026, 7, 31))


def renamed(before: Site, name: str, day: date) -> Site:
    return with_history(before, Site("A", "qu-2023", "gig_market", "county", name=name, history=before.history), day)


def test_a_value_that_held_for_one_day_is_remembered() -> None:
    twice = renamed(renamed(SITE, "新名", date(2026, 6, 1)), "更新", date(2026, 6, 2))
    assert twice.history[-1] == FormerValue("name", "新名", date(2026, 6, 1), date(2026, 6, 1))
    held = [twice.on(date(2026, month, day), "name") for month, day in ((5, 31), (6, 1), (6, 2))]
    assert held == ["旧名", "新名", "更新"]


def test_a_third_change_begins_where_the_second_ended_whatever_else_changed_meanwhile() -> None:
    twice = renamed(renamed(SITE, "新名", date(2026, 6, 1)), "更新", date(2026, 8, 1))
    moved = with_history(
        twice,
        Site("A", "qu-2023", "gig_market", "county", name="更新", parent="B", history=twice.history),
        date(2026, 9, 1),
    )
    thrice = with_history(
        moved,
        Site("A", "qu-2023", "gig_market", "county", name="最新", parent="B", history=moved.history),
        date(2026, 9, 5),
    )
    assert thrice.history[-1] == FormerValue("name", "更新", date(2026, 8, 1), date(2026, 9, 4))
    assert with_history(thrice, thrice, date(2026, 10, 1)) is thrice


def test_a_value_that_held_for_no_whole_day_is_not() -> None:
    twice = renamed(renamed(SITE, "新名", date(2026, 6, 1)), "更新", date(2026, 6, 1))
    assert twice.history == (FormerValue("name", "旧名", None, date(2026, 5, 31)),)


def test_a_history_that_an_edit_brings_is_not_added_to() -> None:
    told = (FormerValue("name", "更早", None, date(2020, 1, 1)),)
    after = Site("A", "qu-2023", "gig_market", "county", name="新名", history=told)
    assert with_history(SITE, after, date(2026, 6, 1)).history == told


def test_each_of_parent_tier_and_name_is_remembered_by_itself() -> None:
    after = Site("A", "qu-2023", "gig_market", "township", name="旧名", parent="B")
    changed = with_history(SITE, after, date(2026, 6, 1))
    assert {(f.field, f.value) for f in changed.history} == {("tier", "county"), ("parent", None)}
    assert changed.on(date(2026, 5, 31), "tier") == "county"


def test_a_week_written_at_the_top_takes_the_place_of_the_one_among_the_facts() -> None:
    old, new = {"mon": [["09:00", "12:00"]]}, {"mon": [["09:00", "17:00"]]}
    before = {"facts": {"opening_hours": old, "area_m2": 1}}
    assert merged(before, {"opening_hours": new}) == {"facts": {"area_m2": 1}, "opening_hours": new}
    assert merged(before, {"opening_hours": None}) == {"facts": {"area_m2": 1}}
    assert merged({}, {"opening_hours": new}) == {"facts": {}, "opening_hours": new}


@pytest.mark.parametrize("edit", [{"facts": 5}, {"facts": []}, {"metrics": {}}, {"metrics": [5]}, {"metrics": [{}]}])
def test_a_shape_that_makes_no_sense_is_left_for_entry_to_refuse(edit: dict[str, Any]) -> None:
    assert merged({"facts": {"area_m2": 1}, "metrics": []}, edit) == {"facts": {"area_m2": 1}, "metrics": []} | edit
    assert merged({}, edit) == edit


def test_a_figure_is_taken_away_by_null_and_not_by_nought() -> None:
    row = {"metric": "m", "period": "2026-08"}
    assert merged({"metrics": [row | {"value": 1}]}, {"metrics": [row | {"value": 0}]})["metrics"] == [
        row | {"value": 0}
    ]
    assert merged({"metrics": [row | {"value": 1}]}, {"metrics": [row]})["metrics"] == [row], "for entry to refuse"


DAY = date(2026, 11, 22)
OLD, NEWER = Report(date(2025, 1, 1), "旧人"), Report(date(2026, 3, 1), "新人")


@pytest.mark.parametrize(
    ("before", "after", "given", "kept"),
    [
        (None, Decimal(1), None, Report(DAY, "我")),
        (None, Decimal(1), NEWER, NEWER),
        (Decimal(1), Decimal(1), OLD, OLD),
        (Decimal(1), Decimal(1), NEWER, NEWER),
        (Decimal(1), Decimal(1), None, None),
        (Decimal(1), Decimal(2), OLD, Report(DAY, "我")),
        (Decimal(1), Decimal(2), NEWER, NEWER),
        (Decimal(1), Decimal(2), None, Report(DAY, "我")),
    ],
)
def test_who_is_said_to_have_reported_a_fact(
    before: Decimal | None, after: Decimal, given: Report | None, kept: Report | None
) -> None:
    old = None if before is None else Site("A", "p", "k", "t", facts={"area_m2": before}, reports={"area_m2": OLD})
    new = Site("A", "p", "k", "t", facts={"area_m2": after}, reports={"area_m2": given} if given else {})
    assert stamped(old, new, DAY, "我").reports == ({"area_m2": kept} if kept else {})


def test_programme_and_kind_of_a_site_are_fixed() -> None:
    whole = {"programme": "qu-2023", "kind": "gig_market", "tier": "township"}
    assert identity_faults(SITE, whole) == []
    found = identity_faults(SITE, whole | {"kind": "workshop"})
    assert [(fault.path, fault.code) for fault in found] == [("kind", "fixed")]
    assert [fault.path for fault in identity_faults(SITE, {})] == ["programme", "kind"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, None, None),
        (DAY, DAY, None),
        (None, DAY, "验收日期由验收产生，该站点尚未验收"),
        (DAY, None, "验收日期由验收产生，现为 2026-11-22"),
        (DAY, date(2026, 11, 23), "验收日期由验收产生，现为 2026-11-22"),
    ],
)
def test_the_day_of_acceptance_is_set_by_the_acceptance_alone(
    before: date | None, after: date | None, said: str | None
) -> None:
    found = acceptance_faults(replace(SITE, accepted_on=before), replace(SITE, accepted_on=after))
    assert [(fault.path, fault.code) for fault in found] == ([] if said is None else [("accepted_on", "by_acceptance")])
    assert all(fault.message.zh.startswith(f"{said}；") for fault in found)
