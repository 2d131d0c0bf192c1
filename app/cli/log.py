"""`zhanwang log`: the change log, held to its own fingerprints."""

from __future__ import annotations

import asyncio

import click

from app.cli.terminal import NOT_PASSED, busy_with, complain, emit
from app.cli.who import this_terminal


@click.group()
def log() -> None:
    """变更记录。 The change log."""


@log.command()
def verify() -> int:
    """核对变更记录的校验链。 Check the chain of the change log: exit 1 and the first broken record.

    The fingerprint it prints, noted elsewhere, tells later whether even the end of the log was replaced.
    """
    return asyncio.run(_verify())


async def _verify() -> int:
    from app.journeys.change_log import verify_log
    from app.journeys.house import build_house
    from app.journeys.opening import existing_database_of
    from app.settings import read_settings

    async with existing_database_of(build_house(read_settings())):
        with busy_with("log verify"):
            checked = await verify_log(this_terminal())
    if checked.broken is not None:
        complain(
            f"第 {checked.broken} 条变更记录缺失或被改动，其前 {checked.records} 条完好",
            f"record {checked.broken} is missing or was altered; the {checked.records} before it hold",
        )
        return NOT_PASSED
    emit(f"{checked.records} records hold; the last fingerprint is {checked.head}\n")
    return 0
