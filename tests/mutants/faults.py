"""The faults that are planted in a module: one place of its syntax, changed into what looks nearly the same.

Three kinds are not planted, because whoever uses the program cannot meet them: words (`Wording`, texts, types); what
only the log is told; and `strict=` of `zip`, which like an assertion holds what is true already. A round number of a
thousand and more is made a thousandth instead of one more: one more of a million rows is nothing that anybody meets.
The width of a column is made a quarter for the same reason.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass, field

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMED = {"any": "all", "all": "any", "min": "max", "max": "min"}
WORDED = frozenset({"Wording", "same", "cast", "TypeVar", "get_logger"})
"""Calls whose contents are words or types, not rules."""


LOGS = frozenset({"log", "logger"})
"""What is said to these only the log is told."""
ROUND = 1000
NARROW = 4

Place = tuple[ast.expr | ast.stmt, str]


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands, what it does, the function it lies in ("" for a table of the module).

    `reached` are the lines of which one is run when the fault may tell: those of the innermost statement around it, and
    of a compound one (`if`, `for`) only its head.
    """

    line: int
    what: str
    function: str
    reached: range
    source: str = field(repr=False)
    place: int
    variant: int

    @property
    def tree(self) -> ast.Module:
        """The module with the fault in it. Made when it is asked for: a module has hundreds of faults."""
        tree = _parsed(self.source)
        target = list(_places(tree))[self.place][0]
        _replace(tree, target, list(_changes(target))[self.variant][1])
        return ast.fix_missing_locations(tree)

    @property
    def statement(self) -> ast.stmt:
        """The statement at the top of the module that holds the fault."""
        return next(node for node in self.tree.body if node.lineno <= self.line <= (node.end_lineno or 0))


def faults_of(source: str) -> list[Fault]:
    """Every fault that can be planted in a module, in the order of its lines."""
    tree = _parsed(source)
    heads = _heads(tree)
    return sorted(
        (
            Fault(node.lineno, what, function, _around(heads, node.lineno), source, number, variant)
            for number, (node, function) in enumerate(_places(tree))
            for variant, what in enumerate(said for said, _ in _changes(node))
        ),
        key=lambda fault: fault.line,
    )


def _parsed(source: str) -> ast.Module:
    """The syntax of a module in which what is the width of a column says so: the second of a pair after its head, or
    one of what is called widths.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case ast.Tuple(elts=[ast.Name() | ast.Call() | ast.Subscript() | ast.Constant(value=str()), width]):
                found = [width]
            case ast.Assign(targets=[target], value=ast.Tuple(elts=found)) if "width" in ast.unparse(target).casefold():
                pass
            case _:
                continue
        for one in found:
            one.is_width = isinstance(one, ast.Constant) and isinstance(one.value, int) and one.value > 1
    return tree


def functions_of(tree: ast.Module) -> list[str]:
    """The functions of a module and the methods of its classes, by the names that faults have."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node.name for node in tree.body if isinstance(node, kinds)]
    for one in tree.body:
        if isinstance(one, ast.ClassDef):
            found += [f"{one.name}.{part.name}" for part in one.body if isinstance(part, kinds)]
    return found


