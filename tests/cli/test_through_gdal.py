"""Our GeoJSON through the real ogr2ogr and back: whichever way it goes, importing what comes out changes nothing."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import run
from tests.cli.test_import_and_export import exported

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    "ways",
    [
        (("GeoJSON", "back.geojson"),),
        (("GeoJSON", "back.geojson", "-lco", "RFC7946=YES"),),
        (("GPKG", "sites.gpkg"), ("GeoJSON", "back.geojson")),
        (("GPKG", "sites.gpkg"), ("CSV", "back.csv")),
        (("CSV", "back.csv"),),
        (("XLSX", "sites.xlsx"), ("CSV", "back.csv")),
    ],
    ids=["geojson", "rfc7946", "gpkg", "gpkg-csv", "csv", "xlsx-csv"],
)
def test_nothing_changes(demo_environment: dict[str, str], tmp_path: Path, ways: tuple[tuple[str, ...], ...]) -> None:
    exported(demo_environment, tmp_path, "sites.geojson")
    source = tmp_path / "sites.geojson"
    for driver, name, *options in ways:
        target = tmp_path / "out" / name
        target.parent.mkdir(exist_ok=True)
        subprocess.run(
            ["ogr2ogr", "-f", driver, *options, str(target), str(source)], check=True, capture_output=True, timeout=120
        )
        source = target
    done = run(demo_environment, "import", "--dry-run", str(source))
    assert done.returncode == 0, done.stderr.decode()
    assert "nothing changes: 227 site(s)" in done.stderr.decode()


def test_a_table_of_ogr2ogr_is_named_as_no_workbook_of_ours(demo_environment: dict[str, str], tmp_path: Path) -> None:
    exported(demo_environment, tmp_path, "sites.geojson")
    words = ["ogr2ogr", "-f", "XLSX", str(tmp_path / "out.xlsx"), str(tmp_path / "sites.geojson")]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    done = run(demo_environment, "import", "--dry-run", str(tmp_path / "out.xlsx"))
    assert done.returncode == 2
    (said,) = [line for line in done.stderr.decode().splitlines() if line]
    assert "version" in said
