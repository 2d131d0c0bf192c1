"""Each way of breaking a pack is told with its file, its line and its reason; all of them at once."""

import shutil
import tomllib
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotFound
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


def test_a_folder_that_is_not_there_and_a_file_in_its_place_are_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for place in (tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(NotFound, match=f"there is no folder {place}$"):
            check_packs(place, ROOT / "seeds")


def test_a_folder_in_which_no_pack_stands_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "read.me").write_text("x", "utf-8")
    (tmp_path / "loose.toml").write_text("", "utf-8")
    with pytest.raises(NotFound, match=f"there is no pack .programme.toml. in {tmp_path}$"):
        check_packs(tmp_path, ROOT / "seeds")
    (tmp_path / "programmes").mkdir()
    shutil.copytree(seeds_with_third_county(tmp_path / "other"), tmp_path / "third-county")
    with pytest.raises(NotFound, match="there is no pack"):  # of a seeds folder only its programmes are packs
        check_packs(tmp_path, ROOT / "seeds")


def test_a_pack_is_found_by_itself_among_others_and_in_a_seeds_folder(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    for place in (pack, pack.parent, pack.parent.parent):
        (found,) = check_packs(place, ROOT / "seeds")
        assert (found.programme.slug, found.cases) == ("third-county", 10), place
    (pack.parent / "drafts").mkdir()
    (pack.parent / "drafts" / "notes.txt").write_text("x", "utf-8")
    assert len(check_packs(pack.parent, ROOT / "seeds")) == 1, "a folder without any table is no pack"


def test_a_pack_of_a_head_alone_is_a_faulty_pack_and_not_a_folder_without_one(tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text("slug = 'a'\n", "utf-8")
    with pytest.raises(InvalidInput, match=r"programme\.toml"):
        check_packs(tmp_path, ROOT / "seeds")


@pytest.mark.parametrize("place", ["", "third-county"])
def test_a_pack_whose_head_was_lost_is_still_taken_for_one_pack(tmp_path: Path, place: str) -> None:
    pack = seeds_with_third_county(tmp_path)
    (pack / "programme.toml").unlink()
    with pytest.raises(InvalidInput) as refusal:
        check_packs(pack.parent / place, ROOT / "seeds")
    told = [fault.path for fault in refusal.value.faults]
    assert "programme.toml" in {path.removeprefix("third-county/").split(":")[0] for path in told}
    assert all(path.startswith("third-county/") for path in told) is (place == "")


def test_a_pack_by_itself_may_stand_in_a_folder_of_any_name_and_one_among_others_not(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    other = pack.rename(pack.parent / "another")
    (found,) = check_packs(other, ROOT / "seeds")
    assert found.programme.slug == "third-county"
    with pytest.raises(InvalidInput) as refusal:
        check_packs(other.parent, ROOT / "seeds")
    (fault,) = refusal.value.faults
    assert (fault.path, fault.code) == ("another/programme.toml", "folder_name")
    assert "third-county" in fault.message.zh


@pytest.mark.parametrize(
    ("said", "instead", "code", "at", "says"),
    [
        ('benches = 3 }, verdict = "not_met"', 'benches = 4 }, verdict = "not_met"', "case_fails", "three", "not_met"),
        ('name = "four", facts = { benches = 4 }', 'name = "four", facts = { benches = -4 }', "case_refused",
         "four: facts.benches", "negative"),
    ],
)  # fmt: skip
def test_a_worked_case_that_does_not_come_out_is_told_by_its_name(
    tmp_path: Path, said: str, instead: str, code: str, at: str, says: str
) -> None:
    pack = seeds_with_third_county(tmp_path)
    cases = pack / "cases.toml"
    text = cases.read_text("utf-8")
    assert said in text
    cases.write_text(text.replace(said, instead, 1), "utf-8")
    with pytest.raises(InvalidInput) as refusal:
        check_packs(pack, ROOT / "seeds")
    told = [fault for fault in refusal.value.faults if fault.path == f"cases.toml: corner.benches: {at}"]
    assert {fault.code for fault in told} == {code}
    assert any(says in fault.message.en for fault in told), told


def test_a_worked_case_that_entry_should_refuse_passes_where_it_does_and_is_told_where_not(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    cases = pack / "cases.toml"
    text = cases.read_text("utf-8")
    case = '\n[[case]]\nname = "benches {0}"\nof = "county"\nfacts = {{ benches = {0} }}\nrefused = "{1}"\n'
    cases.write_text(text + case.format(-4, "facts.benches"), "utf-8")
    (found,) = check_packs(pack, ROOT / "seeds")
    assert found.cases == 11
    given = ((-4, "facts.benches"), (4, "facts.benches"), (-4, "division"))
    cases.write_text(text + "".join(case.format(*one) for one in given), "utf-8")
    with pytest.raises(InvalidInput) as refusal:
        check_packs(pack, ROOT / "seeds")
    assert [(fault.path.split(": ", 2)[2], fault.code) for fault in refusal.value.faults] == [
        ("benches 4", "case_fails"),
        ("benches -4: facts.benches", "case_refused"),
    ]
    assert "facts.benches was not refused" in refusal.value.faults[0].message.en


def test_worked_periods_without_a_scorecard_are_told_once_and_a_pack_with_neither_is_sound(tmp_path: Path) -> None:
    pack = seeds_with_third_county(tmp_path)
    assert check(pack)[0] == 0
    shutil.copy(ROOT / "seeds" / "programmes" / "gangbei-2025" / "scorecard_cases.toml", pack)
    with pytest.raises(InvalidInput) as refusal:
        check_packs(pack, ROOT / "seeds")
    (fault,) = refusal.value.faults
    assert (fault.path, fault.code, fault.message.en) == (
        "scorecard_cases.toml",
        "missing",
        "the pack has no scorecard.toml",
    )
