"""`zhanwang audit`: judges every site and prints the county's result."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import busy_with, emit, written_whole

if TYPE_CHECKING:
    from app.journeys.audits.result import Audit
    from app.sites.divisions import Divisions


@click.command()
@click.option("--programme", metavar="P", help="只看一个方案 · one programme only")
@click.option("--as-of", "as_of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="评估日期 · the day (today)")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "xlsx"]),
    default="table",
    show_default=True,
    help="格式 · format",
)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="写入文件 · write to a file")
def audit(programme: str | None, as_of: datetime | None, form: str, output: Path | None) -> None:
    """核验全部站点，给出全县结果。 Judge every site: statuses by kind, clauses failed most, progress,
    sites.
    """
    if form == "xlsx" and output is None:
        raise click.UsageError("--format xlsx: 请用 -o 指明文件 / name a file with -o")
    from app.exchange.strict_json import dump_json
    from app.sites.entry import EARLIEST, LATEST

    if as_of is not None and not EARLIEST <= as_of.date() <= LATEST:
        raise click.UsageError(f"--as-of: 须在 {EARLIEST} 至 {LATEST} 之间 / must lie from {EARLIEST} to {LATEST}")
    result, divisions = asyncio.run(_audit(programme, as_of.date() if as_of else None))
    if form == "json":
        data = dump_json(result.as_document()) + b"\n"
    elif form == "xlsx":
        from app.cli.audit_workbook import as_workbook

        data = as_workbook(result, divisions)
    else:
        from app.cli.audit_table import as_text

        data = as_text(result).encode()
    if output is None:
        emit(data)
    else:
        with written_whole(output) as file:
            file.write(data)


async def _audit(programme: str | None, as_of: date | None) -> tuple[Audit, Divisions]:
    from app.journeys.audits.result import audit as audited
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        with busy_with("audit"):
            return await audited(house, programme=programme, as_of=as_of), house.divisions
