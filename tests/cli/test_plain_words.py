"""What goes wrong on the command line is said in one plain line, in both languages, and ends with the right code."""

import json
import os
import pty
import re
import shutil
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from app.cli.terminal import LONG_WORK
from tests.cli.conftest import run
from tests.databases import PostgresServer
from tests.launching import Launched
from tests.networks import ROOT, clean_environment
from tests.patience import PATIENCE_SECONDS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path / "data")


def one_line(done, code: int = 2) -> str:
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, len(lines)) == (code, 1), done.stderr
    return lines[0]


def test_without_a_terminal_a_password_comes_from_standard_input(bare: dict[str, str]) -> None:
    said = one_line(run(bare, "user", "add", "w", "--role", "reader"))
    assert "--password-stdin" in said
    assert CHINESE.search(said)


def test_an_export_into_a_folder_that_is_not_there_names_the_folder(bare: dict[str, str], tmp_path: Path) -> None:
    said = one_line(run(bare, "export", str(tmp_path / "nowhere" / "x.json")))
    assert said.endswith(f"{tmp_path / 'nowhere'}: No such file or directory")


def test_a_wrong_setting_is_told_once_in_each_language(bare: dict[str, str]) -> None:
    said = one_line(run(bare | {"ZHANWANG_DATABASE_URL": "mysql://x"}, "user", "list"))
    assert said.count("must begin with") == 1
    assert "须以 sqlite:///" in said
    assert CHINESE.search(one_line(run(bare | {"ZHANWANG_MAX_BODY_MIB": "many"}, "user", "list")))


def test_a_database_that_is_not_there_is_called_so(bare: dict[str, str], postgres_server: PostgresServer) -> None:
    url = postgres_server.database_url("no_such_database")
    said = one_line(run(bare | {"ZHANWANG_DATABASE_URL": url}, "user", "list"))
    assert "create it first" in said
    assert "请先创建" in said
    assert "Error" not in said


def test_a_value_of_the_wrong_type_in_a_pack_is_told_in_both_languages(bare: dict[str, str], tmp_path: Path) -> None:
    pack = tmp_path / "qu-2023"
    shutil.copytree(ROOT / "seeds" / "programmes" / "qu-2023", pack)
    file = next(f for f in sorted((pack / "standards").glob("*.toml")) if "value = 15" in f.read_text("utf-8"))
    file.write_text(file.read_text("utf-8").replace("value = 15", 'value = "fifteen"', 1), "utf-8")
    done = run(bare, "packs", "check", str(pack))
    said = next(line for line in done.stderr.decode().splitlines() if "valid decimal" in line)
    assert "应为数字" in said
    assert done.returncode == 1


@pytest.mark.parametrize("day", ["0001-01-01", "2201-01-01"])
def test_the_audit_takes_the_days_that_everything_else_takes(bare: dict[str, str], day: str) -> None:
    assert "1900-01-01" in one_line(run(bare, "audit", "--as-of", day))


def on_a_screen(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """Run a command whose messages go to a terminal: its exit code, and all that was shown meanwhile."""
    screen, terminal = pty.openpty()
    shown: list[bytes] = []

    def look() -> None:
        with suppress(OSError):  # nobody writes any more
            while part := os.read(screen, 65_536):
                shown.append(part)

    looking = threading.Thread(target=look)  # or a slow command, which says more, waits for room on the screen
    nothing = Path(os.devnull)
    command = Launched(words, environment | {"TERM": "xterm"}, ROOT, (nothing, nothing, Path(os.ttyname(terminal))))
    looking.start()
    code = command.wait(PATIENCE_SECONDS)
    os.close(terminal)  # its last writer
    looking.join()
    os.close(screen)
    return code, b"".join(shown).decode()


HOW_FAR = {"import-jsonl": f"{LONG_WORK}/{LONG_WORK}", "import-json": "100%", "evaluate-json": "100%"}
"""What a bar says at its end; of a list in JSON nobody knows how long it is, but how much of it was read."""


@pytest.mark.parametrize("work", HOW_FAR)
def test_long_work_shows_how_far_it_is(bare: dict[str, str], tmp_path: Path, work: str) -> None:
    command, _, ending = work.partition("-")
    site = {"programme": "qu-2023", "kind": "gig_market", "tier": "city", "name": "市场", "status": "planned"}
    documents = [site | {"code": f"M-{n}", "division": "511725103000"} for n in range(LONG_WORK)]
    text = json.dumps(documents) if ending == "json" else "\n".join(map(json.dumps, documents))
    (tmp_path / f"many.{ending}").write_text(text, "utf-8")
    words = ["import", "--dry-run"] if command == "import" else [command]
    code, shown = on_a_screen(bare, *words, str(tmp_path / f"many.{ending}"))
    assert code == 0
    assert "check" in shown or command in shown
    assert HOW_FAR[work] in shown


def test_a_workbook_shows_how_far_it_is_on_its_way_out_and_in(demo_environment: dict[str, str], tmp_path: Path) -> None:
    out = str(tmp_path / "out.xlsx")
    code, shown = on_a_screen(demo_environment, "export", out)
    assert code == 0
    sites = {int(told) for told in re.findall(r"(\d+)/\d+", shown)}
    assert max(sites) >= LONG_WORK
    code, shown = on_a_screen(demo_environment, "import", "--dry-run", "--confirm", out)
    assert code == 0
    rows, sites = ({int(n) for n in re.findall(rf"{what}[^/\n]*?(\d+)/\d+", shown)} for what in ("read", "check"))
    assert max(rows) > max(sites) >= LONG_WORK


def test_many_rows_of_ledgers_show_how_far_they_are(demo_environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("ledger,day,people\n" + "placements,2026-03-02,7\n" * LONG_WORK, "utf-8")
    code, shown = on_a_screen(demo_environment, "ledgers", "import", str(tmp_path / "rows.csv"))
    assert code == 0
    assert HOW_FAR["import-jsonl"] in shown
