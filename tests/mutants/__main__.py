"""`python -m tests.mutants [module …]`: plant faults in modules, by default those that differ from main.

Lists the faults that no test noticed. The exit code is 1 where a module has less than `--at-least` per cent noticed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.running import Asked, Mutants, survivors_in

ROOMS = {
    "app/access/": ("tests/access", "tests/journeys", "tests/web"),
    "app/coverage/": (
        "tests/coverage",
        "tests/journeys",
        "tests/web/test_service_circle.py",
        "tests/web/test_site_plans.py",
    ),
    "app/journeys/": ("tests/journeys", "tests/web", "tests/workbook"),
    "app/proposals/": ("tests/proposals", "tests/journeys", "tests/web"),
    "app/sites/": ("tests/sites", "tests/fields", "tests/journeys", "tests/web", "tests/workbook", "tests/exchange"),
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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="app/access/may.py …; none: those that differ from --since")
    parser.add_argument("--since", default="main", help="the commit that changed modules are told by")
    parser.add_argument("--tests", nargs="*", help="where to look for tests instead of the room's own")
    parser.add_argument("--jobs", type=int, default=2, help="faults tried at the same time")
    parser.add_argument("--at-least", type=int, default=0, metavar="PERCENT", help="exit 1 where a module has less")
    parser.add_argument("--lines", help="only faults in these lines: 10-40")
    parser.add_argument("--sample", type=int, help="at most so many faults a module, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="what the choice of --sample starts from")
    parser.add_argument("--seconds", type=float, default=30.0, help="how many seconds of tests a fault may cost")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write down what no test noticed")
    parser.add_argument("--again", type=Path, metavar="FILE", help="only what an earlier run wrote down")
    asked = parser.parse_args()
    modules = _modules(asked.modules) or changed_modules(asked.since)
    if not modules:
        print("no module of these rooms has changed: " + ", ".join(ROOMS))
        return 0
    first, _, last = (asked.lines or "").partition("-")
    lines = range(int(first), int(last or first) + 1) if first else None
    again = survivors_in(asked.again) if asked.again else None
    run = Mutants(
        modules, Asked(asked.jobs, lines, asked.sample, asked.seed, asked.seconds, again), written=asked.write
    )
    where = asked.tests or tests_of(modules)
    # The examples in the modules' own docstrings are tests too.
    options = ["-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider", "--doctest-modules"]
    code = pytest.main([*options, *where, *modules], plugins=[run])
    if not run.reports:
        return int(code) or 2
    print(f"\n{'module':50} {'planted':>8} {'noticed':>8} {'%':>6}")
    for report in run.reports:
        share = 100 * report.killed / report.planted if report.planted else 100
        print(f"{report.path:50} {report.planted:8} {report.killed:8} {share:6.1f}")
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
