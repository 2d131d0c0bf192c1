"""What was written for others is asked for by somebody: a journey that no page, command or interface starts is not
finished, and what nobody asks for any more is gone.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"


def named_in(tree: ast.Module) -> Iterator[str]:
    """Every name that a module says: read, taken from another, or in a text (``app.asgi:at_the_door``)."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.ImportFrom(names=names):
                yield from (one.name for one in names)
            case ast.Constant(value=str(text)) if len(text) < 100:
                yield from text.replace(":", " ").replace(".", " ").split()
            case _:
                pass


def unused(modules: Mapping[str, str]) -> list[str]:
    """Public functions, by module, that no module names. What is decorated is known to its decorator."""
    trees = {name: ast.parse(text) for name, text in modules.items()}
    said = {name for tree in trees.values() for name in named_in(tree)}
    return [
        f"{module}: {node.name}"
        for module, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not (node.name.startswith("_") or node.decorator_list or node.name in said)
    ]


def test_every_function_for_others_is_asked_for_by_somebody() -> None:
    assert unused({str(path.relative_to(APP)): path.read_text("utf-8") for path in sorted(APP.rglob("*.py"))}) == []


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("from a import order\n", []),
        ("import a\na.order()\n", []),
        ("FACTORY = 'a:order'\n", []),
        ("def orders() -> None: ...\norders()\n", ["a: order"]),
    ],
)
def test_a_journey_that_nobody_starts_is_noticed(other: str, found: list[str]) -> None:
    assert unused({"a": "async def order() -> None: ...\n", "b": other}) == found
