"""The run: all tests once to see who passes through which function, then each fault in a fork of its own.

Session fixtures stay up between the runs; all others are set up anew in each fork.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import time
import types
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.faults import Fault, faults_of
from tests.mutants.planting import plant

LEAST_SECONDS, TIMES_AS_LONG = 20, 10
"""A fault that makes the tests take so much longer is noticed."""
NOTICED, SURVIVED, CANNOT = 1, 0, 77


@dataclass
class Report:
    """What became of the faults of one module: all, and those that no test noticed, with how many tests passed by."""

    path: str
    planted: int = 0
    survivors: list[tuple[Fault, int]] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many were noticed."""
        return self.planted - len(self.survivors)


class Mutants:
    """A plugin of pytest that runs the tests of a session against every fault of some modules."""

    def __init__(self, paths: Sequence[str], jobs: int, lines: range | None = None) -> None:
        self.paths, self.jobs, self.lines = list(paths), jobs, lines
        self.reports: list[Report] = []
        self.red: list[str] = []
        self._reached: dict[tuple[str, str], list[pytest.Item]] = {}
        self._seconds: dict[pytest.Item, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self.red.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The whole run, in place of pytest's own."""
        modules = {path: importlib.import_module(_module_name(path)) for path in self.paths}
        self._look(session, list(session.items), {module.__file__ or "": path for path, module in modules.items()})
        for path, module in modules.items():
            self.reports.append(self._try_all(session, path, module))
        return True

    def _look(self, session: pytest.Session, items: list[pytest.Item], files: dict[str, str]) -> None:
        """Run every test once, noting which functions of the modules it passes through."""
        seen: set[tuple[str, str]] = set()

        def heard(frame: types.FrameType, event: str, _: Any) -> None:
            path = files.get(frame.f_code.co_filename)
            if path is not None and event == "call":
                seen.add((path, _outermost(frame.f_code.co_qualname)))

        for number, item in enumerate(items):
            seen.clear()
            began = time.monotonic()
            threading.setprofile(heard)
            sys.setprofile(heard)
            try:
                runtestprotocol(item, nextitem=_next(items, number, session))
            finally:
                sys.setprofile(None)
                threading.setprofile(None)
            self._seconds[item] = time.monotonic() - began
            if item.nodeid in self.red:
                continue
            for place in seen | {(path, "") for path in files.values()}:
                self._reached.setdefault(place, []).append(item)

    def _try_all(self, session: pytest.Session, path: str, module: types.ModuleType) -> Report:
        report = Report(path)
        waiting = [f for f in faults_of(Path(path).read_text("utf-8")) if self.lines is None or f.line in self.lines]
        running: dict[int, tuple[Fault, int]] = {}
        while waiting or running:
            while waiting and len(running) < self.jobs:
                fault = waiting.pop(0)
                through = self._through(path, fault)
                running[self._fork(session, module, fault, through)] = fault, len(through)
            process, status = os.wait()
            if process not in running:
                continue
            fault, tests = running.pop(process)
            code = os.waitstatus_to_exitcode(status)
            if code == CANNOT:
                continue
            report.planted += 1
            if code == SURVIVED:
                report.survivors.append((fault, tests))
                print(f"{path}:{fault.line}: {fault.what}  [{fault.function or 'module'}; {tests} tests]", flush=True)
        print(f"{path}: {report.killed} of {report.planted} noticed", flush=True)
        return report

    def _through(self, path: str, fault: Fault) -> list[pytest.Item]:
        """The tests that pass through the function, the quickest first; for a table, through any of the module."""
        found = self._reached.get((path, fault.function), [])
        if not fault.function:
            named = {item for place, items in self._reached.items() if place[0] == path and place[1] for item in items}
            found = [item for item in found if item in named]
        return sorted(found, key=lambda item: self._seconds[item])

    def _fork(self, session: pytest.Session, module: types.ModuleType, fault: Fault, items: list[pytest.Item]) -> int:
        sys.stdout.flush()
        process = os.fork()
        if process:
            return process
        code = CANNOT
        try:
            os.setpgrp()
            quiet = os.open(os.devnull, os.O_RDWR)
            for number in (1, 2):
                os.dup2(quiet, number)
            signal.signal(signal.SIGALRM, lambda *_: os._exit(NOTICED))
            signal.alarm(LEAST_SECONDS + int(TIMES_AS_LONG * sum(self._seconds[item] for item in items)))
            plant(module, fault)
            code = self._noticed(session, items)
        except LookupError:
            code = CANNOT
        except BaseException:
            code = NOTICED
        finally:
            os._exit(code)

    def _noticed(self, session: pytest.Session, items: list[pytest.Item]) -> int:
        before = len(self.red)
        for number, item in enumerate(items):
            runtestprotocol(item, nextitem=_next(items, number, session))
            if len(self.red) > before:
                return NOTICED
        return SURVIVED


def _next(items: Sequence[pytest.Item], number: int, session: pytest.Session) -> Any:
    """The item after this one; after the last the session itself, so that only what is the session's stays set up."""
    return items[number + 1] if number + 1 < len(items) else session


def _outermost(qualified: str) -> str:
    """The function or method that is live in its module: of `outer.<locals>.inner` the outer."""
    return qualified.partition(".<locals>")[0]


def _module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
