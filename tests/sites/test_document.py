"""Site documents: what is refused and where, and that writing and reading are inverse."""

from __future__ import annotations

import random
from collections.abc import Callable
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
    with pytest.raises(InvalidInput) as caught:
        read(document, **options)
    return {fault.path: fault.code for fault in caught.value.faults}


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


def test_a_point_far_from_the_county_is_refused_when_registering(read: Read) -> None:
    far = {**STATION, "location": {"lon": 116.4, "lat": 39.9, "crs": "wgs84"}}
    assert faults(read, far, registering=True) == {"location": "far_away"}


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


def test_coordinates_keep_what_was_handed_in_and_are_converted_once(read: Read) -> None:
    site = read({**STATION, "location": {"lon": Decimal("107.058996"), "lat": Decimal("31.010874"), "crs": "gcj02"}})
    assert site.location is not None
    assert (site.location.source_lon, site.location.source_crs) == (Decimal("107.058996"), "gcj02")
    assert (round(site.location.point.lon, 5), round(site.location.point.lat, 5)) == (107.05451, 31.01308)
