"""The README keeps step: its commands exist with their options, and no command, setting or room is left out."""

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

from app.cli import COMMANDS
from app.settings import Settings
from tests.house.tree import ROOT

ZHANWANG = Path(sys.executable).with_name("zhanwang")
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[list[str]]:
    """The words after `program` of each line in the README's code blocks that begins with it.

    A prompt, settings before the command, a comment after it and whatever follows a pipe are left out.
    """
    found = []
    for block in BLOCK.findall(README):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ ").partition(" | ")[0], comments=True)
            while words and re.match(r"[A-Z_]+=", words[0]):
                words.pop(0)
            if words and Path(words[0]).name == program:
                found.append(words[1:])
    return found


def test_the_readme_names_the_two_commands_that_do_the_set_up() -> None:
    assert {"run", "test"} <= {word for words in commands("make") for word in words}


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {word for words in commands("make") for word in words if "=" not in word and word[0] != "-"}
    assert named <= targets


def test_every_zhanwang_command_in_the_readme_exists_with_its_options() -> None:
    for words in commands("zhanwang"):
        parts = []
        for word in words:
            if not re.fullmatch(r"[a-z]+(-[a-z]+)*", word):
                break
            parts.append(word)
        parts = named_by_help(parts)
        shown = run_help(parts)
        options = [word.partition("=")[0] for word in words if word.startswith("--")]
        assert [option for option in options if option not in shown] == [], f"zhanwang {' '.join(words)}"


def test_every_command_is_shown_in_the_readme() -> None:
    assert set(COMMANDS) - {words[0] for words in commands("zhanwang")} == set()


def test_every_setting_is_explained_in_the_readme() -> None:
    rows = "\n".join(line.partition("|")[2].partition("|")[0] for line in README.splitlines() if line.startswith("|"))
    missing = [name for name in Settings.model_fields if f"`ZHANWANG_{name.upper()}`" not in rows]
    assert missing == [], "add them to the table of settings"


def test_every_room_stands_in_the_house_of_the_readme() -> None:
    house = README.partition("## The house")[2].partition("### Decisions")[0]
    rooms = {path.name for path in (ROOT / "app").iterdir() if (path / "__init__.py").exists()}
    assert [room for room in sorted(rooms) if f"`app/{room}`" not in house] == []
    for above in ("journeys", "web"):
        subjects = [path.name for path in (ROOT / "app" / above).iterdir() if (path / "__init__.py").exists()]
        assert [name for name in sorted(subjects) if f"`{name}`" not in house] == [], above


def named_by_help(parts: list[str]) -> list[str]:
    """The leading words that are commands; an argument may look like one (`zhanwang user add clerk`)."""
    known: list[str] = []
    for part in parts:
        if not re.search(rf"\b{re.escape(part)}\b", run_help(known)):
            break
        known.append(part)
    assert known, f"there is no command: zhanwang {' '.join(parts)}"
    return known


def run_help(parts: list[str]) -> str:
    return help_of(tuple(parts))


@cache
def help_of(parts: tuple[str, ...]) -> str:
    done = subprocess.run([ZHANWANG, *parts, "--help"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"zhanwang {' '.join(parts)} --help failed: {done.stderr}"
    return done.stdout
