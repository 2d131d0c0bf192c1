"""What files tell to the letter: each fault once and at its place, open files with their moment and places."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest

from app.access.actor import program
from app.errors import InvalidInput
from app.journeys.files.import_export import import_sites
from app.journeys.files.open_data import Form, Offered, offered, open_file
from app.journeys.house import House
from tests.journeys.test_unreadable_records import POINT

PROGRAM = program("test")


async def faults_of(house: House, *documents: dict[str, Any]) -> list[tuple[str, str]]:
    content = io.BytesIO(json.dumps(documents).encode())
    with pytest.raises(InvalidInput) as told:
        await import_sites(house, PROGRAM, content, ".json", reason="x")
    return [(fault.path, fault.code) for fault in told.value.faults]


async def test_a_code_given_twice_is_told_once_and_other_faults_of_codes_and_other_doubles_are_told_too(
    house: House,
) -> None:
    figure = {"metric": "jobs_created", "period": "2025", "value": 1}
    twice = await faults_of(house, POINT, POINT)
    assert len(twice) == 1
    assert twice[0][1] == "duplicate_code"
    bad = await faults_of(house, POINT | {"code": "X 1"}, POINT, POINT)
    assert {(path, code == "duplicate_code") for path, code in bad} == {("[0].code", False), ("[2].code", True)}
    doubled = await faults_of(house, POINT | {"metrics": [figure, figure]})
    assert [code for _, code in doubled] == ["duplicate"]


@pytest.mark.parametrize(
    ("raw", "path"),
    [(b"[]", "type"), (b'{"type": "Feature"}', "properties"), (b'{"type": "FeatureCollection"}', "features")],
)
async def test_a_file_that_is_no_collection_of_features_is_told_so(house: House, raw: bytes, path: str) -> None:
    with pytest.raises(InvalidInput) as told:
        await import_sites(house, PROGRAM, io.BytesIO(raw), ".geojson", reason="x")
    (fault,) = told.value.faults
    assert fault.path == path


async def made(house: House, now: Offered, form: Form) -> bytes:
    def kept(write: Callable[[IO[bytes]], None]) -> bytes:
        out = io.BytesIO()
        write(out)
        return out.getvalue()

    return await open_file(house, now, form, ["来源", "许可"], kept)


async def test_a_feature_s_place_stands_in_its_geometry_alone(demo_house: House) -> None:
    features = json.loads(await made(demo_house, await offered(demo_house), "geojson"))["features"]
    assert all({"lon", "lat"}.isdisjoint(one["properties"]) for one in features)
    assert all(one["id"] == one["properties"]["code"] for one in features)
    assert 0 < sum(one["geometry"] is None for one in features) < len(features)


async def test_a_geopackage_says_when_the_last_of_its_sites_changed_and_of_none_the_first_moment(
    demo_house: House, tmp_path: Path
) -> None:
    now = await offered(demo_house)
    assert now.changed is not None
    for state, said in (
        (now, now.changed.strftime("%Y-%m-%dT%H:%M:%S.000Z")),
        (replace(now, changed=None), "1970-01-01T00:00:00.000Z"),
    ):
        (tmp_path / "x.gpkg").write_bytes(await made(demo_house, state, "gpkg"))
        with sqlite3.connect(tmp_path / "x.gpkg") as database:
            assert {row[0] for row in database.execute("SELECT last_change FROM gpkg_contents")} == {said}
        database.close()
