"""An installation gets what was tested: the lock files pin everything by hash and name no source."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

SAID = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = SAID["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED = {
    "requirements.lock": [*PROJECT["dependencies"], *EXTRAS["build"]],
    "requirements-dev.lock": [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["dev"]],
    "requirements-peers.lock": SAID["dependency-groups"]["peers"],
}
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?P<rest>.*(?:\n +--hash=.*)*)", re.MULTILINE)


def pins(lock: str) -> list[re.Match[str]]:
    return list(PINNED.finditer((ROOT / lock).read_text("utf-8")))


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_file_names_no_place_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url\S*|--find-links\S*|file:\S+|\S+ @ \S+", text) == []


@pytest.mark.parametrize("lock", ASKED)
def test_every_line_of_a_lock_file_is_one_version_with_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    left = [line for line in PINNED.sub("", text).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert left == []
    assert [pin["name"] for pin in pins(lock) if "--hash=sha256:" not in pin["rest"]] == []


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_file_holds_everything_the_project_asks_for(lock: str) -> None:
    versions: dict[str, list[str]] = {}
    for pin in pins(lock):
        versions.setdefault(canonicalize_name(pin["name"]), []).append(pin["version"])
    unmet = [
        asked
        for asked in ASKED[lock]
        if not (found := versions.get(canonicalize_name((wanted := Requirement(asked)).name)))
        or not all(wanted.specifier.contains(version) for version in found)
    ]
    assert unmet == [], "`make lock` writes the lock files anew"


def test_the_tests_run_with_the_very_versions_that_are_served_with() -> None:
    runtime, tested = (
        {(pin["name"], pin["version"]) for pin in pins(lock)} for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime <= tested
