"""`site-plan` as a process: answers, comparisons, bad input, and Ctrl+C."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import run
from tests.networks import ROOT, clean_environment
from tests.patience import PATIENCE_SECONDS
from tests.slow_county import seeds_of_a_slow_county

pytestmark = pytest.mark.long

WENCHONG, QIANFO = "511725105001", "511725107004"
"""The two villages that the seeds give a point."""


def test_a_plan_says_what_each_site_adds_in_its_unit_and_that_it_is_proven(environment: dict[str, str]) -> None:
    done = run(environment, "site-plan", "--sites", "1", "--choice", f"{WENCHONG}")
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "新增 1 个站点，再覆盖 1 个村（社区）。" in text
    assert "Proven to be the best plan." in text
    assert "Your own selection is the best" in text


def test_the_answer_as_json_is_all_that_stands_on_stdout(environment: dict[str, str]) -> None:
    done = run(environment, "site-plan", "--everyone", "--format", "json")
    plan = json.loads(done.stdout)
    assert (plan["aim"], plan["best"]["value"], plan["stopped"], plan["unlocated"]) == ("everyone", 2, False, 413)


def test_candidates_come_from_a_file(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "codes.txt").write_text(f"{QIANFO}\n", "utf-8")
    done = run(
        environment, "site-plan", "--sites", "2", "--candidates", str(tmp_path / "codes.txt"), "--format", "json"
    )
    plan = json.loads(done.stdout)
    assert [step["code"] for step in plan["best"]["steps"]] == [QIANFO]
    assert plan["out_of_reach"] == [WENCHONG]


def test_upgrades_alone_are_planned_with(demo_environment: dict[str, str]) -> None:
    done = run(demo_environment, "site-plan", "--sites", "2", "--upgrades-only", "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["candidates"] > 10


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sites", "1", "--choice", "NOPE"), "NOPE"),
        (("--sites", "1", "--choice", f"{WENCHONG},{QIANFO}"), "choice"),
        (("--sites", "1", "--everyone"), "--everyone"),
        ((), "--sites"),
        (("--sites", "0"), "sites"),
        (("--sites", "1", "--candidates", "/nowhere/codes.txt"), "/nowhere/codes.txt"),
        (("--sites", "1", "--programme", "nope"), "nope"),
        (("--sites", "1", "--programme", "gangbei-2025"), "circle"),
    ],
)
def test_bad_input_is_exit_2_and_one_clear_line(environment: dict[str, str], words: tuple[str, ...], said: str) -> None:
    done = run(environment, "site-plan", *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_unknown_candidates_in_a_file_are_all_named(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "codes.txt").write_text("A1, A2\n", "utf-8")
    done = run(environment, "site-plan", "--sites", "1", "--candidates", str(tmp_path / "codes.txt"))
    assert done.returncode == 2
    assert [("A1" in line, "A2" in line) for line in done.stderr.decode().splitlines()] == [
        (True, False),
        (False, True),
    ]


@contextmanager
def _searching(environment: dict[str, str], heard: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A search of the slow county as a process that has reported once how it stands."""
    command = [sys.executable, "-m", "app.cli", "site-plan", "--everyone", *words]
    with (
        heard.open("wb") as errors,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while "正在计算最优" not in heard.read_text("utf-8"):
                assert process.poll() is None, heard.read_text("utf-8")
                assert time.monotonic() < deadline, "the search never says how it stands"
                time.sleep(0.1)
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("form", ["table", "json"])
def test_ctrl_c_prints_the_best_so_far_with_its_gap(tmp_path: Path, form: str) -> None:
    seeds = seeds_of_a_slow_county(tmp_path)
    environment = clean_environment(tmp_path / "data", ZHANWANG_SEEDS_DIR=str(seeds))
    heard = tmp_path / "stderr"
    with _searching(environment, heard, "--format", form) as process:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, heard.read_text("utf-8")
    assert "stopped; this is the best so far" in heard.read_text("utf-8")
    if form == "json":
        plan = json.loads(out)
        assert plan["stopped"] is True
        assert plan["best"]["gap"] > 0
        assert plan["best"]["steps"]
    else:
        assert "已停止" in out.decode().splitlines()[0]
        assert "可能还能少" in out.decode()


def test_a_solver_that_works_on_does_not_take_the_answer_down(tmp_path: Path) -> None:
    seeds = seeds_of_a_slow_county(tmp_path)
    # Without patience the command ends while the solver still works.
    environment = clean_environment(
        tmp_path / "data", ZHANWANG_SEEDS_DIR=str(seeds), ZHANWANG_PLAN_PATIENCE_SECONDS="0.01"
    )
    heard = tmp_path / "stderr"
    with _searching(environment, heard) as process:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, heard.read_text("utf-8")
    assert "已停止" in out.decode().splitlines()[0]
    assert "FATAL" not in heard.read_text("utf-8")


def test_ctrl_c_again_and_again_ends_it_without_a_crash(tmp_path: Path) -> None:
    seeds = seeds_of_a_slow_county(tmp_path)
    environment = clean_environment(
        tmp_path / "data", ZHANWANG_SEEDS_DIR=str(seeds), ZHANWANG_PLAN_PATIENCE_SECONDS="0.01"
    )
    heard = tmp_path / "stderr"
    with _searching(environment, heard) as process:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            process.send_signal(signal.SIGINT)
            time.sleep(0.002)
    said = heard.read_text("utf-8")
    # Either the answer was out already, or the second Ctrl+C came first.
    assert process.returncode in (0, 130), said
    assert "Traceback" not in said
    assert "FATAL" not in said
