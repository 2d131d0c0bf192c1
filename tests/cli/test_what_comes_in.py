"""Files as people and their programs write them: read as they were meant, asked about, or refused with their place."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import run
from tests.cli.test_import_and_export import MARKET, exported

pytestmark = pytest.mark.long

CASES = Path(__file__).parents[1] / "cases"


def site_in(environment: dict[str, str], tmp_path: Path, code: str) -> dict[str, Any]:
    lines = exported(environment, tmp_path, "now.jsonl").splitlines()
    return next(site for line in lines if (site := json.loads(line))["code"] == code)


def as_gdal_writes(value: Any) -> str:
    """JSON with its numbers as json-c writes doubles, which is how ogr2ogr writes what stands inside a property."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{as_gdal_writes(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(as_gdal_writes, value)) + "]"
    return format(value, ".17g") if isinstance(value, float) else json.dumps(value)


@pytest.mark.parametrize("way", ["json-c", "repr", "padded"])
def test_our_own_points_through_another_program_and_back_change_nothing(
    demo_environment: dict[str, str], demo_codes: frozenset[str], tmp_path: Path, way: str
) -> None:
    raw = json.loads(exported(demo_environment, tmp_path, "sites.geojson"))
    keys = {key for feature in raw["features"] for key in feature["properties"]}
    for feature in raw["features"]:
        feature["properties"] = {**dict.fromkeys(sorted(keys)), **feature["properties"]}
    text = as_gdal_writes(raw) if way == "json-c" else json.dumps(raw)
    if way == "padded":
        text = json.dumps(json.loads(text, parse_float=lambda number: float(number) + 1e-15))
    assert way == "repr" or text != json.dumps(raw)
    (tmp_path / "back.geojson").write_text(text, "utf-8")
    done = run(demo_environment, "import", "--dry-run", str(tmp_path / "back.geojson"))
    assert done.returncode == 0, done.stderr.decode()
    assert f"nothing changes: {len(demo_codes)} site(s)" in done.stderr.decode()


def test_days_as_excel_writes_them_into_csv_are_days(environment: dict[str, str], tmp_path: Path) -> None:
    done = run(environment, "import", str(CASES / "c_excel_dates.csv"))
    assert done.returncode == 0
    assert "much nearer to" in done.stderr.decode(), "a point that may lie in another township is told, not refused"
    assert site_in(environment, tmp_path, "C-1")["accepted_on"] == "2024-01-01"


def test_a_line_break_in_an_address_is_kept_as_one(environment: dict[str, str], tmp_path: Path) -> None:
    assert run(environment, "import", str(CASES / "c_crlf_in_cell.csv")).returncode == 0
    assert site_in(environment, tmp_path, "C-1")["address"] == "文化街1号\n二楼"


def test_a_real_list_is_asked_about_where_it_is_doubtful(environment: dict[str, str]) -> None:
    done = run(environment, "import", str(CASES / "r1_centre_list.csv"))
    said = done.stderr.decode().splitlines()
    assert done.returncode == 2
    for place, words in [
        ("row 3, column 电话", "“0818-”不是完整的电话号码"),
        ("row 4, column 电话", "没有区号"),
        ("row 4, column location", "（107, 31）与 51172504 相同"),
        ("row 5, column location", "（107, 31）与 51172503 相同"),
        ("row 7, column 编码", "重复"),
    ]:
        assert any(line.startswith(place) and words in line for line in said), (place, words, said)
    assert not any(line.startswith(("row 2", "row 6")) for line in said), said


def test_what_is_confirmed_is_taken_as_it_was_read_and_not_asked_again(
    environment: dict[str, str], tmp_path: Path
) -> None:
    market = {**MARKET, "phone": "７２００００３ ", "location": {"lon": 107.0, "lat": 31.0, "crs": "wgs84"}}
    other = {**market, "code": "M-2", "phone": "0818-7200003、0818-7200004"}
    (tmp_path / "in.json").write_text(json.dumps([market, other]), "utf-8")
    refused = run(environment, "import", str(tmp_path / "in.json"))
    assert refused.returncode == 2
    said = refused.stderr.decode().splitlines()
    assert sum("[0]." in line for line in said) == 3
    assert "--confirm" in said[-1], "who is asked is told how to answer"
    faulty = [market, {**other, "status": "opened"}]
    (tmp_path / "faulty.json").write_text(json.dumps(faulty), "utf-8")
    assert "--confirm" not in run(environment, "import", str(tmp_path / "faulty.json")).stderr.decode()
    assert run(environment, "import", "--confirm", str(tmp_path / "in.json")).returncode == 0
    assert site_in(environment, tmp_path, "M-1")["phone"] == "7200003"
    again = run(environment, "import", str(tmp_path / "in.json"))
    assert again.returncode == 0
    assert "没有变化" in again.stderr.decode()


