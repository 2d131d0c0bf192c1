"""Templates are lines that a person can read."""

from __future__ import annotations

from tests.house.tree import own_files, text_of

MOST_COLUMNS = 120
"""As in the Python of the project. A line is broken after a block tag (whose newline is not put out), between the
attributes of an element, or inside an expression: then nothing changes on the page."""


def test_no_line_of_a_template_is_longer_than_a_person_can_read() -> None:
    templates = [
        path for path in own_files() if path.suffix == ".html" and path.parts[:3] == ("app", "web", "templates")
    ]
    assert len(templates) > 30
    long = [
        f"{path}:{number} has {len(line)} columns"
        for path in templates
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if len(line) > MOST_COLUMNS
    ]
    assert long == []
