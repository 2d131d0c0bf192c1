"""What two people say of one item: who disagrees, who says what is published already."""

import pytest

from app.sites.items import differences

BASE = {"phone": "1", "facts": {"area_m2": 12}}


def both(base: object, published: object, proposed: object) -> tuple[bool, bool]:
    """Whether it is a conflict, and whether it would change nothing."""
    (found,) = differences({"phone": base}, {"phone": published}, {"phone": proposed})
    return found.conflicts, found.pointless


@pytest.mark.parametrize(
    ("base", "published", "proposed", "conflict", "pointless"),
    [
        ("1", "1", "2", False, False),
        ("1", "2", "2", False, True),
        ("1", "2", "3", True, False),
        ("1", "2", "1", True, False),
        ("1", "1", "1", False, True),
        (None, "2", "2", False, True),
        ("1", None, None, False, True),
        ("1", None, "2", True, False),
    ],
)
def test_the_same_value_from_both_sides_is_no_conflict(
    base: str | None, published: str | None, proposed: str | None, conflict: bool, pointless: bool
) -> None:
    assert both(base, published, proposed) == (conflict, pointless)


def test_only_the_items_that_others_changed_conflict() -> None:
    published = {"phone": "9", "facts": {"area_m2": 12}}
    found = differences(BASE, published, {"phone": "2", "facts": {"area_m2": 18}})
    assert [d.item for d in found if d.conflicts] == ["phone"]
