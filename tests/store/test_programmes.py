"""Every version of a pack is kept once, and exactly one of each programme is current."""

from __future__ import annotations

from app.store.engine import Engine, transaction
from app.store.programmes import (
    StoredProgrammeVersion,
    read_current_hashes,
    read_programme_version,
    save_programme_version,
)
from app.store.revisions import read_revision
from tests.store.examples import a_moment


def a_version(slug: str, digit: str, minutes_after_noon: float = 0) -> StoredProgrammeVersion:
    return StoredProgrammeVersion(
        slug=slug, content_hash=digit * 64, content=f'{{"v": "{digit}"}}', loaded_at=a_moment(minutes_after_noon)
    )


async def save(version: StoredProgrammeVersion) -> bool:
    async with transaction():
        return await save_programme_version(version)


async def current() -> dict[str, str]:
    return {slug: content_hash[0] for slug, content_hash in (await read_current_hashes()).items()}


async def test_a_version_comes_back_as_saved(database: Engine) -> None:
    version = a_version("qu-2023", "a")
    assert await save(version)
    assert await read_programme_version("qu-2023", "a" * 64) == version
    assert await read_programme_version("qu-2023", "b" * 64) is None
    assert await read_programme_version("gangbei-2025", "a" * 64) is None


async def test_a_newer_version_becomes_current_and_the_older_one_stays_readable(database: Engine) -> None:
    await save(a_version("qu-2023", "a"))
    await save(a_version("gangbei-2025", "c"))
    assert await save(a_version("qu-2023", "b", 10))
    assert await current() == {"gangbei-2025": "c", "qu-2023": "b"}
    old = await read_programme_version("qu-2023", "a" * 64)
    assert old is not None
    assert not old.current
    assert old.content == '{"v": "a"}'


async def test_loading_the_current_version_again_changes_nothing(database: Engine) -> None:
    await save(a_version("qu-2023", "a"))
    assert not await save(a_version("qu-2023", "a", 10))
    assert await read_revision("programmes") == 1
    version = await read_programme_version("qu-2023", "a" * 64)
    assert version is not None
    assert version.loaded_at == a_moment(0)


async def test_going_back_to_an_older_version_makes_no_second_copy_of_it(database: Engine) -> None:
    await save(a_version("qu-2023", "a"))
    await save(a_version("qu-2023", "b", 10))
    assert await save(a_version("qu-2023", "a", 20))
    assert await current() == {"qu-2023": "a"}
    version = await read_programme_version("qu-2023", "a" * 64)
    assert version is not None
    assert version.loaded_at == a_moment(0)
    assert await read_revision("programmes") == 3


async def test_two_programmes_may_have_the_same_content(database: Engine) -> None:
    await save(a_version("qu-2023", "a"))
    await save(a_version("copy-of-it", "a"))
    assert await current() == {"copy-of-it": "a", "qu-2023": "a"}
