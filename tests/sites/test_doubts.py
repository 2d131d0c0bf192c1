"""What is asked about: figures out of proportion, telephones nobody can dial, points that stand in for a place."""

from collections.abc import Callable
from typing import Any

import pytest

from app.sites.doubts import doubts, shared_points
from app.sites.site import Site
from app.standards.reader import Seeds

Read = Callable[..., Site]
MARKET = {"code": "M-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county", "division": "511725103000"}
AREA, RATE, SESSIONS = "facts.area_m2", "metrics.retention_rate.2025", "metrics.livestream_sessions.2026-09"


@pytest.fixture(scope="package")
def asked(read: Read, seeds: Seeds) -> Callable[..., list[tuple[str, str, str | None]]]:
    def asked_about(before: dict[str, Any] | None, after: dict[str, Any]) -> list[tuple[str, str, str | None]]:
        old = read({**MARKET, **before}) if before is not None else None
        found = doubts(old, read({**MARKET, **after}), seeds.programmes["qu-2023"].vocabulary)
        return [(doubt.path, doubt.kind, doubt.instead) for doubt in found]

    return asked_about


def figures(metric: str, **values: float) -> dict[str, Any]:
    rows = [{"metric": metric, "period": p.strip("p").replace("_", "-"), "value": v} for p, v in values.items()]
    return {"metrics": rows}


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ({"facts": {"area_m2": 18}}, {"facts": {"area_m2": 180}}, [(AREA, "ten_times", "18")]),
        ({"facts": {"area_m2": 18}}, {"facts": {"area_m2": 179}}, []),
        ({"facts": {"area_m2": 0}}, {"facts": {"area_m2": 179}}, []),
        ({"facts": {"area_m2": 1}}, {"facts": {"area_m2": 1}}, []),
        (None, {"facts": {"area_m2": 1}}, [(AREA, "implausible", None)]),
        (None, {"facts": {"area_m2": 100001}}, [(AREA, "implausible", None)]),
        (None, {"facts": {"area_m2": 180}}, []),
        (None, figures("retention_rate", p2025=0.75), [(RATE, "percent", "75")]),
        (None, figures("retention_rate", p2025=75), []),
        (None, figures("livestream_sessions", p2026_09=301), [(SESSIONS, "implausible", None)]),
        (None, figures("livestream_sessions", p2026_08=4, p2026_09=40), [(SESSIONS, "ten_times", "4")]),
        (None, figures("livestream_sessions", p2026_08=4, p2026_09=39), []),
        ({"equipment": {"computer": 2}}, {"equipment": {"computer": 20}}, [("equipment.computer", "ten_times", "2")]),
        ({"phone": "7200003"}, {"phone": "7200003", "address": "街"}, []),
        ({"phone": "7200003"}, {"phone": "0818-"}, [("phone", "telephone", None)]),
    ],
)
def test_what_changes_and_looks_wrong_is_asked_about(
    asked: Callable[..., Any], before: dict[str, Any] | None, after: dict[str, Any], wanted: list[Any]
) -> None:
    assert asked(before, after) == wanted


def at(read: Read, code: str, lon: float, lat: float, division: str = "511725103000") -> Site:
    return read({**MARKET, "code": code, "division": division, "location": {"lon": lon, "lat": lat, "crs": "wgs84"}})


def test_a_stand_in_shared_by_two_is_asked_about_at_both(read: Read) -> None:
    one, two, alone = at(read, "A", 107, 31), at(read, "B", 107.0, 31.0), at(read, "C", 107.1, 31)
    found = shared_points([(None, one), (None, two), (None, alone)], [one, two, alone])
    assert found.keys() == {"A", "B"}
    assert "B" in found["A"].why.zh
    assert shared_points([(one, one)], [one, two]) == {}


def test_two_sites_in_one_house_share_their_point_rightly_and_two_in_other_towns_do_not(read: Read) -> None:
    one, beside = at(read, "A", 107.05912, 31.01234), at(read, "B", 107.05912, 31.01234)
    elsewhere = at(read, "C", 107.05912, 31.01234, "511725105000")
    assert shared_points([(None, beside)], [one, beside]) == {}
    assert shared_points([(None, elsewhere)], [one, elsewhere]).keys() == {"C"}