def _heads(tree: ast.Module) -> list[range]:
    """The lines of every statement, without those of the statements inside it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            inside = [part.lineno for part in ast.walk(node) if part is not node and isinstance(part, ast.stmt)]
            last = node.end_lineno or node.lineno
            found.append(range(node.lineno, max(node.lineno + 1, min([last + 1, *inside]))))
        elif isinstance(node, ast.match_case):
            found.append(range(node.pattern.lineno, max(node.pattern.lineno + 1, node.body[0].lineno)))
    return found


def _around(heads: list[range], line: int) -> range:
    """The smallest of the statements that hold a line."""
    return min((head for head in heads if line in head), key=len, default=range(line, line + 1))


def _places(tree: ast.Module) -> list[Place]:
    """Every node in which a fault can be planted, with the function it lies in."""
    return list(_walk(tree.body, "", in_class=False))


def _walk(
    nodes: list[ast.AST] | list[ast.stmt], function: str, *, in_class: bool
) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{function}.{node.name}" if in_class else function or node.name
            yield from _walk(_without_docstring(node.body), name, in_class=False)
        elif isinstance(node, ast.ClassDef):
            functions = [part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
            yield from _walk(functions, node.name, in_class=True)
        elif not _only_words(node):
            if isinstance(node, ast.expr | ast.stmt) and (function or not isinstance(node, ast.Expr)):
                yield node, function
            yield from _walk(_parts(node), function, in_class=False)


def _parts(node: ast.AST) -> list[ast.AST]:
    """What a node is made of, but for its types and for what holds anyway."""
    if isinstance(node, ast.AnnAssign):
        return [node.value] if node.value is not None else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "zip":
        return list(node.args)
    return list(ast.iter_child_nodes(node))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    return [n for n in body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]


def _only_words(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Assert):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        told = node.value.func
        return isinstance(told, ast.Attribute) and isinstance(told.value, ast.Name) and told.value.id in LOGS
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return called in WORDED
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    # `X = Literal[...]` and the like say types.
    return isinstance(node, ast.Subscript) and getattr(node.value, "id", "") in ("Literal", "Annotated", "Callable")


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What each fault in this node says, and what stands in its place."""
    before = ast.unparse(node).splitlines()[0][:70] if not isinstance(node, ast.stmt) else ""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            changed = copy.copy(node)
            changed.ops = [COMPARED[type(op)]()]
            yield f"{before} → {ast.unparse(changed)[:70]}", changed
        case ast.BoolOp():
            changed = copy.copy(node)
            changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield f"{before} → {ast.unparse(changed)[:70]}", changed
            for index in range(len(node.values)):
                left = [value for other, value in enumerate(node.values) if other != index]
                whole = left[0] if len(left) == 1 else ast.BoolOp(op=node.op, values=left)
                yield f"{before}: without {ast.unparse(node.values[index])[:60]}", whole
        case ast.UnaryOp(op=ast.Not()):
            yield f"{before} → without not", node.operand
        case ast.BinOp(op=op) if type(op) in RECKONED and not _is_text(node):
            changed = copy.copy(node)
            changed.op = RECKONED[type(op)]()
            yield f"{before} → {ast.unparse(changed)[:70]}", changed
        case ast.Constant(value=bool() as value):
            yield f"{value} → {not value}", ast.Constant(not value)
        case ast.Constant(value=int() as number) if getattr(node, "is_width", False):
            yield f"{number} → {number // NARROW}", ast.Constant(number // NARROW)
        case ast.Constant(value=int() as number):
            other = number // ROUND if number and number % ROUND == 0 else number + 1
            yield f"{number} → {other}", ast.Constant(other)
        case ast.Call(func=ast.Name(id=name)) if name in NAMED:
            changed = copy.copy(node)
            changed.func = ast.Name(NAMED[name], ast.Load())
            yield f"{before} → {NAMED[name]}", changed
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield from _without_conditions(node, before)
        case ast.IfExp() if not (_is_said(node.body) and _is_said(node.orelse)):
            changed = copy.copy(node)
            changed.body, changed.orelse = node.orelse, node.body
            yield f"{before}: the other way round", changed
        case ast.If(test=test) if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            changed = copy.copy(node)
            changed.test = ast.UnaryOp(op=ast.Not(), operand=test)
            yield f"if {ast.unparse(test)[:60]} → if not", changed
        case ast.Expr(value=ast.Call() | ast.Await()):
            yield f"without {ast.unparse(node).splitlines()[0][:70]}", ast.Pass()
        case ast.Raise():
            yield f"without {ast.unparse(node).splitlines()[0][:70]}", ast.Pass()
        case ast.AugAssign():
            yield f"without {ast.unparse(node).splitlines()[0][:70]}", ast.Pass()
        case ast.Continue():
            yield "continue → break", ast.Break()
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            if not isinstance(value, ast.Constant | ast.Compare | ast.BoolOp):
                yield f"return {ast.unparse(value).splitlines()[0][:60]} → return None", ast.Return(ast.Constant(None))


def _without_conditions(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, before: str
) -> Iterator[tuple[str, ast.AST]]:
    for number, generator in enumerate(node.generators):
        if generator.ifs:
            changed, bare = copy.copy(node), copy.copy(generator)
            bare.ifs = []
            changed.generators = [*node.generators[:number], bare, *node.generators[number + 1 :]]
            condition = " and ".join(ast.unparse(one) for one in generator.ifs)
            yield f"{before}: without if {condition[:60]}", changed


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.JoinedStr) or _is_string(side) for side in (node.left, node.right))


def _is_said(node: ast.expr) -> bool:
    """Whether this is a piece of a sentence: a text put together, an empty one, or one that no code looks like."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return not (node.value.isascii() and node.value.replace(".", "_").isidentifier())
    return isinstance(node, ast.JoinedStr)


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put `new` where `old` stands in the tree."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, ast.copy_location(new, old))
                return
            if isinstance(value, list) and any(part is old for part in value):
                value[[part is old for part in value].index(True)] = ast.copy_location(new, old)
                return
    raise ValueError("the place is not in the tree")
