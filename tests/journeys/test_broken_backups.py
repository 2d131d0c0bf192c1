"""A backup that is not as it was written is refused with one clear word, and nothing is changed by it."""

import asyncio
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from app.access.actor import Actor, program
from app.errors import Malformed, NotAllowed, Refused, Unavailable, ZhanwangError
from app.exchange.archive import CHECKSUMS, MANIFEST
from app.journeys.audits.kept_audits import make_audit
from app.journeys.backup import back_up, restore
from app.journeys.house import House, build_house
from app.journeys.network.judged import network
from app.journeys.opening import database_of
from app.journeys.registry.register import register
from app.store.audits import AuditedSite
from app.store.changes import check_chain, read_changes
from app.store.engine import opened, transaction
from app.store.migrate import pending
from app.store.refusals import RowRefused
from app.store.sites import read_sites
from tests.databases import PostgresServer
from tests.networks import seeds, settings_for

ACTOR = program("cli:root")
EVIDENCE = b"a photo"
PIECE = hashlib.sha256(EVIDENCE).hexdigest()
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of the documents' own sites with a file of roads."""
    folder = tmp_path_factory.mktemp("home")
    house = build_house(settings_for(f"sqlite:///{folder / 'x.sqlite'}", folder), seeds=seeds())
    (folder / "roads").mkdir()
    (folder / "roads" / "511725000000.npz").write_bytes(bytes(range(256)) * 50)
    out = io.BytesIO()
    async with database_of(house):
        await back_up(house, ACTOR, out)
    return out.getvalue()


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> House:
    """An installation on either engine that holds one site more than the backup; its database is closed."""
    house = build_house(settings_for(database_url, tmp_path / "there"), seeds=seeds())
    async with database_of(house):
        await register(house, ACTOR, [SITE], reason="test")
    return house


SITE = {
    "code": "X1",
    "programme": "qu-2023",
    "kind": "service_point",
    "tier": "village",
    "name": "点",
    "division": "511725103201",
    "status": "operating",
}


async def codes(house: House) -> set[str]:
    async with opened(house.settings.database):
        return {row.code for row in await read_sites()}


async def tried(house: House, raw: bytes, *, force: bool = True, actor: Actor = ACTOR) -> ZhanwangError | None:
    """What restoring says, after seeing that nothing was changed where it says anything."""
    file = house.settings.data_dir.parent / "b.zip"
    file.write_bytes(raw)
    before = await codes(house)
    try:
        await restore(house, actor, file, force=force)
    except ZhanwangError as error:
        assert await codes(house) == before
        left = {path.name for path in house.settings.data_dir.rglob("*") if "sqlite" not in path.name}
        assert left == set()
        return error
    return None


def taken_apart(raw: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_together(parts: Parts, **told: object) -> bytes:
    """A backup of these parts whose checksums are right, whatever it holds."""
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in parts.items()
        if name not in (MANIFEST, CHECKSUMS)
    ).encode()
    manifest = json.loads(parts[MANIFEST]) | {"checksums_sha256": hashlib.sha256(sums).hexdigest()} | told
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (parts | {CHECKSUMS: sums, MANIFEST: json.dumps(manifest).encode()}).items():
            archive.writestr(name, content)
    return out.getvalue()


