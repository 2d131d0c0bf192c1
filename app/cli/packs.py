"""`zhanwang packs`: programme packs, looked over before they are used, and loaded."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path

import click

from app.cli.terminal import NOT_PASSED, complain_of, emit, tell
from app.cli.who import this_terminal


@click.group()
def packs() -> None:
    """方案包。 Programme packs."""


@packs.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def check(directory: Path) -> int:
    """检查方案包，逐条指出文件、行号与原因。 Check packs: every fault with file, line and reason.

    DIR is one pack, a folder of packs, or a seeds folder. Exits 1 when there are faults.
    """
    from app.errors import InvalidInput
    from app.journeys.registry.check_packs import check_packs
    from app.settings import read_settings

    settings = read_settings()
    try:
        checked = check_packs(directory, settings.seeds_dir)
    except InvalidInput as error:
        complain_of(error.faults)
        return NOT_PASSED
    for pack in checked:
        programme = pack.programme
        emit(
            f"{programme.slug}: {len(programme.kinds)} kinds, {len(programme.clauses)} clauses,"
            f" {len(programme.targets)} targets, {pack.sites} named sites, {pack.cases} worked cases\n"
        )
    return 0


@packs.command()
@click.argument("slug", metavar="PROGRAMME")
@click.option("--reason", required=True, help="更正原因，将写明在以前各日的结果上 · why; past results will say so")
@click.option(
    "--since",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="从哪天起按更正评估（默认：被更正版本的全部日期）· the first day it judges (all days of the version before)",
)
def correct(slug: str, reason: str, since: datetime | None) -> None:
    """把改好的方案包作为更正载入，以前各日也按它评估。 Load a changed pack as a correction of the past.

    A pack that is changed in its folder judges the days from its loading on; earlier days keep the version they were
    judged by. Where the change mends a mistake, this command has it judge those days too, with the reason on record.
    """
    asyncio.run(_correct(slug, reason, since.date() if since else None))


async def _correct(slug: str, reason: str, since: date | None) -> None:
    from app.journeys.opening import opened_house
    from app.journeys.registry.correct_pack import correct_pack
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        use = await correct_pack(house, this_terminal(), slug, reason, since)
    day = use.since.isoformat() if use.since else None
    tell(
        f"{slug}：{f'{day} 起' if day else '以前各日'}按更正后的方案评估",
        f"{slug}: the corrected pack judges {f'every day from {day} on' if day else 'all earlier days'}",
    )
