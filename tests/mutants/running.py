"""The run: all tests once to see who passes over which line, then each fault in a fork of its own.

Session fixtures stay up between the runs; all others are set up anew in each fork. A fault is tried with the tests that
pass over its statement: first those that noticed another fault of the same function, then the quickest, so that every
file of tests gets the same time, until one fails or so many seconds of tests have passed as a fault may cost. What a
test notices counts only if the same test passes in a fork without a fault.

What a fault in a table does is planted in that table alone: what other tables took from it when the program was loaded
stays sound, and so does what a function did that runs only then. Such faults are listed though a test might notice.
"""

from __future__ import annotations

import gc
import importlib
import itertools
import json
import os
import random
import resource
import signal
import sys
import threading
import time
import types
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.engines import on_postgres
from tests.mutants.faults import Fault, faults_of
from tests.mutants.planting import plant

LEAST_SECONDS, TIMES_AS_LONG = 15, 8
"""A fault that makes a test take so much longer is noticed."""
MORE_MEMORY_BYTES = 2 * 1024**3
"""What a fault may take beyond what the tests hold; it may run wild."""
SURVIVED, NOTICED, STUCK, CANNOT = 0, 1, 2, 77


@dataclass(frozen=True)
class Asked:
    """What a run is to try: everything, or a part of it."""

    jobs: int = 2
    lines: range | None = None
    sample: int | None = None
    seed: int = 1
    seconds: float = 30.0
    again: frozenset[tuple[str, str, str]] | None = None

    def of(self, path: str) -> list[Fault]:
        """The faults of a module that are tried, in the order of its lines."""
        whole = [fault for fault in faults_of(Path(path).read_text("utf-8")) if self._wanted(path, fault)]
        if self.sample is None or len(whole) <= self.sample:
            return whole
        chosen = random.Random(f"{self.seed} {path}").sample(whole, self.sample)
        return sorted(chosen, key=lambda fault: fault.line)

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

    def __init__(self, paths: Sequence[str], asked: Asked, written: Path | None = None) -> None:
        self.paths, self.asked, self.written = list(paths), asked, written
        self.reports: list[Report] = []
        self.red: list[str] = []
        self.untrue: list[str] = []
        self._reached: dict[tuple[str, int], set[pytest.Item]] = {}
        self._called: dict[str, set[pytest.Item]] = {}
        self._seconds: dict[pytest.Item, float] = {}
        self._sound: dict[pytest.Item, bool] = {}
        self._noticing: dict[tuple[str, str], Counter[pytest.Item]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """One engine is enough to tell a rule from its opposite."""
        if not config.getoption("--all-engines"):
            items[:] = [item for item in items if not on_postgres(item)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self.red.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The whole run, in place of pytest's own."""
        modules = {path: importlib.import_module(_module_name(path)) for path in self.paths}
        self._look(session, list(session.items), {module.__file__ or "": path for path, module in modules.items()})
        gc.freeze()  # or every fork copies what the collector merely looks at
        for path, module in modules.items():
            self.reports.append(self._try_all(session, path, module))
            self._write()
        return True

    def _look(self, session: pytest.Session, items: list[pytest.Item], files: dict[str, str]) -> None:
        """Run every test once, noting which lines of the modules it passes over."""
        seen: set[tuple[str, int]] = set()
        called: set[str] = set()

        def on_line(frame: types.FrameType, event: str, _: Any) -> Any:
            if event == "line":
                seen.add((files[frame.f_code.co_filename], frame.f_lineno))
            return on_line

        def on_call(frame: types.FrameType, event: str, _: Any) -> Any:
            path = files.get(frame.f_code.co_filename)
            if path is None:
                return None
            called.add(path)
            return on_line

        for number, item in enumerate(items):
            seen.clear()
            called.clear()
            examples = item.dtest if isinstance(item, pytest.DoctestItem) else None
            known = dict(examples.globs) if examples is not None else {}
            began = time.monotonic()
            threading.settrace(on_call)
            sys.settrace(on_call)
            try:
                runtestprotocol(item, nextitem=_next(items, number, session))
            finally:
                sys.settrace(None)
                threading.settrace(None)  # type: ignore[arg-type] # None is what takes a tracer away
            self._seconds[item] = time.monotonic() - began
            if examples is not None:
                examples.globs.update(known)  # it forgets them when it has run, and would fail the second time
            if item.nodeid in self.red:
                continue
            for place in seen:
                self._reached.setdefault(place, set()).add(item)
            for path in called:
                self._called.setdefault(path, set()).add(item)

    def _try_all(self, session: pytest.Session, path: str, module: types.ModuleType) -> Report:
        report = Report(path)
        waiting = self.asked.of(path)
        running: dict[int, Trial] = {}
        while waiting or running:
            while waiting and len(running) < self.asked.jobs:
                fault = waiting.pop(0)
                process, trial = self._begin(session, module, fault, self._through(path, fault))
                running[process] = trial
            process, status = os.wait()
            if process not in running:
                continue
            trial = running.pop(process)
            code, item = os.waitstatus_to_exitcode(status), trial.failed()
            if code == CANNOT:
                continue
            if code != SURVIVED and item is not None and not self._passes(session, module, item):
                waiting.insert(0, trial.fault)
                continue
            report.planted += 1
            report.stuck += code == STUCK
            if code == SURVIVED:
                report.survivors.append((trial.fault, len(trial.items)))
                where = trial.fault.function or "module"
                print(f"{path}:{trial.fault.line}: {trial.fault.what}  [{where}; {len(trial.items)} tests]", flush=True)
            elif item is not None:
                self._noticing.setdefault((path, trial.fault.function), Counter())[item] += 1
        print(f"{path}: {report.killed} of {report.planted} noticed", flush=True)
        return report

    def _through(self, path: str, fault: Fault) -> list[pytest.Item]:
        """The tests that may notice, those that are likely to and quick first, as far as the time reaches."""
        found = set().union(*(self._reached.get((path, line), ()) for line in fault.reached))
        if not fault.function:
            found = self._called.get(path, set())
        found = {item for item in found if self._sound.get(item, True)}
        noticed = self._noticing.get((path, fault.function), Counter())
        spent: dict[Path, float] = {}
        turns: dict[pytest.Item, float] = {}
        for item in sorted(found, key=lambda item: self._seconds[item]):
            spent[item.path] = turns[item] = spent.get(item.path, 0) + self._seconds[item]
        ordered = sorted(found, key=lambda item: (-noticed[item], turns[item]))
        passed = itertools.accumulate(self._seconds[item] for item in ordered)
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
            _bound_memory()
            if fault is not None:
                plant(module, fault)
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

            signal.signal(signal.SIGALRM, stuck)
            signal.alarm(LEAST_SECONDS + int(TIMES_AS_LONG * self._seconds[item]))
            runtestprotocol(item, nextitem=_next(items, number, session))
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


def _bound_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    most = pages * resource.getpagesize() + MORE_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _next(items: Sequence[pytest.Item], number: int, session: pytest.Session) -> Any:
    """The item after this one; after the last the session itself, so that only what is the session's stays set up."""
    return items[number + 1] if number + 1 < len(items) else session


def _module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
