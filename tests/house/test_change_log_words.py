"""Whatever a change record says it did, and to what, has words in both languages and a way to its page."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from app.journeys.change_log import LOG_ACTIONS
from app.journeys.changes import change_by, record_move
from app.journeys.log_subjects import LOG_SUBJECTS
from app.web.desk.log_links import SUBJECT_PAGES

APP = Path(__file__).parents[2] / "app"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
OTHERWISE = re.compile(r"zhanwang\..*|.*\.(toml|csv|py|osm|jpg|pdf|geojson)")
"""Names of loggers and files, which look alike."""
BUILDERS = (change_by, record_move)
SUBJECT = 3
"""The place of the kind of subject among what a record is built from."""


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((APP / "journeys").rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def written_actions() -> set[str]:
    texts = {
        node.value
        for _, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if ACTION.fullmatch(text) and not OTHERWISE.fullmatch(text)}


def written_kinds() -> set[str]:
    """The kind of every call that builds a record, read from the module that makes it."""
    kinds = set()
    for path, tree in parsed():
        if path.name == "changes.py":  # hands on what it is given
            continue
        module = importlib.import_module(".".join(path.relative_to(APP.parent).with_suffix("").parts))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and getattr(module, call.func.id, None) in BUILDERS:
                kind = call.args[SUBJECT]
                kinds.add(kind.value if isinstance(kind, ast.Constant) else getattr(module, ast.unparse(kind)))
    return kinds


def test_every_action_that_the_code_writes_has_words() -> None:
    actions = written_actions()
    assert {"inspection.recorded", "site.seeded", "notice.issued"} <= actions
    assert actions - LOG_ACTIONS.keys() == set()
    assert not [action for action, words in LOG_ACTIONS.items() if re.search("[a-z]", words.zh) or not words.en]


def test_every_kind_of_subject_has_words_and_a_page() -> None:
    kinds = written_kinds()
    assert {"site", "inspection", "spending"} <= kinds
    assert kinds - LOG_SUBJECTS.keys() == set()
    assert LOG_SUBJECTS.keys() == SUBJECT_PAGES.keys()
    assert [kind for kind, page in SUBJECT_PAGES.items() if not page] == ["registry"]
