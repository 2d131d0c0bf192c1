"""Which scope fits which role, and what must be asked before somebody hands it out."""

import pytest

from app.access.grants import account_targets, divisions_called, grant_faults
from app.access.may import EVERYTHING, Target
from tests.standards.cases import seeds

COUNTY, TOWN, VILLAGE = "511725000000", "511725103000", "511725103201"


@pytest.mark.parametrize(
    ("role", "divisions", "sites", "faults"),
    [
        ("site_editor", [TOWN], [], []),
        ("site_editor", [], ["QX-TUXI"], []),
        ("site_editor", [TOWN], ["QX-TUXI"], []),
        ("site_editor", [], [], [("divisions", "missing")]),
        ("reviewer", [TOWN], [], []),
        ("reviewer", [], ["QX-TUXI"], [("sites", "not_for_role")]),
        ("reviewer", [], [], [("divisions", "missing")]),
        ("county_admin", [COUNTY], [], []),
        ("county_admin", [], [], []),
        ("county_admin", [COUNTY, TOWN], [], [("divisions", "not_for_role")]),
        ("county_admin", [VILLAGE], [], [("divisions", "not_for_role")]),
        ("county_admin", [], ["QX-TUXI"], [("sites", "not_for_role")]),
        ("operator", [], ["QX-TUXI"], []),
        ("operator", [TOWN], ["QX-TUXI"], [("divisions", "not_for_role")]),
        ("operator", [], [], [("sites", "missing")]),
        ("reader", [TOWN], [], []),
        ("reader", [], ["QX-TUXI"], []),
        ("program", [], [], [("role", "unknown_code")]),
        ("king", [TOWN], [], [("role", "unknown_code")]),
    ],
)
def test_a_role_is_given_the_scope_that_fits_it(
    role: str, divisions: list[str], sites: list[str], faults: list[tuple[str, str]]
) -> None:
    assert [(fault.path, fault.code) for fault in grant_faults(role, divisions, sites)] == faults


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("operator", "必须指定所运营的站点"),
        ("site_editor", "必须指定负责的区划或站点"),
        ("reviewer", "必须指定负责的区划"),
    ],
)
def test_what_is_missing_is_said_in_words_that_fit_the_role(role: str, words: str) -> None:
    (fault,) = grant_faults(role, [], [])
    assert fault.message.zh.endswith(words)


def test_an_account_is_asked_about_part_by_part_and_one_without_scope_as_everything() -> None:
    assert account_targets("me", "site_editor", [TOWN], {"QX-TUXI": TOWN, "QX-LOST": None}) == (
        Target(division=TOWN, owner="me"),
        Target(site="QX-TUXI", division=TOWN, owner="me"),
        Target(site="QX-LOST", division=None, owner="me"),
    )
    assert account_targets(None, "county_admin", [], {}) == (Target(EVERYTHING.site, EVERYTHING.division, None),)


def test_several_divisions_come_once_each_in_order_and_unknown_ones_are_all_named() -> None:
    divisions = seeds().divisions
    assert divisions_called(["511725103", "渠县", "土溪镇"], divisions) == ((COUNTY, TOWN), [])
    _, faults = divisions_called(["999999", "没有的镇", "渠县"], divisions)
    assert [fault.message.zh for fault in faults] == ["没有区划 999999", "没有区划 没有的镇"]
