"""No Chinese text of the program or of its packs uses a word that the glossary has retired."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from tests.house.tree import ROOT, own_files

GLOSSARY = ROOT / "app" / "web" / "messages" / "glossary.toml"
RETIRED = [word for term in tomllib.loads(GLOSSARY.read_text("utf-8"))["term"] for word in term["retired"]]
QUOTES = ("quote", "source", "section", "name", "equals", "contains", "ends_with")
"""Keys of a pack whose words are the document's own."""


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text that people may read, with its place."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    """Those of messages, packs and modules (without their docstrings)."""
    for path in own_files():
        if path.parts[0] not in ("app", "seeds") or path == GLOSSARY.relative_to(ROOT):
            continue
        if path.suffix == ".toml" and path.name != "cases.toml":
            yield from _of_table(path.as_posix(), tomllib.loads((ROOT / path).read_text("utf-8")))
        elif path.suffix == ".py":
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                    yield f"{path.as_posix()}:{node.lineno}", node.value


def _of_table(place: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in QUOTES:
                yield from _of_table(f"{place} {key}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_table(place, inner)
    elif isinstance(value, str):
        yield place, value


def test_the_texts_of_pages_packs_and_modules_are_all_read() -> None:
    places = " ".join(place for place, _ in texts())
    assert all(name in places for name in ("zh.toml", "staff.zh.toml", "targets.toml", "vocabulary.toml", "may.py"))


@pytest.mark.parametrize("word", RETIRED)
def test_a_retired_word_stands_nowhere(word: str) -> None:
    assert [place for place, text in texts() if word in text] == []
