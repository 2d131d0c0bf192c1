"""`coverage` and `roads load` as processes, on both databases: by straight line, then by roads drawn for the test."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import osmium
import pytest
from geopy.distance import geodesic

from tests.cli.conftest import run

pytestmark = pytest.mark.long

WENCHONG, WENCHONG_SITE = "511725105001", "QX-WENCHONG"


def coverage(environment: dict[str, str], *words: str) -> Any:
    done = run(environment, "coverage", "--format", "json", *words)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def street(path: Path, places: list[tuple[float, float]]) -> Path:
    """An extract with one residential street through (lon, lat) places, cut into sixty pieces each."""
    corners = []
    for (x, y), (u, v) in pairwise(places):
        corners += [(x + (u - x) * n / 60, y + (v - y) * n / 60) for n in range(60)]
    corners.append(places[-1])
    with osmium.SimpleWriter(str(path)) as writer:
        for number, corner in enumerate(corners, 1):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=corner))
        writer.add_way(
            osmium.osm.mutable.Way(id=1, nodes=list(range(1, len(corners) + 1)), tags={"highway": "residential"})
        )
    return path


def test_without_roads_the_minutes_are_a_range_and_called_an_estimate(demo_environment: dict[str, str]) -> None:
    found = coverage(demo_environment)
    assert found["method"] == "straight_line"
    assert any("不是实测时间" in note["zh"] for note in found["notes"])
    assert found["clause"]["id"] == "network.service_circle"
    place = next(place for place in found["places"] if place["code"] == WENCHONG)
    assert float(place["minutes_good_roads"]) < float(place["minutes_bad_roads"])
    assert len(found["places"]) == 415


def test_with_roads_the_minutes_are_those_of_the_way(demo_environment: dict[str, str], tmp_path: Path) -> None:
    before = coverage(demo_environment, "--kind", "service_station")
    place = next(place for place in before["places"] if place["code"] == WENCHONG)
    assert place["site"] == WENCHONG_SITE
    site = next(site for site in before["sites"] if site["code"] == place["site"])
    here, there = ((at["lon"], at["lat"]) for at in (place["location"], site["location"]))
    # Twice as far as the crow flies: out to a corner and back, always on foot.
    corner = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2 + 0.02)
    extract = street(tmp_path / "wenchong.osm.pbf", [here, corner, there])
    loaded = run(demo_environment, "roads", "load", str(extract))
    assert loaded.returncode == 0, loaded.stderr.decode()
    after = coverage(demo_environment, "--kind", "service_station")
    assert after["method"] == "roads"
    assert after["fingerprint"] != before["fingerprint"]
    assert "OpenStreetMap" in after["roads"]["attribution"]
    entry = next(entry for entry in after["places"] if entry["code"] == WENCHONG)
    assert entry["minutes_good_roads"] == entry["minutes_bad_roads"]
    way_m = sum(geodesic((a[1], a[0]), (b[1], b[0])).m for a, b in ((here, corner), (corner, there)))
    assert float(entry["minutes_bad_roads"]) == pytest.approx(way_m / 5000 * 60, abs=0.11)
    assert entry["standing"] == "not_covered"
    # The other located village has no road near it: the roads give no answer, which is not the same as no.
    other = next(e for e in after["places"] if e["location"] is not None and e["code"] != WENCHONG)
    assert other["standing"] == "no_route"


@pytest.mark.parametrize("content", [b"", b"not an extract", b"\x00" * 4000])
def test_a_file_that_is_no_extract_is_exit_2_and_leaves_the_roads(
    environment: dict[str, str], tmp_path: Path, content: bytes
) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(content)
    done = run(environment, "roads", "load", str(broken))
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert coverage(environment)["method"] == "straight_line"


def test_roads_of_somewhere_else_are_refused(environment: dict[str, str], tmp_path: Path) -> None:
    extract = street(tmp_path / "elsewhere.osm.pbf", [(24.9, 60.1), (24.95, 60.15)])
    done = run(environment, "roads", "load", str(extract))
    assert done.returncode == 2
    assert "没有道路" in done.stderr.decode()


def test_kinds_can_be_chosen_and_unknown_ones_are_exit_2(demo_environment: dict[str, str]) -> None:
    chosen = coverage(demo_environment, "--kind", "gig_market", "--kind", "service_point")
    assert chosen["assumptions"]["counting_kinds"] == ["gig_market", "service_point"]
    assert {site["kind"] for site in chosen["sites"]} == {"gig_market", "service_point"}
    done = run(demo_environment, "coverage", "--kind", "palace")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_table_and_geojson_say_the_same_and_go_to_a_file(demo_environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "circle.geojson"
    done = run(demo_environment, "coverage", "--format", "geojson", "-o", str(out))
    assert (done.returncode, done.stdout) == (0, b"")
    features = json.loads(out.read_bytes())["features"]
    assert sum(feature["properties"]["role"] == "place" for feature in features) == 415
    table = run(demo_environment, "coverage").stdout.decode()
    assert "待补报" in table
    assert "文崇社区居民委员会" in table


@pytest.mark.both_engines
def test_the_audit_judges_the_network_clause_too(demo_environment: dict[str, str]) -> None:
    result = json.loads(run(demo_environment, "audit", "--programme", "qu-2023", "--format", "json").stdout)
    (clause,) = result["programmes"][0]["network_clauses"]
    assert (clause["id"], clause["verdict"]) == ("network.service_circle", "unknown")
    assert "服务圈" in run(demo_environment, "audit", "--programme", "qu-2023").stdout.decode()
