"""Each way of breaking a pack is told with its file, its line and its reason; all of them at once."""

import tomllib
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.journeys.registry.check_packs import check_packs
from tests.networks import ROOT
from tests.standards.packs import check, seeds_with_third_county

FAULTS = tomllib.loads((Path(__file__).parent / "faults.toml").read_text("utf-8"))["fault"]


def break_it(pack: Path, fault: dict[str, str]) -> None:
    path = pack / fault["file"]
    text = path.read_text("utf-8")
    assert fault["in_place_of"] in text, "the sound pack no longer has what this breaks"
    path.write_text(text.replace(fault["in_place_of"], fault["put"], 1), "utf-8")


def faults_of(pack: Path) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        check_packs(pack.parent, ROOT / "seeds")
    return [f"{fault.path} {fault.message.en}" for fault in refusal.value.faults]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["name"])
def test_a_fault_is_told_with_its_place_and_reason(tmp_path: Path, fault: dict[str, str]) -> None:
    pack = seeds_with_third_county(tmp_path)
    break_it(pack, fault)
    told = faults_of(pack)
    assert any(line.startswith(f"third-county/{fault['at']}") and fault["says"] in line for line in told), told


@pytest.mark.parametrize("file", ["programme.toml", "source.txt", "SOURCE.md", "cases.toml"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    pack = seeds_with_third_county(tmp_path)
    (pack / file).unlink()
    assert any(file in line and "missing" in line for line in faults_of(pack))


def test_a_county_without_what_stands_above_it_and_without_an_outline_is_told_so(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    divisions = tmp_path / "seeds" / "divisions" / "divisions.csv"
    lines = divisions.read_text("utf-8").splitlines(keepends=True)
    divisions.write_text("".join(line for line in lines if ",province," not in line and ",city," not in line), "utf-8")
    (tmp_path / "seeds" / "boundaries" / "boundaries.geojson").unlink()
    told = faults_of(pack)
    assert len(told) == 3
    assert all(line.startswith("third-county/programme.toml: jurisdiction ") for line in told)
    for named in ("990100000000", "990000000000", "boundaries.geojson"):
        assert any(named in line for line in told), named


def test_outlines_that_are_no_geojson_are_named(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    (tmp_path / "seeds" / "boundaries" / "boundaries.geojson").write_text('{"features": [{}]}', "utf-8")
    assert any(line.startswith("boundaries/boundaries.geojson ") for line in faults_of(pack))


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    (pack / "targets.toml").write_bytes("# 一\n# 二".encode("gbk"))
    assert any(line.startswith("third-county/targets.toml:") and "UTF-8" in line for line in faults_of(pack))


def test_all_faults_of_all_files_come_at_once_and_the_exit_code_is_1(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    chosen = [f for f in FAULTS if f["name"] in ("a colour that is none", "a target that counts less than one")]
    for fault in chosen:
        break_it(pack, fault)
    code, lines = check(pack)
    assert code == 1
    assert {fault["at"].split(":")[0] for fault in chosen} <= {line.split(":")[0] for line in lines}


def test_a_folder_without_a_pack_is_exit_2(tmp_path: Path) -> None:
    code, lines = check(tmp_path / "nothing" / "here")
    assert code == 2
    assert len(lines) == 1
