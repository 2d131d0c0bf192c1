"""`zhanwang evaluate`: verdicts on stdout, everything else on stderr, no database touched."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import run
from tests.networks import clean_environment
from tests.oracle.broken import BROKEN, Broken

STATION = {"code": "A", "programme": "qu-2023", "kind": "service_station", "tier": "township_basic"}
STATION |= {"division": "511725103000", "facts": {"area_m2": 12}}
OF_EVERY_SORT = {case.path.split(".")[0].split("[")[0]: case for case in BROKEN}


def test_each_site_gets_one_line_in_order(tmp_path: Path) -> None:
    lines = [{**STATION, "code": f"S{number}"} for number in range(5)]
    for given in (json.dumps(lines).encode(), b"\n".join(json.dumps(line).encode() for line in lines)):
        done = run(clean_environment(tmp_path), "evaluate", "-", given=given)
        assert done.returncode == 0, done.stderr
        assert [json.loads(line)["code"] for line in done.stdout.splitlines()] == [line["code"] for line in lines]
    assert list(tmp_path.iterdir()) == [], "evaluate must not touch a database"


def test_a_verdict_names_what_was_found_what_is_required_and_the_difference(tmp_path: Path) -> None:
    envelope = {"as_of": "2026-11-22", "site": STATION}
    done = run(clean_environment(tmp_path), "evaluate", "-", given=json.dumps(envelope).encode())
    verdict = json.loads(done.stdout)
    area = next(clause for clause in verdict["clauses"] if clause["id"] == "station.area_basic")
    assert (verdict["as_of"], verdict["status"]) == ("2026-11-22", "non_compliant")
    assert (area["verdict"], area["found"], area["required"], area["unit"], area["shortfall"]) == (
        *("not_met", "12", "≥ 15", "m²", "3"),
    )
    assert area["citation"]["document"] == "渠人社发〔2023〕72号"
    assert "12 平方米" in area["explanation"]["zh"]
    assert "12 m²" in area["explanation"]["en"]


@pytest.mark.parametrize("case", OF_EVERY_SORT.values(), ids=lambda case: case.name)
def test_bad_input_of_every_sort_is_exit_2_with_its_place_and_no_traceback(tmp_path: Path, case: Broken) -> None:
    done = run(clean_environment(tmp_path), "evaluate", "-", given=case.payload)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert case.path in said
    assert "Traceback" not in said


def test_ten_megabytes_of_nesting_are_refused(tmp_path: Path) -> None:
    done = run(clean_environment(tmp_path), "evaluate", "-", given=b"[" * 10_000_000)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_does_not_exist_is_one_clear_line(tmp_path: Path) -> None:
    done = run(clean_environment(tmp_path), "evaluate", str(tmp_path / "nope.json"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
