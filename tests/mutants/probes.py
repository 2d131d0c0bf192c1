"""Which lines of a module are passed over, told by the functions themselves: each statement first says where it stands.

A tracer would be asked at every call of every library; this way a test runs about as fast as without.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.mutants.faults import functions_of
from tests.mutants.planting import codes, function_of

TELL = "__passed_over__"


@contextmanager
def probed(module: types.ModuleType, tell: Callable[[int], None], *, lines: bool = True) -> Iterator[None]:
    """The functions of a module tell every line at which a statement of theirs begins; or only, by 0, that they run."""
    tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
    names = functions_of(tree)
    whole = compile(
        ast.fix_missing_locations(_Probes(lines).visit(tree)), module.__file__ or "", "exec", dont_inherit=True
    )
    by_name = {code.co_qualname: code for code in codes(whole)}
    module.__dict__[TELL] = tell
    with ExitStack() as sound:
        for name in names:
            try:
                function = function_of(module, name)
            except LookupError:
                continue
            code = by_name.get(function.__code__.co_qualname)
            if code is not None and code.co_freevars == function.__code__.co_freevars:
                sound.callback(setattr, function, "__code__", function.__code__)
                function.__code__ = code
        yield


class _Probes(ast.NodeTransformer):
    """Puts a call before every statement in a function, or before the first alone."""

    def __init__(self, lines: bool) -> None:
        self.lines, self.inside = lines, False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function of either kind; what lies in it is inside."""
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """A function of either kind; what lies in it is inside."""
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        outer, self.inside = self.inside, True
        if self.lines:
            self._told(node)
        elif not outer:
            node.body = [_call(0, node.body[0]), *node.body]
        self.inside = outer
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Statements outside of functions are left alone."""
        return self._told(node) if self.inside and self.lines else super().generic_visit(node)

    def _told(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                told = [part for one in body for part in (*_calls_before(one), one)]
                setattr(node, name, told)
        return node


def _calls_before(statement: ast.stmt) -> Iterator[ast.stmt]:
    """One for the statement, and one for every case of a match: which of them are asked is not told."""
    lines = [statement.lineno]
    if isinstance(statement, ast.Match):
        lines += [case.pattern.lineno for case in statement.cases]
    return (_call(line, statement) for line in lines)


def _call(line: int, at: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(TELL, ast.Load()), [ast.Constant(line)], [])
    return ast.copy_location(ast.Expr(call), at)
