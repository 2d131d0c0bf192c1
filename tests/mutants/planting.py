"""Planting a fault in the program as it is loaded: the code of one live function, or one table of a module."""

from __future__ import annotations

import ast
import functools
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

from tests.mutants.faults import Fault


def plant(module: types.ModuleType, fault: Fault) -> list[tuple[object, object]]:
    """Make the loaded module do what the faulty one would, and forget what was remembered of the sound one.

    A table that a faulty function makes is made again. What stood in tables is answered, each with what stands there
    now. Raises LookupError where the fault cannot be planted, and whatever the module would raise when it is loaded.
    """
    forget(module.__name__.partition(".")[0] if module.__name__.startswith("app.") else module.__name__)
    if fault.function:
        _swap_code(module, fault)
        return _set_anew(module, fault, tables_made_by(fault.source, fault.function))
    if not isinstance(fault.statement, Table):
        raise LookupError(ast.unparse(fault.statement))
    return _set_anew(module, fault, frozenset([fault.statement.lineno]))


@functools.cache
def tables_made_by(source: str, function: str) -> frozenset[int]:
    """The lines at which tables of a module begin that call one of its functions when it is loaded, or a function that
    does; of a method, those that use its class.
    """
    body = ast.parse(source).body
    using, known = {function.partition(".")[0]}, set[str]()
    while using != known:
        known = set(using)
        using |= {one.name for one in body if isinstance(one, Definition) and known & _called_in(one.body)}
    return frozenset(
        one.lineno
        for one in body
        if isinstance(one, Table) and one.value is not None and using & _called_in([one.value])
    )


def _called_in(nodes: Sequence[ast.AST]) -> set[str]:
    """The names of this module that are called in some of it."""
    every = (part for node in nodes for part in ast.walk(node))
    return {part.func.id for part in every if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)}


def function_of(module: types.ModuleType, name: str) -> types.FunctionType:
    """The function under decorators, properties and caches. Raises LookupError where there is none of this name."""
    for one in _unwrapped(_at(module, name)):
        # What wraps a function takes over its name and module, but not the file that its code stands in.
        if isinstance(one, types.FunctionType) and one.__code__.co_filename == module.__file__:
            return one
    raise LookupError(name)


def forget(*packages: str) -> None:
    """Empty every cache of a function in some packages or modules."""
    within = tuple(f"{package}." for package in packages)
    for name, module in list(sys.modules.items()):
        if name in packages or name.startswith(within):
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
        found = next((getattr(found, name) for name in _INSIDE if hasattr(found, name)), None)


def _swap_code(module: types.ModuleType, fault: Fault) -> None:
    function = function_of(module, fault.function)
    whole = compile(fault.tree, module.__file__ or "", "exec", dont_inherit=True)
    wanted = function.__code__.co_qualname
    code = next(code for code in codes(whole) if code.co_qualname == wanted)
    if code.co_freevars != function.__code__.co_freevars:
        raise LookupError(fault.function)  # what surrounds it cannot be planted with it
    function.__code__ = code


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code of every function inside, however deep."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from codes(constant)


def _set_anew(module: types.ModuleType, fault: Fault, lines: frozenset[int]) -> list[tuple[object, object]]:
    """Run the tables at some lines of the module again, and those after them that use what they set; and let all who
    had imported their names have the new values."""
    before, wanted = dict(module.__dict__), set[str]()
    for one in fault.tree.body if lines else ():
        if isinstance(one, Table) and (one.lineno in lines or wanted & _names(one, ast.Load)):
            wanted |= _set_by(one)
            exec(compile(ast.Module([one], []), module.__file__ or "", "exec"), module.__dict__)
    changed = {name: value for name, value in module.__dict__.items() if before.get(name) is not value}
    for other in list(sys.modules.values()):
        for name, value in changed.items():
            names = getattr(other, "__dict__", {})
            if name in before and names.get(name) is before[name]:
                names[name] = value
    return [(before[name], value) for name, value in changed.items() if not isinstance(before.get(name), _INTERNED)]


Table = ast.Assign | ast.AnnAssign | ast.AugAssign
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_INSIDE = ("__wrapped__", "fget", "func", "__func__", "callback")
"""Where decorators, properties, partial functions, methods and click's commands keep what they are made of."""
_INTERNED = (type(None), bool, int, str)
"""One and the same object may stand for such a value in places that have nothing to do with each other."""


def _set_by(statement: ast.stmt) -> set[str]:
    return _names(statement, ast.Store)


def _names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context)}
