"""`audit`, `packs check`, `user`, `serve` and the command as a whole."""

import json
import socket
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from openpyxl import load_workbook

from app.cli import zhanwang
from tests.cli.conftest import run
from tests.networks import ROOT, clean_environment, served_process
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.long


def every_command(of: click.Command, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of every command of the program, of groups and what is in them."""
    if words:
        yield words
    if isinstance(of, click.Group):
        context = click.Context(of)
        for name in of.list_commands(context):
            found = of.get_command(context, name)
            assert found is not None, name
            yield from every_command(found, *words, name)


@pytest.mark.parametrize("words", every_command(zhanwang), ids=" ".join)
def test_every_command_explains_itself(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(clean_environment(tmp_path), *words, "--help")
    assert done.returncode == 0
    assert " ".join(("zhanwang", *words)) in done.stdout.decode()


def test_an_audit_as_json_counts_every_site_and_says_that_they_are_sample(
    demo_environment: dict[str, str], demo_codes: frozenset[str]
) -> None:
    done = run(demo_environment, "audit", "--format", "json")
    result = json.loads(done.stdout)
    assert done.returncode == 0
    assert result["sample"] is True
    assert sum(len(programme["results"]) for programme in result["programmes"]) == len(demo_codes)


def test_an_audit_as_a_table_goes_to_a_file_and_names_the_sample(
    demo_environment: dict[str, str], tmp_path: Path
) -> None:
    done = run(demo_environment, "audit", "--programme", "qu-2023", "-o", str(tmp_path / "audit.txt"))
    text = (tmp_path / "audit.txt").read_text("utf-8")
    assert (done.returncode, done.stdout) == (0, b"")
    assert "Sample data" in text
    assert "QX-TUXI" in text


def test_an_audit_as_a_workbook_says_what_the_json_says(demo_environment: dict[str, str], tmp_path: Path) -> None:
    result = json.loads(run(demo_environment, "audit", "--programme", "qu-2023", "--format", "json").stdout)
    file = tmp_path / "audit.xlsx"
    done = run(demo_environment, "audit", "--programme", "qu-2023", "--format", "xlsx", "-o", str(file))
    assert (done.returncode, done.stdout) == (0, b"")
    (told,) = result["programmes"]
    book = load_workbook(file)
    rows = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    assert list(rows) == ["建设任务", "乡镇（街道）", "站点", "条款", "问题清单"]
    for sheet in rows.values():
        assert told["document"] in sheet[0][0]
        assert result["as_of"] in sheet[0][0]
        assert "示例数据" in sheet[1][0]
    body = {name: [row for row in sheet[3:] if row[0]] for name, sheet in rows.items()}
    steps = ("planned", "registered", "built", "accepted")
    expected = [[line[step] for step in steps] for line in told["progress"]]
    assert [row[2:6] for row in body["建设任务"]] == expected
    assert sum(row[1] for row in body["乡镇（街道）"]) == told["sites"] == len(told["results"])
    statuses = list(told["statuses"].values())
    assert [sum(row[2 + at] for row in body["乡镇（街道）"]) for at in range(len(statuses))] == statuses
    counts = ("met", "not_met", "unknown", "waived")
    sites = [[site["code"], *(site[count] for count in counts)] for site in told["results"]]
    assert [[row[0], *row[7:11]] for row in body["站点"]] == sites
    clauses = [[clause["id"], *(clause[count] for count in counts)] for clause in told["clauses"]]
    assert [[row[0], *row[4:8]] for row in body["条款"]] == clauses
    assert all("…" not in row[3][-1:] for row in body["条款"]), "the document's words are whole"
    open_ones = Counter((row[4], row[9]) for row in body["问题清单"])
    words = {"not_met": "不达标", "unknown": "待补报"}
    counted = {(one["id"], words[count]): one[count] for one in told["clauses"] for count in words}
    assert open_ones == {place: n for place, n in counted.items() if n}


def test_an_audit_as_a_workbook_needs_a_file(demo_environment: dict[str, str]) -> None:
    assert run(demo_environment, "audit", "--format", "xlsx").returncode == 2


def test_an_audit_of_a_day_before_anything_was_recorded_shows_none_and_says_so(
    demo_environment: dict[str, str],
) -> None:
    done = run(demo_environment, "audit", "--as-of", "2022-01-01", "--format", "json")
    for programme in json.loads(done.stdout)["programmes"]:
        assert (programme["sites"], programme["results"]) == (0, [])
        assert "尚未登记" in programme["notes"][-1]["zh"]


@pytest.mark.parametrize("words", [("--programme", "nope"), ("--as-of", "2026-13-01"), ("--format", "pdf")])
def test_an_audit_of_something_that_does_not_exist_is_exit_2(environment: dict[str, str], words: tuple[str]) -> None:
    done = run(environment, "audit", *words)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_the_shipped_packs_are_sound(tmp_path: Path) -> None:
    done = run(clean_environment(tmp_path), "packs", "check", str(ROOT / "seeds" / "programmes"))
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.both_engines
def test_accounts_are_added_listed_and_disabled_and_passwords_never_shown(environment: dict[str, str]) -> None:
    words = ("user", "add", "zhang", "--role", "site_editor", "--division", "511725103", "--password-stdin")
    assert run(environment, *words, given="第一个密码，要够长才行".encode()).returncode == 0
    listed = run(environment, "user", "list").stdout.decode()
    assert "zhang" in listed
    assert "argon2" not in listed
    again = run(environment, *words, given=b"another-password")
    assert again.returncode == 2
    assert "username" in again.stderr.decode()
    assert run(environment, "user", "set-password", "zhang", "--password-stdin", given=b"short").returncode == 2
    assert run(environment, "user", "disable", "zhang").returncode == 0
    assert run(environment, "user", "disable", "nobody").returncode == 2


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    done = run(clean_environment(tmp_path, ZHANWANG_DATABASE_URL="mysql://x"), "audit")
    assert done.returncode == 2
    assert "ZHANWANG_DATABASE_URL" in done.stderr.decode()


def test_an_unreachable_database_is_one_clear_line(tmp_path: Path) -> None:
    url = "postgres://nobody:secret@127.0.0.1:9/none"
    done = run(clean_environment(tmp_path, ZHANWANG_DATABASE_URL=url), "serve", "--port", "0")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"secret" not in done.stderr


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(clean_environment(tmp_path), "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_the_demonstration_refuses_a_database_with_real_sites(environment: dict[str, str], tmp_path: Path) -> None:
    site = {"code": "QX-TUXI", "phone": "0818-1234567"}
    (tmp_path / "in.json").write_text(json.dumps(site), "utf-8")
    assert run(environment, "import", str(tmp_path / "in.json")).returncode == 0
    done = run(environment, "serve", "--demo", "--port", "0")
    assert done.returncode == 2
    assert "真实站点" in done.stderr.decode()


def test_several_workers_serve_one_network(
    demo_environment: dict[str, str], demo_codes: frozenset[str], tmp_path: Path
) -> None:
    kept = {k: v for k, v in demo_environment.items() if k.startswith("ZHANWANG_DATABASE")}
    with served_process(Path(demo_environment["ZHANWANG_DATA_DIR"]), "--workers", "2", **kept) as (process, address):
        for _ in range(6):
            with urllib.request.urlopen(f"{address}/api/v1/sites?limit=1") as answer:
                assert json.load(answer)["numberMatched"] == len(demo_codes)
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0
