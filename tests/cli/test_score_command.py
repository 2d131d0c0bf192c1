"""`score --half`: a half-year of the registry from its ledgers, unknown where nothing was entered."""

import json

import pytest

from tests.cli.conftest import run


@pytest.mark.parametrize("period", ["2026-1", "2026-H1"])
def test_a_half_year_without_rows_is_open_and_pays_nothing_yet(demo_environment: dict[str, str], period: str) -> None:
    done = run(demo_environment, "score", "--half", period)
    assert done.returncode == 0, done.stderr
    (result,) = map(json.loads, done.stdout.splitlines())
    assert (result["programme"], result["period"], result["status"]) == ("gangbei-2025", "2026-H1", "open")
    assert (result["total"], result["payable"]) == (None, None)
    assert len(result["open"]) == len(result["lines"])


@pytest.mark.parametrize("words", [(), ("--half", "2026-13"), ("x.json", "--half", "2026-1")])
def test_what_is_no_half_year_is_refused_in_a_line(demo_environment: dict[str, str], words: tuple[str, ...]) -> None:
    done = run(demo_environment, "score", *words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
