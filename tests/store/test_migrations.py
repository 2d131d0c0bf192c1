"""Migrations: from an empty database and from every earlier version with what was in it, to the tables in code."""

import asyncio
import subprocess
import sys
from dataclasses import asdict, fields
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from _pytest.mark import ParameterSet
from piccolo.apps.migrations.tables import Migration

from app.errors import Unavailable
from app.store.accounts import read_accounts
from app.store.changes import append_changes, check_chain, read_changes
from app.store.engine import Engine, opened, transaction
from app.store.migrate import migrate, pending
from app.store.refusals import RowRefused
from app.store.schema import TABLES
from app.store.sessions import StoredSession, read_sessions_of
from app.store.sites import StoredSite, read_sites, read_sites_after
from tests.house.tree import ROOT
from tests.store.examples import NOON, a_change, a_site, an_account

VERSIONS = sorted(
    line.split('"')[1]
    for file in (ROOT / "piccolo_migrations").glob("*.py")
    for line in file.read_text("utf-8").splitlines()
    if line.startswith("ID = ")
)

ACCOUNTS, FAILURES_GONE = "2026-11-22T04:02:53:588392", "2026-11-29T00:40:18:022247"
"""The versions since which there are accounts, and since which wrong passwords are not counted at them any more."""
CHAINED = "2026-11-29T06:33:00:000000"
"""The version since which the program chains what it records."""
SEALED = "2026-11-30T16:02:11:520331"
"""The version since which a site has a seal."""


def long_but_some(versions: list[str]) -> list[ParameterSet]:
    """Each of these versions: the first, the last and every sixth in `make test`, the rest in `make test-long`."""
    usual = {versions[0], versions[-1], *versions[::6]}
    return [pytest.param(version, marks=() if version in usual else pytest.mark.long) for version in versions]


BRING_UP_TO_DATE = """
import asyncio, sys
from app.store.engine import opened
from app.store.migrate import migrate

async def main():
    async with opened(sys.argv[1]) as engine:
        print(len(await migrate(engine)))

asyncio.run(main())
"""
"""A process that brings the database of its first argument up to date and says how many migrations it applied."""


async def shape(engine: Engine) -> dict[str, object]:
    """Every table with its columns, their emptiness and the text of its rules, as the database itself tells them."""
    found: dict[str, object] = {}
    for table in TABLES:
        name = table._meta.tablename
        if engine.engine_type == "sqlite":
            columns = await table.raw(f'PRAGMA table_info("{name}")')
            indexes = await table.raw(f'PRAGMA index_list("{name}")')
            (made,) = await table.raw(f"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{name}'")
            rules = sorted(part.split('"')[0] for part in made["sql"].split('CONSTRAINT "')[1:])
            found[name] = (
                sorted((c["name"], c["notnull"] or bool(c["pk"]), c["pk"]) for c in columns),
                sorted((i["unique"], i["partial"]) for i in indexes),
                rules,
            )
        else:
            columns = await table.raw(
                "SELECT column_name, is_nullable, data_type, character_maximum_length FROM information_schema.columns "
                f"WHERE table_name = '{name}' ORDER BY column_name"
            )
            rules = await table.raw(
                "SELECT conname, pg_get_constraintdef(oid) AS said FROM pg_constraint "
                f"WHERE conrelid = '\"{name}\"'::regclass ORDER BY conname"
            )
            indexes = await table.raw(f"SELECT indexdef FROM pg_indexes WHERE tablename = '{name}' ORDER BY indexname")
            found[name] = ([tuple(c.values()) for c in columns], [tuple(r.values()) for r in rules], len(indexes))
    return found


_FRESH: dict[str, dict[str, object]] = {}


@pytest.fixture
async def fresh_shape(empty_database_url: str) -> dict[str, object]:
    """The tables that an empty database of this engine gets, looked at once; it is empty again after that."""
    kind = urlsplit(empty_database_url).scheme
    if kind not in _FRESH:
        async with opened(empty_database_url) as engine:
            await migrate(engine)
            _FRESH[kind] = await shape(engine)
            async with transaction():
                for table in (*reversed(TABLES), Migration):
                    await table.alter().drop_table(if_exists=True)
    return _FRESH[kind]


async def test_an_empty_database_gets_every_table_and_nothing_is_left_to_do(empty_database_url: str) -> None:
    async with opened(empty_database_url) as engine:
        assert await pending(engine) == VERSIONS
        assert await migrate(engine) == VERSIONS
        assert await pending(engine) == []
        assert await migrate(engine) == []
        for table in TABLES:
            assert await table.count() == 0


