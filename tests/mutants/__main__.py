"""`python -m tests.mutants [module …]`: plant faults in modules, by default those that differ from main.

Lists the faults that no test noticed. The exit code is 1 where a module has less than `--at-least` per cent noticed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.running import Asked, Mutants, room_of, survivors_in

ROOMS = {
    "app/access/": ("tests/access", "tests/journeys", "tests/web"),
    "app/coverage/": (
        "tests/coverage",
        "tests/journeys",
        "tests/web/test_service_circle.py",
        "tests/web/test_site_plans.py",
    ),
    "app/journeys/": (
        *("tests/journeys", "tests/web", "tests/workbook", "tests/search", "tests/inspections", "tests/assessments"),
        *("tests/cli", "tests/standards/test_broken_packs.py"),
    ),
    "app/proposals/": ("tests/proposals", "tests/journeys", "tests/web"),
    "app/sites/": (
        *("tests/sites", "tests/fields", "tests/journeys", "tests/web", "tests/workbook", "tests/exchange"),
        *("tests/compliance", "tests/standards", "tests/normal"),
    ),
}
"""The rooms in which faults are planted, and where the tests that should notice are found."""


def changed_modules(since: str) -> list[str]:
    """Modules of the rooms that differ from a commit."""
    listed = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=d", since], capture_output=True, text=True, check=True
    )
    return [path for path in listed.stdout.split() if path.endswith(".py") and path.startswith(tuple(ROOMS))]


def tests_of(paths: list[str]) -> list[str]:
    """Where the tests for these modules are found."""
    rooms = [room for start, room in ROOMS.items() if any(path.startswith(start) for path in paths)]
    return list(dict.fromkeys(folder for room in rooms for folder in room))


def _modules(named: list[str]) -> list[str]:
    """The modules that are named, and those in the folders that are."""
    return [str(path) for one in map(Path, named) for path in (sorted(one.rglob("*.py")) if one.is_dir() else [one])]


def _print_share(what: str, planted: int, killed: int) -> None:
    share = 100 * killed / planted if planted else 100
    print(f"{what:50} {planted:8} {killed:8} {share:6.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="app/access/may.py …; none: those that differ from --since")
    parser.add_argument("--since", default="main", help="the commit that changed modules are told by")
    parser.add_argument("--tests", nargs="*", help="where to look for tests instead of the room's own")
    parser.add_argument("--jobs", type=int, default=2, help="faults tried at the same time")
    parser.add_argument("--at-least", type=int, default=0, metavar="PERCENT", help="exit 1 where a module has less")
    parser.add_argument("--lines", help="only faults in these lines: 10-40")
    parser.add_argument("--sample", type=int, help="at most so many faults a module, chosen at random")
    parser.add_argument("--of-room", type=int, help="at most so many faults a room, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="what the choice of --sample and --of-room starts from")
    parser.add_argument("--seconds", type=float, default=30.0, help="seconds of a core that a fault may cost")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write down what no test noticed")
    parser.add_argument("--again", type=Path, metavar="FILE", help="only what an earlier run wrote down")
    parser.add_argument("--reach", type=Path, metavar="FILE", help="keep which test passes over which line, and use it")
    asked = parser.parse_args()
    modules = _modules(asked.modules) or changed_modules(asked.since)
    if not modules:
        print("no module of these rooms has changed: " + ", ".join(ROOMS))
        return 0
    first, _, last = (asked.lines or "").partition("-")
    lines = range(int(first), int(last or first) + 1) if first else None
    again = survivors_in(asked.again) if asked.again else None
    tried = Asked(asked.jobs, lines, asked.sample, asked.seed, asked.seconds, again, asked.of_room)
    run = Mutants(modules, tried, asked.write, asked.reach)
    where = asked.tests or tests_of(modules)
    # The examples in the modules' own docstrings are tests too.
    options = ["-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider", "--doctest-modules"]
    options += ["-o", "tmp_path_retention_policy=failed"]  # each fork copies databases
    code = pytest.main([*options, *where, *modules], plugins=[run])
    if not run.reports:
        return int(code) or 2
    print(f"\n{'module':50} {'planted':>8} {'noticed':>8} {'%':>6}")
    rooms: dict[str, tuple[int, int]] = {}
    for report in run.reports:
        _print_share(report.path, report.planted, report.killed)
        planted, killed = rooms.get(room_of(report.path), (0, 0))
        rooms[room_of(report.path)] = planted + report.planted, killed + report.killed
    print()
    for room, (planted, killed) in rooms.items():
        _print_share(room, planted, killed)
    stuck = sum(report.stuck for report in run.reports)
    print(f"\nnoticed by nothing but the time that a test took: {stuck}")
    if run.untrue:
        print("fail in a fork without any fault, and left out: " + ", ".join(run.untrue))
    if run.red:
        print("failed without any fault, and left out: " + ", ".join(run.red))
    short = [r for r in run.reports if r.planted and 100 * r.killed < asked.at_least * r.planted]
    return 1 if short or run.red else 0


if __name__ == "__main__":
    sys.exit(main())
