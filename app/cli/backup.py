"""`zhanwang backup` and `zhanwang restore`: everything an installation holds in one file, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import NOT_PASSED, busy_with, tell
from app.cli.who import this_terminal
from app.cli.whole_files import written_whole

if TYPE_CHECKING:
    from app.journeys.backup import BackedUp, Restored


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> int:
    """把数据库、佐证材料、路网备份到一个文件，服务不必停。 Everything into one file, while serving.

    The file is as secret as the database: it holds personal data and the hashes of passwords and tokens. Sessions are
    left out. Exits 1 where evidence on record could not be read; the rest is in the file all the same.
    """
    done = asyncio.run(_back_up(file))
    tell(
        f"已备份到 {file}：{done.rows} 条记录，{done.files} 个文件；内含个人信息和密码校验值，请妥善保管",
        f"backed up to {file}: {done.rows} row(s), {done.files} file(s); it holds personal data and password hashes,"
        " keep it safe",
    )
    for digest in done.missing:
        tell(f"佐证材料缺失或已损坏，未备份：{digest}", f"evidence is gone or damaged and was left out: {digest}")
    return NOT_PASSED if done.missing else 0


async def _back_up(file: Path) -> BackedUp:
    from app.journeys.backup import back_up
    from app.journeys.house import build_house
    from app.journeys.opening import existing_database_of
    from app.settings import read_settings

    house = build_house(read_settings())
    async with existing_database_of(house):
        with busy_with("backup") as news, written_whole(file, private=True) as out:
            return await back_up(house, this_terminal(), out, news)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="替换数据库里已有的全部数据 · replace everything the database holds")
def restore(file: Path, force: bool) -> None:
    """从备份恢复：全部恢复，或者不变。 Put a backup back, all of it or nothing; stop the service first.

    A damaged file, one of a newer program, and a database that holds anything are refused. SQLite and PostgreSQL take
    each other's backups. Everybody signs in anew afterwards.
    """
    done = asyncio.run(_restore(file, force))
    tell(
        f"已恢复 {done.made_at} 的备份：{done.rows} 条记录，{done.files} 个文件；所有人须重新登录",
        f"restored the backup of {done.made_at}: {done.rows} row(s), {done.files} file(s); everybody signs in anew",
    )


async def _restore(file: Path, force: bool) -> Restored:
    from app.journeys.backup import restore as restored
    from app.journeys.house import build_house
    from app.settings import read_settings

    with busy_with("restore") as news:
        return await restored(build_house(read_settings()), this_terminal(), file, force=force, news=news)