@pytest.mark.parametrize("version", long_but_some(VERSIONS[:-1]))
async def test_a_database_of_an_earlier_version_keeps_what_is_in_it_and_comes_out_the_same(
    empty_database_url: str, fresh_shape: dict[str, object], version: str
) -> None:
    async with opened(empty_database_url) as engine:
        await migrate(engine, up_to=version)
        sites = [a_site("QX-TX-01"), a_site("QX-TX-02", lon=106.97, lat=30.84, status="operating", sample=True)]
        async with transaction():
            # As the program of that version did it: by the columns there were. Of these none has gone since.
            names = [field.name for field in fields(StoredSite) if field.name != "seal" or version >= SEALED]
            await engine.insert_many("site", names, [tuple(asdict(site)[name] for name in names) for site in sites])
            if version >= CHAINED:
                await append_changes([a_change(site) for site in sites])
            else:
                for number, site in enumerate(sites, start=1):
                    row = asdict(a_change(site)) | {"sequence": number}
                    await engine.insert_many("change", list(row), [tuple(row.values())])
        assert await migrate(engine) == VERSIONS[VERSIONS.index(version) + 1 :]
        assert [asdict(site) for site in await read_sites()] == [asdict(site) for site in sites]
        assert await read_sites_after(0) == []
        assert [change.after for change in await read_changes("site", "QX-TX-01")] == [sites[0].document]
        assert (await check_chain()).broken is None
        assert await shape(engine) == fresh_shape


@pytest.mark.parametrize("version", long_but_some(VERSIONS[VERSIONS.index(ACCOUNTS) : VERSIONS.index(FAILURES_GONE)]))
async def test_accounts_with_counted_failures_lose_the_count_and_nothing_else(
    empty_database_url: str, version: str
) -> None:
    lee = an_account(disabled_at=NOON)
    session = StoredSession(
        token_sha256="a" * 64, account=lee.id, csrf_secret="c", created_at=NOON, last_seen_at=NOON, expires_at=NOON
    )
    async with opened(empty_database_url) as engine:
        await migrate(engine, up_to=version)
        async with transaction():
            row = asdict(lee) | {"failed_attempts": 3, "last_failed_at": NOON}
            del row["divisions"], row["sites"]
            await engine.insert_many("account", list(row), [tuple(row.values())])
            signed_in = asdict(session)
            await engine.insert_many("session", list(signed_in), [tuple(signed_in.values())])
        await migrate(engine)
        assert await read_accounts() == [lee]
        assert await read_sessions_of(lee.id) == [session]
        # The rules that stay still hold, in the connection that migrated and in the next one.
        await _refused_by(engine)
    async with opened(empty_database_url) as engine:
        await _refused_by(engine)
        if engine.engine_type == "sqlite":
            assert await Migration.raw("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
            assert await Migration.raw("PRAGMA foreign_key_check") == []


async def _refused_by(engine: Engine) -> None:
    nobody = asdict(an_account("nobody", role="emperor"))
    del nobody["divisions"], nobody["sites"]
    with pytest.raises(RowRefused):
        async with transaction():
            await engine.insert_many("account", list(nobody), [tuple(nobody.values())])


def test_every_migration_says_what_it_is_for() -> None:
    """In some words: what Piccolo writes by itself is nothing, or the name of an option."""
    for file in (ROOT / "piccolo_migrations").glob("*.py"):
        described = [line for line in file.read_text("utf-8").splitlines() if line.startswith("DESCRIPTION = ")]
        assert len(described) == 1, file.name
        assert len(described[0].partition(" = ")[2].split()) >= 3, f"{file.name} does not say what it is for"


def test_the_migrations_lead_to_the_tables_in_code() -> None:
    """Piccolo, asked what a new migration would hold, has nothing to write."""
    folder = ROOT / "piccolo_migrations"
    before = set(folder.glob("*.py"))
    done = subprocess.run(
        [Path(sys.executable).with_name("piccolo"), "migrations", "new", "zhanwang", "--auto"],
        env={"PICCOLO_CONF": "app.piccolo_conf", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    written = set(folder.glob("*.py")) - before
    for file in written:
        file.unlink()
    assert written == set()
    assert "No changes detected" in done.stdout + done.stderr, done.stdout + done.stderr


async def test_several_processes_that_start_at_once_bring_it_up_to_date_together(empty_database_url: str) -> None:
    words = "import asyncio, sys; from app.store.engine import opened; from app.store.migrate import migrate\n"
    words += (
        "async def main():\n    async with opened(sys.argv[1]) as engine:\n        print(len(await migrate(engine)))\n"
    )
    words += "asyncio.run(main())"
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", words, empty_database_url),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    ended = [await process.communicate() for process in started]
    assert [error.decode() for _, error in ended] == [""] * 3
    assert sum(int(out) for out, _ in ended) == len(VERSIONS)


async def test_a_database_that_a_newer_program_has_used_is_left_alone(empty_database_url: str) -> None:
    async with opened(empty_database_url) as engine:
        await migrate(engine)
        async with transaction():
            await Migration.insert(Migration(name="2999-01-01T00:00:00:000000", app_name="zhanwang"))
        with pytest.raises(Unavailable, match="newer"):
            await migrate(engine)
