"""Site documents: what is refused and where, and that writing and reading are inverse."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.exchange.strict_json import dump_json, load_json
from app.sites.document import read_site, write_site
from app.sites.site import Site
from app.standards.reader import Seeds
from tests.oracle.documents import random_site, to_json

Read = Callable[..., Site]
STATION: dict[str, Any] = {
    "code": "QX-TX-01",
    "programme": "qu-2023",
    "kind": "service_station",
    "tier": "township_basic",
    "name": "土溪镇公共就业服务站",
    "division": "511725103",
    "status": "operating",
    "location": {"lon": Decimal("107.06"), "lat": Decimal("31.01"), "crs": "wgs84"},
}


def faults(read: Read, document: Any, **options: Any) -> dict[str, str]:
    try:
        read(document, **options)
    except InvalidInput as refused:
        return {fault.path: fault.code for fault in refused.faults}
    return {}


@given(seed=st.integers(0, 2**32))
def test_a_document_written_and_read_again_is_the_same_site(seeds: Seeds, seed: int) -> None:
    rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}
    site = read_site(load_json(to_json(random_site(random.Random(seed))).encode()), rules, seeds.divisions)
    written = dump_json(write_site(site))
    again = read_site(load_json(written), rules, seeds.divisions)
    assert again == site
    assert dump_json(write_site(again)) == written


def test_a_division_of_nine_digits_is_kept_as_twelve(read: Read) -> None:
    assert read(STATION).division == "511725103000"


def test_every_fault_of_a_document_is_named_at_once(read: Read) -> None:
    found = faults(
        read,
        {
            **STATION,
            "tier": "village",
            "colour": "red",
            "facts": {"area_m2": -1, "networks": ["jinbao", "jinbao", "fax"], "parking": True},
            "staff": [{"role": "hr_specialist", "employment": "full_time", "from": "2026-02-30"}],
        },
    )
    assert found == {
        "colour": "unknown_key",
        "tier": "unknown_code",
        "facts.area_m2": "negative",
        "facts.networks[1]": "duplicate",
        "facts.networks[2]": "unknown_code",
        "facts.parking": "unknown_code",
        "staff[0].from": "impossible_date",
    }


def test_the_civil_affairs_code_of_another_town_is_caught_by_its_name(read: Read) -> None:
    assert faults(read, {**STATION, "division_name": "三汇镇"}) == {"division_name": "name_differs"}


@pytest.mark.parametrize("name", ["鲜渡镇", "𰝟渡镇"])
def test_both_writings_of_a_rare_name_are_the_same_town(read: Read, name: str) -> None:
    assert read({**STATION, "division": "511725113", "division_name": name}).division == "511725113000"


def test_a_township_station_cannot_lie_in_the_county_at_large(read: Read) -> None:
    assert faults(read, {**STATION, "division": "511725"}) == {"division": "not_a_township"}


def test_a_must_clause_cannot_be_waived(read: Read) -> None:
    waiver = {"clause": "station.area_basic", "reason": "地方小", "until": "2027-01-01"}
    assert faults(read, {**STATION, "waivers": [waiver]}) == {"waivers[0].clause": "not_waivable"}


def test_swapped_axes_are_refused(read: Read) -> None:
    assert faults(read, {**STATION, "location": {"lon": 31, "lat": 107, "crs": "wgs84"}}) == {
        "location.lat": "out_of_range"
    }


@pytest.mark.parametrize(("lon", "lat"), [(116.4, 39.9), (0, 0)])
@pytest.mark.parametrize("registering", [True, False])
def test_a_point_far_from_the_county_is_refused(read: Read, lon: float, lat: float, registering: bool) -> None:
    far = {**STATION, "location": {"lon": lon, "lat": lat, "crs": "wgs84"}}
    assert faults(read, far, registering=registering) == {"location": "far_away"}


def test_a_site_that_serves_another_city_stands_where_it_likes(read: Read) -> None:
    far = {"location": {"lon": 113.3, "lat": 23.1, "crs": "wgs84"}}
    outpost = {"code": "O", "programme": "qu-2023", "kind": "outpost", "division": "440100000000"}
    assert faults(read, outpost | far) == {}
    assert faults(read, {**STATION, **far, "host_city": "广州"}) == {}


METRICS = [
    ("retention_rate", "2025", 50, {}),
    ("retention_rate", "2025-01", 50, {"metrics[0].period": "wrong_period"}),
    ("retention_rate", "cumulative", 50, {"metrics[0].period": "wrong_period"}),
    ("incubation_success_rate", "2025", 50, {}),
    ("livestream_sessions", "2025-Q1", 50, {"metrics[0].period": "wrong_period"}),
    ("livestream_hours", "2025-04", 720, {}),
    ("livestream_hours", "2025-04", 720.5, {"metrics[0].value": "too_high"}),
    ("livestream_hours", "2025-05", 744, {}),
    ("livestream_hours", "2025-02", 673, {"metrics[0].value": "too_high"}),
    ("livestream_sessions", "2025-02", 673, {}),
]


@pytest.mark.parametrize(("metric", "period", "value", "wanted"), METRICS)
def test_a_figure_is_for_a_period_of_its_sort_and_no_more_than_fits_into_it(
    read: Read, metric: str, period: str, value: float, wanted: dict[str, str]
) -> None:
    rows = [{"metric": metric, "period": period, "value": value}]
    assert faults(read, {**STATION, "metrics": rows}) == wanted


def test_what_is_registered_as_done_is_done(seeds: Seeds) -> None:
    """Judged on some day, what lies after that day does not count; so it is refused at registering alone."""
    document = {
        **STATION,
        "name": "站",
        "status": "operating",
        "trainings_held": [{"topic": "x", "date": "y"}, {"topic": "career_guidance", "date": "2026-11-23"}],
        "reports": {"area_m2": {"on": "2026-11-23"}},
    }
    today = date(2026, 11, 22)
    rules = {slug: replace(programme.entry_rules, today=today) for slug, programme in seeds.programmes.items()}
    divisions = seeds.divisions
    with pytest.raises(InvalidInput) as refused:
        read_site(document, rules, divisions, registering=True)
    told = {fault.path: fault.code for fault in refused.value.faults}
    assert told["trainings_held[1].date"] == told["reports.area_m2.on"] == "in_the_future"
    with pytest.raises(InvalidInput) as refused:
        read_site(document, rules, divisions)
    assert {fault.path for fault in refused.value.faults} == {"trainings_held[0].topic", "trainings_held[0].date"}


def test_registering_asks_for_name_division_and_status(read: Read) -> None:
    bare = {"code": "A", "programme": "qu-2023", "kind": "gig_market", "tier": "county"}
    assert read(bare).name is None
    assert faults(read, bare, registering=True) == {"name": "missing", "division": "missing", "status": "missing"}


def test_left_out_is_unreported_and_empty_is_reported_as_none(read: Read) -> None:
    assert read(STATION).staff is None
    assert read({**STATION, "staff": [], "equipment": {}}).staff == ()
    assert read({**STATION, "staff": [], "equipment": {}}).equipment == {}


def test_public_output_holds_no_personal_data_unless_the_row_is_public(read: Read) -> None:
    person = {"role": "hr_specialist", "employment": "full_time", "phone": "13800000000"}
    site = read(
        {
            **STATION,
            "staff": [{**person, "name": "张三"}, {**person, "name": "李四", "public": True}],
            "reports": {"staff": {"on": "2026-01-01", "by": "王五"}},
        }
    )
    inside, outside = dump_json(write_site(site)).decode(), dump_json(write_site(site, public=True)).decode()
    assert all(name in inside for name in ("张三", "李四", "王五"))
    assert "李四" in outside
    assert "张三" not in outside
    assert "王五" not in outside
    assert outside.count("13800000000") == 1


def test_a_waiver_is_public_with_its_reason_and_the_public_document_can_be_read_again(read: Read) -> None:
    waiver = {"clause": "station.training", "reason": "县里书面同意", "until": "2027-01-01"}
    site = read({**STATION, "waivers": [waiver]})
    assert write_site(site, public=True)["waivers"] == [waiver]
    assert read(write_site(site, public=True)).waivers == site.waivers


def test_coordinates_keep_what_was_handed_in_and_are_converted_once(read: Read) -> None:
    site = read({**STATION, "location": {"lon": Decimal("107.058996"), "lat": Decimal("31.010874"), "crs": "gcj02"}})
    assert site.location is not None
    assert (site.location.source_lon, site.location.source_crs) == (Decimal("107.058996"), "gcj02")
    assert (round(site.location.point.lon, 5), round(site.location.point.lat, 5)) == (107.05451, 31.01308)
