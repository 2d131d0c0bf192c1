"""Faults are planted where rules stand and nowhere else; what no test notices is listed with its line."""

import re
import subprocess
import sys
import textwrap

import pytest

from tests.mutants.faults import faults_of
from tests.networks import ROOT

SAMPLE, NOTICING = "tests/mutants/sample/tolls.py", "tests/mutants/sample/noticing.py"


@pytest.mark.parametrize(
    ("body", "planted"),
    [
        ("return a < b", ["a < b → a <= b"]),
        ("return a in b", ["a in b → a not in b"]),
        ("return a and b", ["a and b → a or b", "a and b: without a", "a and b: without b"]),
        ("return not a", ["not a → without not", "return not a → return None"]),
        (
            "return [x for x in a if x]",
            ["[x for x in a if x]: without if x", "return [x for x in a if x] → return None"],
        ),
        ("return any(a)", ["any(a) → all", "return any(a) → return None"]),
        ("a.save()", ["without a.save()"]),
        ("await a.save()", ["without await a.save()"]),
        ("raise ValueError", ["without raise ValueError"]),
        ("if a:\n    b = True", ["if a → if not", "True → False"]),
        ("b = 1 if a else 2", ["1 if a else 2: the other way round", "1 → 2", "2 → 3"]),
        ('b = f"{a} days" if a else "one day"', []),
        ('b = "day" if a else "week"', ["'day' if a else 'week': the other way round"]),
        ("b = a + 1", ["a + 1 → a - 1", "1 → 2"]),
        ('return Wording(f"{a} 个", "1")', ["return Wording(f'{a} 个', '1') → return None"]),
        ("b: Literal[1] = a", []),
        ("log.warning(a, 1)", []),
        ("zip(a, b, strict=True)", ["without zip(a, b, strict=True)"]),
        ("b = 999", ["999 → 1000"]),
        ("b = 10_000", ["10000 → 10"]),
        ('b = ((Wording("站", "Site"), 18), (HEAD, 9))', ["18 → 4", "9 → 2"]),
        ("widths = (6, 16)", ["6 → 1", "16 → 4"]),
        ("b = ((a, 0), (a, 1), (2, 3))", ["0 → 1", "1 → 2", "2 → 3", "3 → 4"]),
        ("return None", []),
    ],
)
def test_what_is_planted(body: str, planted: list[str]) -> None:
    whole = 'async def f(a, b):\n    """Words: 1 < 2."""\n' + textwrap.indent(body, "    ") + "\n"
    found = [fault.what for fault in faults_of(whole)]
    assert sorted(found) == sorted(planted)
    assert all(fault.function == "f" for fault in faults_of(whole))


def test_a_fault_changes_one_place_and_leaves_the_rest() -> None:
    (fault, *_) = faults_of("def f(a, b):\n    return a < b < 3 or a < b\n")
    assert [f.what for f in faults_of("def f(a, b):\n    x = a < b\n    return a < b\n")] == ["a < b → a <= b"] * 2
    assert fault.line == 2


def test_every_fault_of_the_sample_is_noticed_but_those_that_its_tests_leave_out() -> None:
    words = [
        sys.executable,
        "-m",
        "tests.mutants",
        SAMPLE,
        "--tests",
        "tests/mutants/sample/noticing.py",
        "--at-least",
        "99",
    ]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    survived = dict.fromkeys(re.findall(r"tolls\.py:\d+: (.+?)  \[(.+?); (\d+) tests\]", done.stdout))
    assert sorted(survived) == [
        ("1 → 2", "unseen", "0"),
        ("age <= FREE_UNTIL_YEARS → age < FREE_UNTIL_YEARS", "toll", "3"),
        ("number + 1 → number - 1", "unseen", "0"),
        ("return number + 1 → return None", "unseen", "0"),
    ], done.stdout + done.stderr
    assert done.returncode == 1
    assert re.search(r"tolls\.py +\d+ +\d+ +\d\d\.\d", done.stdout)


@pytest.mark.long
def test_a_fault_is_in_the_commands_that_a_test_starts() -> None:
    words = ("app/cli/score.py", "--lines", "28-32", "--tests", "tests/cli/test_score_command.py", "--at-least", "99")
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert re.search(r"score\.py +[1-9]\d* +[1-9]\d* +100\.0", done.stdout), done.stdout + done.stderr
    assert done.returncode == 0
