"""Which tests pass over which lines of some modules: seen by running each once, and kept in a file where one is named.

What is kept of a test holds until a module that it called is changed; then it is run anew, as a new test is.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import os
import tempfile
import types
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.fixtures import FixtureDef
from _pytest.runner import runtestprotocol

from tests.launching import fork_from_here
from tests.mutants.planting import forget
from tests.mutants.probes import probed

SHARED = ("class", "module", "package")
"""Scopes of fixtures that a fork makes anew. What is the session's stays as the sound program made it."""
KEPT_EVERY = 100
"""After so many tests what is known is written down, so that a run that is broken off has not looked for nothing."""


@dataclass
class Passed:
    """What one test did without any fault: the seconds of a core that it and its processes took, and the lines passed
    over in each module."""

    seconds: float
    lines: dict[str, list[int]]


@dataclass
class Reach:
    """What every test of a session passed over, without those that failed.

    `package` is where modules are looked for that use those in question.
    """

    modules: dict[str, types.ModuleType]
    package: Path
    kept: Path | None = None
    seconds: dict[pytest.Item, float] = field(default_factory=dict)
    _over: dict[tuple[str, int], set[pytest.Item]] = field(default_factory=dict)
    _calling: dict[str, set[pytest.Item]] = field(default_factory=dict)
    _now: dict[str, set[int]] = field(default_factory=dict)
    _used: dict[str, set[str]] = field(default_factory=dict)
    _shared: dict[FixtureDef[Any], dict[str, set[int]]] = field(default_factory=dict)
    _told: Path = Path()

    def over(self, path: str, lines: Iterable[int]) -> set[pytest.Item]:
        """The tests that pass over one of these lines."""
        return set().union(*(self._over.get((path, line), ()) for line in lines))

    def calling(self, path: str) -> set[pytest.Item]:
        """The tests that call a function of this module or of one that imports from it, or that import from it."""
        return set(self._calling.get(path, ()))

    def look(self, session: pytest.Session, red: Sequence[str]) -> None:
        """Run the tests of which nothing is kept; and the first of each folder, so that what they share is set up.

        `red` is where the names of tests appear that fail.
        """
        known, rooms, anew = self._known(), set[Path](), list[pytest.Item]()
        for item in session.items:
            if item.nodeid not in known or item.path.parent not in rooms:
                anew.append(item)
            rooms.add(item.path.parent)
        with self._probed(), self._commands_telling():
            for number, item in enumerate(anew):
                passed = self._run(item, next_of(anew, number, session))
                known.setdefault(item.nodeid, passed)
                if item is anew[-1]:
                    for one in anew:
                        known[one.nodeid].lines = self._with_shared(one, known[one.nodeid].lines)
                if number % KEPT_EVERY == 0 or item is anew[-1]:
                    self._keep({name: passed for name, passed in known.items() if name not in red})
        files = {item.path: str(item.path.relative_to(session.config.rootpath)) for item in session.items}
        reading = users_of(self.modules, files)
        for item in session.items:
            passed = known[item.nodeid]
            self.seconds[item] = passed.seconds
            if item.nodeid in red:
                continue
            for path in reading.get(module_name(files[item.path]), ()):
                self._calling.setdefault(path, set()).add(item)
            for path, lines in passed.lines.items():
                self._calling.setdefault(path, set()).add(item)
                for line in lines:
                    self._over.setdefault((path, line), set()).add(item)

    def _keep(self, known: dict[str, Passed]) -> None:
        """Write down what is known, of a run that is broken off too."""
        if self.kept is not None:
            tests = {name: [passed.seconds, passed.lines] for name, passed in known.items()}
            self.kept.write_text(json.dumps({"modules": self._texts(), "tests": tests}), "utf-8")

    def _known(self) -> dict[str, Passed]:
        """What is kept of tests whose modules are as they were."""
        if self.kept is None or not self.kept.exists():
            return {}
        kept, texts = json.loads(self.kept.read_text("utf-8")), self._texts()
        if not texts.keys() <= kept["modules"].keys():
            return {}  # nobody looked at one of them
        changed = {path for path, text in texts.items() if kept["modules"][path] != text}
        return {name: Passed(*of) for name, of in kept["tests"].items() if not changed & of[1].keys()}

    def _texts(self) -> dict[str, str]:
        """A fingerprint of each module's text."""
        return {path: hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in self.modules}

    def _run(self, item: pytest.Item, following: Any) -> Passed:
        """Run a test, noting which lines of the modules it passes over."""
        self._now.clear()
        # What is remembered is not passed over a second time, by whoever asks.
        forget(*(module.__name__ for module in self.modules.values()))
        examples = item.dtest if isinstance(item, pytest.DoctestItem) else None
        globs = dict(examples.globs) if examples is not None else {}
        began = sum(os.times()[:4])
        runtestprotocol(item, nextitem=following)
        if examples is not None:
            examples.globs.update(globs)  # it forgets them when it has run, and would fail the second time
        for told in self._told_by_commands():
            for path, some in told.items():
                self._now.setdefault(path, set()).update(some)
        lines = {path: sorted(found) for path, found in self._now.items()}
        return Passed(sum(os.times()[:4]) - began, lines)

    @contextmanager
    def setting_up(self, fixture: FixtureDef[Any]) -> Iterator[None]:
        """While this lasts a fixture is made. What several tests share each of them passes over."""
        outside, self._now = self._now, {}
        try:
            yield
        finally:
            inside, self._now = self._now, outside
            for path, lines in inside.items():
                outside.setdefault(path, set()).update(lines)
                if fixture.scope in SHARED:
                    self._shared.setdefault(fixture, {}).setdefault(path, set()).update(lines)

    def _with_shared(self, item: pytest.Item, lines: dict[str, list[int]]) -> dict[str, list[int]]:
        found = {path: set(some) for path, some in lines.items()}
        info = getattr(item, "_fixtureinfo", None)
        for fixture in (one for some in info.name2fixturedefs.values() for one in some) if info is not None else ():
            for path, some in self._shared.get(fixture, {}).items():
                found.setdefault(path, set()).update(some)
        return {path: sorted(some) for path, some in found.items()}

    @contextmanager
    def _probed(self) -> Iterator[None]:
        """While this lasts, whatever runs in the modules, and in those that use them, is noted."""
        with ExitStack() as stack:
            for path, module in self.modules.items():
                stack.enter_context(probed(module, partial(self._tell, path)))
            for name, used in users_of(self.modules, self.package.rglob("*.py")).items():
                using = importlib.import_module(name)
                if using not in self.modules.values():
                    stack.enter_context(probed(using, partial(self._tell_use, used), lines=False))
                    continue
                # (its own probes are told already: whoever runs in it is noted with what it uses)
                self._used[next(path for path, one in self.modules.items() if one is using)] = used
            yield

    @contextmanager
    def _commands_telling(self) -> Iterator[None]:
        """While this lasts, commands that a test starts are forked from here, and tell at their end what they passed
        over. After it they are still forked from here, so that a fault that is planted is in them too.
        """
        with tempfile.TemporaryDirectory(prefix="zhanwang-commands-") as folder:
            self._told = Path(folder)
            fork_from_here(self._tell_as_command)
            yield
        fork_from_here()

    def _tell_as_command(self) -> None:
        lines = {path: sorted(found) for path, found in self._now.items()}
        (self._told / f"{os.getpid()}").write_text(json.dumps(lines), "utf-8")

    def _told_by_commands(self) -> Iterator[dict[str, list[int]]]:
        """What commands have told that have ended since the last question."""
        for file in self._told.iterdir():
            yield json.loads(file.read_text("utf-8"))
            file.unlink()

    def _tell(self, path: str, line: int) -> None:
        self._now.setdefault(path, set()).add(line)
        self._tell_use(self._used.get(path, ()), 0)

    def _tell_use(self, used: Iterable[str], _: int) -> None:
        for path in used:
            self._now.setdefault(path, set())


def users_of(paths: Iterable[str], files: Iterable[Path]) -> dict[str, set[str]]:
    """By name, which of these modules each module in some files imports, or imports from."""
    by_name = {module_name(path): path for path in paths}
    found: dict[str, set[str]] = {}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names)):
                    if name in by_name:
                        found.setdefault(module_name(os.path.relpath(file)), set()).add(by_name[name])
    return found


def module_name(path: str) -> str:
    """What a module is called that stands at a path: `app.sites` for `app/sites/__init__.py`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def next_of(items: Sequence[pytest.Item], number: int, session: pytest.Session) -> Any:
    """The item after this one; after the last the session itself, so that only what is the session's stays set up."""
    return items[number + 1] if number + 1 < len(items) else session
