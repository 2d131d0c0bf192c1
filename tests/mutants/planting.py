"""Planting a fault in the program as it is loaded: the code of one live function, or one table of a module."""

from __future__ import annotations

import ast
import functools
import sys
import types
from collections.abc import Iterator
from typing import Any

from tests.mutants.faults import Fault


def plant(module: types.ModuleType, fault: Fault) -> None:
    """Make the loaded module do what the faulty one would, and forget what was remembered of the sound one."""
    _forget(module.__name__.partition(".")[0] if module.__name__.startswith("app.") else module.__name__)
    if fault.function:
        _swap_code(module, fault)
    else:
        _set_anew(module, fault.statement)


def function_of(module: types.ModuleType, name: str) -> types.FunctionType:
    """The function under decorators, properties and caches. Raises LookupError where there is none of this name."""
    for one in _unwrapped(_at(module, name)):
        if isinstance(one, types.FunctionType) and one.__module__ == module.__name__:
            return one
    raise LookupError(name)


def _forget(package: str) -> None:
    """Empty every cache of a function in a package or module."""
    for name, module in list(sys.modules.items()):
        if name == package or name.startswith(package + "."):
            for found in list(vars(module).values()):
                if isinstance(found, functools._lru_cache_wrapper):
                    found.cache_clear()


def _at(module: types.ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        found = found.__dict__.get(part) if isinstance(found, type | types.ModuleType) else None
    return found


def _unwrapped(found: Any) -> Iterator[Any]:
    while found is not None:
        if hasattr(found, "cache_clear"):
            found.cache_clear()
        yield found
        found = next(
            (getattr(found, name) for name in ("__wrapped__", "fget", "func", "__func__") if hasattr(found, name)), None
        )


def _swap_code(module: types.ModuleType, fault: Fault) -> None:
    function = function_of(module, fault.function)
    whole = compile(fault.tree, module.__file__ or "", "exec", dont_inherit=True)
    wanted = function.__code__.co_qualname
    code = next(code for code in _codes(whole) if code.co_qualname == wanted)
    function.__code__ = code


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _codes(constant)


def _set_anew(module: types.ModuleType, statement: ast.stmt) -> None:
    """Run one statement at the top of a module again, and let all who had imported its names have the new values."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        raise LookupError(ast.unparse(statement))
    before = dict(module.__dict__)
    exec(compile(ast.Module([statement], []), module.__file__ or "", "exec"), module.__dict__)
    changed = {name: value for name, value in module.__dict__.items() if before.get(name) is not value}
    for other in list(sys.modules.values()):
        for name, value in changed.items():
            names = getattr(other, "__dict__", {})
            if name in before and names.get(name) is before[name]:
                names[name] = value
