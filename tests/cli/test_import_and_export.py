"""`zhanwang import` and `export`: all or nothing, and an export imported again changes nothing."""

import json
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from app.sites.fields import LEFT_OUT, Format
from tests.cli.conftest import run

pytestmark = pytest.mark.long

FORMATS = ("json", "jsonl", "csv", "geojson", "xlsx")
MARKET = {
    "code": "M-1",
    "programme": "qu-2023",
    "kind": "gig_market",
    "tier": "county",
    "name": "市场",
    "status": "operating",
}
MARKET |= {
    "division": "511725103000",
    "location": {"lon": 107.06, "lat": 31.01, "crs": "gcj02"},
    "facts": {"area_m2": 80.5},
}


def exported(environment: dict[str, str], tmp_path: Path, name: str = "out.jsonl") -> bytes:
    done = run(environment, "export", str(tmp_path / name))
    assert done.returncode == 0, done.stderr
    return (tmp_path / name).read_bytes()


@pytest.mark.parametrize("ending", FORMATS)
def test_importing_an_export_changes_nothing_and_says_so(
    demo_environment: dict[str, str], demo_codes: frozenset[str], tmp_path: Path, ending: str
) -> None:
    before = exported(demo_environment, tmp_path)
    exported(demo_environment, tmp_path, f"sites.{ending}")
    done = run(demo_environment, "import", str(tmp_path / f"sites.{ending}"))
    assert done.returncode == 0, done.stderr
    assert "没有变化" in done.stderr.decode()
    assert f"nothing changes: {len(demo_codes)} site(s)" in done.stderr.decode()
    assert exported(demo_environment, tmp_path, "again.jsonl") == before


@pytest.mark.both_engines
@pytest.mark.parametrize("ending", ["jsonl", "xlsx"])
def test_an_export_into_an_empty_registry_is_the_same_network(
    demo_environment: dict[str, str], environment: dict[str, str], tmp_path: Path, ending: Format
) -> None:
    before = exported(demo_environment, tmp_path)
    exported(demo_environment, tmp_path, f"all.{ending}")
    done = run(environment, "import", str(tmp_path / f"all.{ending}"))
    assert done.returncode == 0, done.stderr
    # The documents' own sites are there already, so that some get a former value; the rest is told by the format.
    apart = {"history", *LEFT_OUT["workbook" if ending == "xlsx" else ending]}

    def all_else(raw: bytes) -> list[dict]:
        return [{k: v for k, v in json.loads(line).items() if k not in apart} for line in raw.splitlines()]

    assert all_else(exported(environment, tmp_path, "again.jsonl")) == all_else(before)


def test_gdal_opens_the_geojson_and_finds_every_site(
    demo_environment: dict[str, str], demo_codes: frozenset[str], tmp_path: Path
) -> None:
    exported(demo_environment, tmp_path, "sites.geojson")
    info = pyogrio.read_info(tmp_path / "sites.geojson")
    assert (info["features"], info["crs"], info["geometry_type"]) == (len(demo_codes), "EPSG:4326", "Point")


@pytest.mark.both_engines
def test_one_bad_site_among_good_ones_leaves_everything_as_it_was(environment: dict[str, str], tmp_path: Path) -> None:
    before = exported(environment, tmp_path)
    bad = {**MARKET, "code": "M-2", "facts": {"area_m2": -1}, "kind": "gig_markt"}
    (tmp_path / "in.json").write_text(json.dumps([MARKET, bad, {**MARKET, "name": "again"}]), "utf-8")
    done = run(environment, "import", str(tmp_path / "in.json"))
    said = done.stderr.decode()
    assert done.returncode == 2
    assert "[1].kind" in said
    assert "[2].code" in said
    assert "Traceback" not in said
    assert exported(environment, tmp_path, "after.jsonl") == before


def test_every_fault_of_a_csv_is_named_with_row_and_column(environment: dict[str, str], tmp_path: Path) -> None:
    rows = "code,programme,kind,tier,name,division,status,lon,lat,crs\n"
    rows += "M-1,qu-2023,gig_market,county,市场,511725103000,operating,abc,31.0,wgs84\n"
    rows += "M-2,qu-2023,gig_market,county,市场,999999999999,opened,107.0,31.0,wgs84\n"
    (tmp_path / "in.csv").write_text(rows, "utf-8")
    done = run(environment, "import", str(tmp_path / "in.csv"))
    said = done.stderr.decode()
    assert done.returncode == 2
    for place in ("2", "lon", "3", "division", "status"):
        assert place in said


def test_a_dry_run_says_what_it_would_do_and_does_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    before = exported(environment, tmp_path)
    (tmp_path / "in.json").write_text(json.dumps(MARKET), "utf-8")
    done = run(environment, "import", str(tmp_path / "in.json"), "--dry-run")
    assert done.returncode == 0
    assert "would create 1" in done.stderr.decode()
    assert exported(environment, tmp_path, "after.jsonl") == before


def test_coordinates_keep_their_system_through_a_round_trip(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(MARKET), "utf-8")
    assert run(environment, "import", str(tmp_path / "in.json")).returncode == 0
    kept = next(json.loads(line) for line in exported(environment, tmp_path).splitlines() if b'"M-1"' in line)
    assert kept["location"] == MARKET["location"]


def test_an_unknown_ending_names_the_known_ones(environment: dict[str, str], tmp_path: Path) -> None:
    done = run(environment, "export", str(tmp_path / "sites.docx"))
    assert done.returncode == 2
    assert ".geojson" in done.stderr.decode()


def test_an_edited_workbook_is_imported_like_any_other_file_and_its_differences_are_shown(
    demo_environment: dict[str, str], tmp_path: Path
) -> None:
    exported(demo_environment, tmp_path, "all.xlsx")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    page = book["公共就业创业服务站"]
    codes = {cell.value: cell.column for cell in page[2]}
    row = next(r for r in range(3, page.max_row + 1) if page.cell(r, 1).value == "QX-TUXI")
    page.cell(row, codes["phone"]).value = "0818-1234567"
    book.save(tmp_path / "edited.xlsx")
    before = exported(demo_environment, tmp_path)
    for words in (("--dry-run",), ()):
        done = run(demo_environment, "import", *words, str(tmp_path / "edited.xlsx"))
        assert done.returncode == 0, done.stderr
        assert "QX-TUXI 对外电话: 未填报 → 0818-1234567" in done.stderr.decode()
        assert (exported(demo_environment, tmp_path) == before) is bool(words)
    page.cell(row, codes["status"]).value = "乱写"
    page.cell(row, codes["phone"]).value = "0818-7654321"
    book.save(tmp_path / "faulty.xlsx")
    before = exported(demo_environment, tmp_path)
    done = run(demo_environment, "import", str(tmp_path / "faulty.xlsx"))
    assert done.returncode == 2
    assert "公共就业创业服务站!G" in done.stderr.decode()
    assert exported(demo_environment, tmp_path) == before