def test_ten_times_the_last_figure_is_asked_about(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(MARKET), "utf-8")
    assert run(environment, "import", str(tmp_path / "in.json")).returncode == 0
    (tmp_path / "more.json").write_text(json.dumps({"code": "M-1", "facts": {"area_m2": 805}}), "utf-8")
    asked = run(environment, "import", str(tmp_path / "more.json"))
    assert asked.returncode == 2
    assert "facts.area_m2: read as 805, at least 10 times the last, 80.5" in asked.stderr.decode()
    (tmp_path / "less.json").write_text(json.dumps({"code": "M-1", "facts": {"area_m2": 804.9}}), "utf-8")
    assert run(environment, "import", str(tmp_path / "less.json")).returncode == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "geojson"])
def test_every_format_is_read_in_every_encoding(
    demo_environment: dict[str, str], demo_codes: frozenset[str], tmp_path: Path, ending: str, encoding: str
) -> None:
    text = exported(demo_environment, tmp_path, f"sites.{ending}").decode("utf-8-sig")
    mark = "\ufeff" if encoding == "utf-8-sig" else ""
    (tmp_path / f"other.{ending}").write_bytes((mark + text).encode(encoding))
    done = run(demo_environment, "import", "--dry-run", str(tmp_path / f"other.{ending}"))
    assert done.returncode == 0, done.stderr.decode()
    assert f"nothing changes: {len(demo_codes)} site(s)" in done.stderr.decode()


JUDGED = {**MARKET, "code": "E-1", "location": None}


@pytest.mark.parametrize(
    ("area", "verdict"), [("14.999999999999998", "met"), ("15.000000000000002", "met"), ("14.99", "not_met")]
)
def test_a_double_that_shows_as_15_is_15(tmp_path: Path, environment: dict[str, str], area: str, verdict: str) -> None:
    station = {**JUDGED, "kind": "service_station", "tier": "township_basic", "facts": {"area_m2": "AREA"}}
    done = run(environment, "evaluate", "-", given=json.dumps(station).replace('"AREA"', area).encode())
    clause = next(c for c in json.loads(done.stdout)["clauses"] if c["id"] == "station.area_basic")
    assert clause["verdict"] == verdict
    assert verdict == "not_met" or Decimal(clause["found"]) == 15


def test_coordinates_beyond_the_world_are_a_fault_at_their_place(environment: dict[str, str]) -> None:
    far = {**JUDGED, "location": {"lon": -180, "lat": 0, "crs": "bd09"}}
    done = run(environment, "evaluate", "-", given=json.dumps(far).encode())
    assert done.returncode == 2
    assert done.stderr.decode().startswith("location: ")
    assert "internal" not in done.stderr.decode()


def test_a_code_typed_in_full_width_is_the_site_it_names(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(MARKET), "utf-8")
    assert run(environment, "import", str(tmp_path / "in.json")).returncode == 0
    (tmp_path / "again.json").write_text(json.dumps({**MARKET, "code": " Ｍ－１\u200b"}), "utf-8")
    assert "没有变化" in run(environment, "import", str(tmp_path / "again.json")).stderr.decode()


def test_a_file_named_by_an_identity_card_is_refused_and_the_number_not_repeated(
    environment: dict[str, str], tmp_path: Path
) -> None:
    card = "51172519000101003X"
    for ending in ("json", "txt"):
        (tmp_path / f"王{card}.{ending}").write_text(json.dumps(MARKET), encoding="utf-8")
        done = run(environment, "import", "--reason", "核实", str(tmp_path / f"王{card}.{ending}"))
        assert done.returncode == 2
        said = done.stderr.decode()
        assert "文件名含有身份证号码" in said
        assert card not in said


def test_a_system_of_coordinates_and_yes_and_no_are_read_in_csv_as_in_the_workbook(
    environment: dict[str, str], tmp_path: Path
) -> None:
    rows = "code,lon,lat,crs,facts.ready_for_full_service\nQX-TUXI,107.06,31.01,百度坐标,有\n"
    (tmp_path / "in.csv").write_text(rows, encoding="utf-8")
    done = run(environment, "import", "--confirm", str(tmp_path / "in.csv"))
    assert done.returncode == 0, done.stderr.decode()
    site = site_in(environment, tmp_path, "QX-TUXI")
    assert (site["location"]["crs"], site["facts"]["ready_for_full_service"]) == ("bd09", True)
