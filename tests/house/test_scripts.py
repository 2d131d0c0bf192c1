"""Scripts, stylesheets and templates keep the same order as Python: linted, formatted, one home for every colour."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

STATIC = ROOT / "static"
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TOOLS = Path(sys.executable).parent
COLOUR = re.compile(r"#(?:[0-9a-f]{3}){1,2}\b", re.IGNORECASE)
ASKED = re.compile(r"\bcolour(?:\(|: ).*")
NAMED = re.compile(r"""["`]([a-z]+(?:-[a-z]*)*)""")
FROM_HOME = re.compile(r"^  --([a-z0-9-]+): ", re.MULTILINE)


@pytest.mark.parametrize("fault", ["forgotten = 1;\n", "let never = 1;\nexport default never;\n", "debugger;\n"])
def test_a_fault_in_a_script_is_noticed(tmp_path: Path, fault: str) -> None:
    (tmp_path / "biome.json").write_bytes((STATIC / "biome.json").read_bytes())
    (tmp_path / "js").mkdir()
    found = []
    for text in ("export const a = 1;\n", fault):
        (tmp_path / "js" / "planted.js").write_text(text, "utf-8")
        command = [str(TOOLS / "biome"), "ci", "--error-on-warnings"]
        found.append(subprocess.run(command, check=False, cwd=tmp_path, capture_output=True).returncode)
    assert found == [0, 1]


def test_a_fault_in_a_template_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "planted.html"
    found = []
    for text in ('{{ say("a") }}\n<p>a</p>\n', '{{say("a")}}\n<img src="a">\n'):
        page.write_text(text, "utf-8")
        command = [str(TOOLS / "djlint"), "--quiet", "--lint", "--configuration", "pyproject.toml", str(page)]
        found.append(subprocess.run(command, check=False, cwd=ROOT, capture_output=True).returncode)
    assert found == [0, 1]


def test_scripts_name_no_colour_of_their_own_but_white() -> None:
    found = [path.name for path in SCRIPTS if COLOUR.search(path.read_text("utf-8"))]
    own = {
        (path.name, match.group())
        for path in SCRIPTS
        for match in COLOUR.finditer(path.read_text("utf-8"))
        if match.group() not in ("#fff", "#ffffff")
    }
    assert found, "the pattern finds colours"
    assert own == set()


def test_every_colour_that_a_script_asks_for_stands_in_the_stylesheet() -> None:
    home = set(FROM_HOME.findall((STATIC / "css" / "zhanwang.css").read_text("utf-8")))
    calls = [call for path in SCRIPTS for call in ASKED.findall(path.read_text("utf-8"))]
    asked = {name for call in calls for name in NAMED.findall(call)} - {"county"}
    steps = {f"minutes-{step}" for step in range(5)}
    assert {"met", "not-met", "accent", "minutes-"} <= asked
    assert (asked - {"minutes-"}) | steps <= home


@pytest.mark.parametrize("value", ["#08519c", "#b42318", "#1a7f37", "#b45309", "#0b5c8a"])
def test_a_colour_of_statuses_and_steps_is_written_once(value: str) -> None:
    sheets = [path.read_text("utf-8") for path in (STATIC / "css").glob("*.css")]
    assert sum(sheet.lower().count(value) for sheet in sheets) == 1
