"""`zhanwang log verify`: says that the chain holds, or which record breaks it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import run


def test_the_chain_of_the_demonstration_holds(demo_environment: dict[str, str]) -> None:
    done = run(demo_environment, "log", "verify")
    assert done.returncode == 0, done.stderr.decode()
    assert b"records hold" in done.stdout


@pytest.mark.parametrize("demo_environment", ["sqlite"], indirect=True)
def test_a_record_that_was_altered_is_named_and_the_exit_code_is_1(
    demo_environment: dict[str, str], tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "zhanwang.sqlite")) as database:
        database.execute("UPDATE change SET actor_name = '别的人' WHERE sequence = 7")
        database.commit()
    done = run(demo_environment, "log", "verify")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "record 7 is missing or was altered; the 6 before it hold" in done.stderr.decode()
