"""The run: all tests once to see who passes over which line, then each fault in a fork of its own.

Session fixtures stay up between the runs; all others are set up anew in each fork, and so is the standing application:
two forks before one folder would disturb each other, and that would pass for a fault that was noticed. A fault is tried
with the tests that pass over its statement: first those that noticed another fault of the same function, then the
quickest, so that every file of tests gets the same time, until one fails or so many seconds of tests have passed as a
fault may cost. What a test notices counts only if the same test passes in a fork without a fault.

What a fault in a table does is planted in that table and in those of its module that are made of it; and a table that
a faulty function makes is made again. What other modules took from it when the program was loaded stays sound: such
faults are listed though a test might notice.
"""

from __future__ import annotations

import gc
import importlib
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import types
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from _pytest.fixtures import FixtureDef
from _pytest.runner import runtestprotocol

from tests.engines import on_postgres
from tests.mutants.bounds import bound_memory, bound_time
from tests.mutants.faults import Fault, faults_of
from tests.mutants.looking import Reach, module_name, next_of
from tests.mutants.planting import plant, tables_made_by

LEAST_SECONDS, TIMES_AS_LONG, WAITING = 15, 8, 10
"""A fault that makes a test take so much longer is noticed: seconds of a core, or ten times as many of waiting, since
on a busy machine a sound test waits too."""
SURVIVED, NOTICED, STUCK, CANNOT = 0, 1, 2, 77

Chosen = TypeVar("Chosen")


def room_of(path: str) -> str:
    """The room that a module stands in: `app/sites` of `app/sites/edit.py`."""
    return "/".join(Path(path).parts[:-1][:2])


@dataclass(frozen=True)
class Asked:
    """What a run is to try: everything, or a part of it."""

    jobs: int = 2
    lines: range | None = None
    sample: int | None = None
    seed: int = 1
    seconds: float = 30.0
    again: frozenset[tuple[str, str, str]] | None = None
    of_room: int | None = None

    def of(self, paths: Sequence[str]) -> dict[str, list[Fault]]:
        """The faults of each module that are tried, in the order of its lines."""
        found = {path: self._of_module(path) for path in paths}
        if self.of_room is None:
            return found
        rooms: dict[str, list[tuple[str, Fault]]] = {}
        for path, faults in found.items():
            rooms.setdefault(room_of(path), []).extend((path, fault) for fault in faults)
        chosen: dict[str, list[Fault]] = {path: [] for path in paths}
        for room, whole in rooms.items():
            for path, fault in self._at_random(room, whole, self.of_room):
                chosen[path].append(fault)
        return {path: sorted(faults, key=lambda fault: fault.line) for path, faults in chosen.items() if faults}

    def _of_module(self, path: str) -> list[Fault]:
        whole = [fault for fault in faults_of(Path(path).read_text("utf-8")) if self._wanted(path, fault)]
        return sorted(self._at_random(path, whole, self.sample), key=lambda fault: fault.line)

    def _at_random(self, what: str, whole: list[Chosen], most: int | None) -> list[Chosen]:
        if most is None or len(whole) <= most:
            return whole
        return random.Random(f"{self.seed} {what}").sample(whole, most)

    def _wanted(self, path: str, fault: Fault) -> bool:
        if self.again is not None and (path, fault.function, fault.what) not in self.again:
            return False
        return self.lines is None or fault.line in self.lines


