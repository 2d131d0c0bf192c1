"""One meaning a name: no two classes of the program are called the same."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable

from tests.house.tree import own_files, text_of

STILL_DOUBLE = frozenset(
    {
        "Change", "Choice", "Choices", "Column", "Compared", "Division", "Entered", "Findings", "Meant", "Note",
        "Place", "Question", "Refusal", "Rule", "ShownClause", "ShownVerdict", "Site", "SiteChange", "Standing",
        "Typed",
    }
)  # fmt: skip
"""Those that were double when this test was written. Strike what stands once."""


def doubles(sources: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The names of public classes that stand in more than one module, with the modules."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, source in sources:
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_no_two_classes_are_called_the_same() -> None:
    modules = [path for path in own_files() if path.parts[0] == "app" and path.suffix == ".py"]
    found = doubles((str(path), text_of(path)) for path in modules)
    assert {name: found[name] for name in sorted(found.keys() - STILL_DOUBLE)} == {}


def test_a_second_class_of_a_name_is_noticed() -> None:
    assert doubles([("a.py", "class Asked: ..."), ("b.py", "class Asked: ..."), ("c.py", "class _Own: ...")]) == {
        "Asked": ["a.py", "b.py"]
    }