async def test_one_that_was_cut_off_is_refused(place: House, whole: bytes) -> None:
    for length in (0, 1, 22, 1000, len(whole) // 2, len(whole) - 22, len(whole) - 1):
        assert isinstance(await tried(place, whole[:length]), Malformed), length


async def test_one_with_a_byte_changed_in_any_part_is_refused(place: House, whole: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = archive.infolist()
    assert len(parts) > 15
    for part in parts:
        # A local header is 30 bytes and the name, and 20 more for files that may be large.
        start = part.header_offset + 30 + len(part.filename)
        changed = bytearray(whole)
        changed[start + 20 + part.compress_size // 2 if part.filename != MANIFEST else start + 5] ^= 0x41
        assert isinstance(await tried(place, bytes(changed)), Malformed), part.filename


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.pop("tables/site.jsonl"),
        lambda parts: parts.update({"tables/other.jsonl": b"{}\n"}),
        lambda parts: parts.update({"tables/site.jsonl": parts["tables/site.jsonl"].rsplit(b"\n", 2)[0] + b"\n"}),
        lambda parts: parts.update({"tables/site.jsonl": b"[]\n"}),
        lambda parts: parts.update({"tables/site.jsonl": b""}),
        lambda parts: parts.update({"tables/site.jsonl": parts["tables/site.jsonl"].replace(b"UUID", b"bytes")}),
        lambda parts: parts.update({"tables/site.jsonl": parts["tables/site.jsonl"].replace(b'["', b'[7,"')}),
        lambda parts: parts.update({"roads/../../outside": b"x"}),
        lambda parts: parts.update({"evidence/aa/short": b"x"}),
    ],
)
async def test_one_whose_checksums_are_right_and_whose_content_is_not_is_refused(
    place: House, whole: bytes, change: Callable[[Parts], object]
) -> None:
    parts = taken_apart(whole)
    change(parts)
    assert isinstance(await tried(place, put_together(parts)), Malformed)


def with_parts(raw: bytes, **changed: bytes) -> bytes:
    """A well-formed archive in which these parts are others, and the lists of checksums as they were."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (taken_apart(raw) | changed).items():
            archive.writestr(name, content)
    return out.getvalue()


async def test_one_that_another_hand_changed_and_packed_again_is_refused(place: House, whole: bytes) -> None:
    sites = taken_apart(whole)["tables/site.jsonl"]
    other = sites.replace(b'"planned"', b'"closed"', 1)
    assert other != sites
    assert isinstance(await tried(place, with_parts(whole, **{"tables/site.jsonl": other})), Malformed)
    assert isinstance(await tried(place, with_parts(whole, **{"roads/one-more.npz": b"x"})), Malformed)


async def test_a_server_that_starts_meanwhile_keeps_what_it_has(
    postgres_server: PostgresServer, postgres_template: str, tmp_path: Path, whole: bytes
) -> None:
    """On PostgreSQL; on SQLite the file is locked for the length of it."""
    name = postgres_server.create(postgres_template)
    url = postgres_server.database_url(name)
    house = build_house(settings_for(url, tmp_path / "there"), seeds=seeds())
    parts = taken_apart(whole)
    parts[f"evidence/{PIECE[:2]}/{PIECE}"] = EVIDENCE
    (tmp_path / "b.zip").write_bytes(put_together(parts))
    come: list[asyncio.Task[asyncpg.Connection]] = []

    def news(what: str) -> None:
        if what == "site":
            settings = {"application_name": "zhanwang"}
            come.append(asyncio.ensure_future(asyncpg.connect(url, server_settings=settings)))

    with pytest.raises(Refused, match="another process"):
        await restore(house, ACTOR, tmp_path / "b.zip", force=True, news=news)
    (connection,) = [await task for task in come]
    assert await connection.fetchval("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'zhanwang%'") == 0
    assert await connection.fetchval("SELECT count(*) FROM change WHERE action = 'registry.restored'") == 0
    await connection.close()
    assert [path for path in (tmp_path / "there").rglob("*") if path.is_file()] == []
    postgres_server.drop(name)


async def test_a_row_that_the_database_refuses_leaves_everything_as_it_was(place: House, whole: bytes) -> None:
    parts = taken_apart(whole)
    head, *rows = parts["tables/rectification.jsonl"].splitlines(keepends=True)
    assert rows == []
    head, first, *rows = parts["tables/site.jsonl"].splitlines(keepends=True)
    told = json.loads(parts[MANIFEST])["rows"]
    parts["tables/site.jsonl"] = b"".join([head, first, first, *rows])
    parts[f"evidence/{PIECE[:2]}/{PIECE}"] = EVIDENCE
    raw = put_together(parts, rows=told | {"site": told["site"] + 1})
    assert isinstance(await tried(place, raw), Refused)


async def test_one_of_a_newer_program_is_refused(place: House, whole: bytes) -> None:
    parts = taken_apart(whole)
    told = await tried(place, put_together(parts, format=2))
    assert isinstance(told, Malformed)
    assert "newer" in told.message.en
    migrations = [*json.loads(parts[MANIFEST])["migrations"], "2999-01-01T00:00:00:000000"]
    told = await tried(place, put_together(parts, migrations=migrations))
    assert isinstance(told, Unavailable)
    assert "newer" in told.message.en


async def test_a_database_that_holds_anything_is_left_alone(place: House, whole: bytes) -> None:
    assert isinstance(await tried(place, whole, force=False), Refused)


async def test_it_is_for_whoever_runs_the_installation(place: House, whole: bytes) -> None:
    from dataclasses import replace

    assert isinstance(await tried(place, whole, actor=replace(ACTOR, role="county_admin")), NotAllowed)


async def test_with_force_it_replaces_what_was_there_and_says_so_on_record(place: House, whole: bytes) -> None:
    old = place.settings.data_dir / "roads" / "999999000000.npz"
    assert await tried(place, whole) is None
    assert "X1" not in await codes(place)
    assert [path.name for path in old.parent.iterdir()] == ["511725000000.npz"]
    async with database_of(place):
        (restored,) = await read_changes("registry", "whole")
        assert (restored.action, restored.actor_key) == ("registry.restored", "cli:root")
        assert len((await network(place)).every) == len(await read_sites()) > 40
        made = await make_audit(place, ACTOR, "gangbei-2025")
        with pytest.raises(RowRefused):  # rules that triggers hold move in with the tables
            async with transaction():
                await AuditedSite.delete().where(AuditedSite.audit == made.id)


async def test_an_older_program_s_backup_is_brought_up_to_date(place: House, whole: bytes) -> None:
    parts = taken_apart(whole)
    told = json.loads(parts[MANIFEST])
    later = ("evidence", "village_point", "coverage_result", "site_plan", "rectification", "proposal", "access_record")
    for name in later:
        del parts[f"tables/{name}.jsonl"]
        del told["rows"][name]
    # What these tables have got since: nor were change records chained then.
    for table, columns in {"site": ("revision", "seal"), "change": ("chain",)}.items():
        head, *rows = (json.loads(line) for line in parts[f"tables/{table}.jsonl"].splitlines())
        for column in columns:
            at = [name for name, _ in head["columns"]].index(column)
            for values in (head["columns"], *rows):
                del values[at]
        parts[f"tables/{table}.jsonl"] = b"".join(json.dumps(line).encode() + b"\n" for line in (head, *rows))
    raw = put_together(parts, rows=told["rows"], migrations=told["migrations"][:3])
    assert await tried(place, raw) is None
    async with opened(place.settings.database) as engine:
        assert await pending(engine) == []
        assert len(await read_sites()) > 40
        checked = await check_chain()
        assert (checked.broken, checked.records > 40) == (None, True)


async def test_evidence_that_is_gone_or_changed_is_named_and_the_rest_is_kept(tmp_path: Path, whole: bytes) -> None:
    from app.store.evidence import StoredEvidence, insert_evidence

    house = build_house(settings_for(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path), seeds=seeds())
    async with database_of(house):
        sums = [hashlib.sha256(content).hexdigest() for content in (b"one", b"two", b"three")]
        for digest, content in zip(sums, (b"one", b"TWO", None), strict=True):
            piece = house.settings.evidence_dir / digest[:2] / digest
            if content is not None:
                piece.parent.mkdir(parents=True, exist_ok=True)
                piece.write_bytes(content)
            stored = StoredEvidence(
                site_code="QX-HUB",
                about="facts.area_m2",
                sha256=digest,
                media_type="image/jpeg",
                size_bytes=3,
                name="x.jpg",
                uploaded_by_key="k",
                uploaded_by_name="n",
                uploaded_at=house.now(),
            )
            async with transaction():
                await insert_evidence(stored)
        out = io.BytesIO()
        done = await back_up(house, ACTOR, out)
    assert (set(done.missing), done.files) == (set(sums[1:]), 1)
    assert [name for name in taken_apart(out.getvalue()) if name.startswith("evidence/")] == [
        f"evidence/{sums[0][:2]}/{sums[0]}"
    ]
    shutil.rmtree(house.settings.evidence_dir)
    there = build_house(settings_for(f"sqlite:///{tmp_path / 'y.sqlite'}", tmp_path / "there"), seeds=seeds())
    (tmp_path / "b.zip").write_bytes(out.getvalue())
    await restore(there, ACTOR, tmp_path / "b.zip")
    assert (there.settings.evidence_dir / sums[0][:2] / sums[0]).read_bytes() == b"one"