@dataclass
class Report:
    """What became of the faults of one module: all, and those that no test noticed, with how many tests were run.

    `stuck` is how many were noticed by nothing but the time that a test took.
    """

    path: str
    planted: int = 0
    stuck: int = 0
    survivors: list[tuple[Fault, int]] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many were noticed."""
        return self.planted - len(self.survivors)


@dataclass
class Trial:
    """One fault being tried in a process: with which tests, and where the process says which of them failed."""

    fault: Fault
    items: list[pytest.Item]
    heard: int

    def failed(self) -> pytest.Item | None:
        """The test that noticed."""
        number = os.read(self.heard, 20)
        os.close(self.heard)
        return self.items[int(number)] if number else None


class Mutants:
    """A plugin of pytest that runs the tests of a session against faults of some modules."""

    def __init__(
        self, paths: Sequence[str], asked: Asked, written: Path | None = None, kept: Path | None = None
    ) -> None:
        self.paths, self.asked, self.written = list(paths), asked, written
        self.reports: list[Report] = []
        self.red: list[str] = []
        self.untrue: list[str] = []
        self.kept = kept
        self._sound: dict[pytest.Item, bool] = {}
        self._noticing: dict[tuple[str, str], Counter[pytest.Item]] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="zhanwang-mutants-")

    def pytest_collection(self) -> None:
        """Before any test is loaded: who drew a case that fails need not look for a smaller one, which takes long."""
        from hypothesis import Phase, settings  # here, since pytest rewrites what it loads itself

        settings.register_profile("mutants", settings(), phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """One engine is enough to tell a rule from its opposite."""
        if not config.getoption("--all-engines"):
            items[:] = [item for item in items if not on_postgres(item)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self.red.append(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: FixtureDef[Any]) -> Iterator[None]:
        """Tell by whom it was asked for what is passed over."""
        with self._reach.setting_up(fixturedef):
            return (yield)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The whole run, in place of pytest's own."""
        tried = self.asked.of(self.paths)
        # Only where a fault is tried: every module looked at costs each test the caches that are emptied before it.
        modules = {path: importlib.import_module(module_name(path)) for path in tried}
        self._reach = Reach(modules, Path("app"), self.kept)
        self._reach.look(session, self.red)
        gc.freeze()  # or every fork copies what the collector merely looks at
        self.reports = [Report(path) for path in tried]
        self._try_all(session, modules, [(report, fault) for report in self.reports for fault in tried[report.path]])
        return True

    def _try_all(
        self, session: pytest.Session, modules: dict[str, types.ModuleType], waiting: list[tuple[Report, Fault]]
    ) -> None:
        """Try every fault, those of several modules at the same time; each module is told of when its last is done."""
        left = Counter(report.path for report, _ in waiting)
        running: dict[int, tuple[Report, Trial]] = {}
        while waiting or running:
            while waiting and len(running) < self.asked.jobs:
                report, fault = waiting.pop(0)
                process, trial = self._begin(session, modules[report.path], fault, self._through(report.path, fault))
                running[process] = report, trial
            process, status = os.wait()
            if process not in running:
                continue
            report, trial = running.pop(process)
            path = report.path
            code, item = os.waitstatus_to_exitcode(status), trial.failed()
            if code not in (SURVIVED, CANNOT) and item is not None and not self._passes(session, modules[path], item):
                waiting.insert(0, (report, trial.fault))
                continue
            self._tell(report, trial, code, item)
            left[path] -= 1
            if not left[path]:
                print(f"{path}: {report.killed} of {report.planted} noticed", flush=True)
                self._write()

    def _tell(self, report: Report, trial: Trial, code: int, item: pytest.Item | None) -> None:
        """Put down what became of a fault."""
        if code == CANNOT:
            return
        path = report.path
        report.planted += 1
        report.stuck += code in (STUCK, -signal.SIGXCPU)
        if code == SURVIVED:
            report.survivors.append((trial.fault, len(trial.items)))
            where = trial.fault.function or "module"
            print(f"{path}:{trial.fault.line}: {trial.fault.what}  [{where}; {len(trial.items)} tests]", flush=True)
        elif item is not None:
            self._noticing.setdefault((path, trial.fault.function), Counter())[item] += 1

    def _through(self, path: str, fault: Fault) -> list[pytest.Item]:
        """The tests that may notice, those that are likely to and quick first, as far as the time reaches."""
        found = self._reach.over(path, fault.reached) if fault.function else set()
        if not fault.function or tables_made_by(fault.source, fault.function):
            found |= self._reach.calling(path)
        found = {item for item in found if self._sound.get(item, True)}
        noticed = self._noticing.get((path, fault.function), Counter())
        spent: dict[Path, float] = {}
        turns: dict[pytest.Item, float] = {}
        for item in sorted(found, key=lambda item: self._reach.seconds[item]):
            spent[item.path] = turns[item] = spent.get(item.path, 0) + self._reach.seconds[item]
        ordered = sorted(found, key=lambda item: (-noticed[item], turns[item]))
        passed = itertools.accumulate(self._reach.seconds[item] for item in ordered)
        return [item for item, sum_ in zip(ordered, passed, strict=True) if sum_ <= self.asked.seconds] or ordered[:1]

    def _passes(self, session: pytest.Session, module: types.ModuleType, item: pytest.Item) -> bool:
        """Whether a test passes in a fork in which nothing was planted; asked once of each."""
        if item not in self._sound:
            process, trial = self._begin(session, module, None, [item])
            _, status = os.waitpid(process, 0)
            trial.failed()
            self._sound[item] = os.waitstatus_to_exitcode(status) == SURVIVED
            if not self._sound[item]:
                self.untrue.append(item.nodeid)
        return self._sound[item]

    def _begin(
        self, session: pytest.Session, module: types.ModuleType, fault: Fault | None, items: list[pytest.Item]
    ) -> tuple[int, Trial]:
        sys.stdout.flush()
        heard, said = os.pipe()
        process = os.fork()
        if process:
            os.close(said)
            return process, Trial(fault or _NONE, items, heard)
        code = CANNOT
        try:
            os.setpgrp()
            quiet = os.open(os.devnull, os.O_RDWR)
            for number in (1, 2):
                os.dup2(quiet, number)
            bound_memory()
            tempfile.tempdir = self._folder.name  # nothing that a fork leaves behind outlives the run
            if standing := sys.modules.get("tests.standing"):  # a run that needs none does not load it
                standing.move_out()
            if fault is not None:
                _hand_over(items, plant(module, fault))
            code = self._noticed(session, items, said)
        except LookupError:
            code = CANNOT
        except BaseException:
            code = NOTICED
        finally:
            os._exit(code)

    def _noticed(self, session: pytest.Session, items: list[pytest.Item], said: int) -> int:
        before = len(self.red)
        for number, item in enumerate(items):

            def stuck(*_: object, number: int = number) -> None:
                os.write(said, str(number).encode())
                os._exit(STUCK)

            allowed = LEAST_SECONDS + TIMES_AS_LONG * self._reach.seconds[item]
            for clock, bell, seconds in (
                (signal.ITIMER_PROF, signal.SIGPROF, allowed),
                (signal.ITIMER_REAL, signal.SIGALRM, WAITING * allowed),
            ):
                signal.signal(bell, stuck)
                signal.setitimer(clock, seconds)
            bound_time(2 * allowed)  # no bell is heard within a library that loops without end
            runtestprotocol(item, nextitem=next_of(items, number, session))
            if len(self.red) > before:
                os.write(said, str(number).encode())
                return NOTICED
        return SURVIVED

    def _write(self) -> None:
        """Write down what survived, for `--again`."""
        if self.written is not None:
            found = [[r.path, f.function, f.what] for r in self.reports for f, _ in r.survivors]
            self.written.write_text(json.dumps(found, ensure_ascii=False, indent=0), "utf-8")


_NONE = Fault(0, "none", "", range(0), "", 0, 0)


def survivors_in(file: Path) -> frozenset[tuple[str, str, str]]:
    """What an earlier run wrote down."""
    return frozenset((path, function, what) for path, function, what in json.loads(file.read_text("utf-8")))


def _hand_over(items: Sequence[pytest.Item], anew: Sequence[tuple[object, object]]) -> None:
    """Give tests that were found with a table in their hands the faulty one."""
    for item in items:
        params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        for name, value in params.items():
            params[name] = next((new for old, new in anew if old is value), value)
