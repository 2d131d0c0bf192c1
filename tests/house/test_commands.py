"""A command that was written can be called, and `--help` waits for no journey."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import click

import app.cli
from app.cli import COMMANDS
from tests.house.tree import ROOT

HEAVY = ("app.standards", "app.compliance", "app.store", "app.exchange", "app.web", "litestar", "numpy", "piccolo")


def reached(command: click.Command) -> set[int]:
    """The command and all that stand under it."""
    under = command.commands.values() if isinstance(command, click.Group) else ()
    return {id(command)}.union(*map(reached, under))


def test_every_command_that_was_written_can_be_called() -> None:
    known = {id(app.cli.zhanwang)}
    for place in COMMANDS.values():
        module, _, name = place.partition(":")
        known |= reached(getattr(import_module(module), name))
    names = [found.name for found in iter_modules(app.cli.__path__) if found.name != "__main__"]
    written = {
        f"{name}:{called}": id(thing)
        for name in names
        for called, thing in vars(import_module(f"app.cli.{name}")).items()
        if isinstance(thing, click.Command)
    }
    assert len(written) > len(COMMANDS)
    assert [name for name, command in written.items() if command not in known] == []


def test_a_command_brings_in_nothing_heavy_before_it_is_called() -> None:
    for module in sorted({place.partition(":")[0] for place in COMMANDS.values()}):
        told = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
        done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.split() == [], module
