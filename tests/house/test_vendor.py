"""The browser libraries in the tree are the listed ones, to the byte, and each keeps its licence."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.browser import AXE
from tests.house.tree import ROOT

LISTS = [ROOT / "static" / "vendor" / "VERSIONS.toml", ROOT / "tests" / "assets" / "VERSIONS.toml"]


def packages(versions: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(versions.read_text("utf-8"))["package"]
    return found


@pytest.mark.parametrize("versions", LISTS, ids=lambda path: path.parent.name)
def test_every_vendored_file_is_the_one_that_was_listed(versions: Path) -> None:
    listed = {
        f"{package['name']}-{package['version']}/{name}": entry["sha256"]
        for package in packages(versions)
        for name, entry in package["files"].items()
    }
    found = {
        path.relative_to(versions.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in versions.parent.rglob("*")
        if path.is_file() and path != versions
    }
    assert found == listed


@pytest.mark.parametrize("versions", LISTS, ids=lambda path: path.parent.name)
def test_every_vendored_library_keeps_its_licence(versions: Path) -> None:
    unlicensed = [package["name"] for package in packages(versions) if "LICENSE" not in package["files"]]
    assert unlicensed == []
    assert all(package["licence"] for package in packages(versions))


def test_no_vendored_file_sends_the_browser_for_a_source_map() -> None:
    texts = [path for path in LISTS[0].parent.rglob("*") if path.suffix in (".js", ".css")]
    assert [path.name for path in texts if b"sourceMappingURL=" in path.read_bytes()] == []


def test_the_accessibility_checker_that_the_tests_load_is_the_vendored_one() -> None:
    assert AXE.is_file()
