"""`zhanwang audit`: judges every site and prints the county's result."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.terminal import busy_with, emit
from app.cli.whole_files import written_whole

if TYPE_CHECKING:
    from app.cli.audit_workbook import Findings
    from app.exchange.workbook.printed_sheets import Row
    from app.journeys.audits.result import Audit
    from app.journeys.house import House
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
    """评估全部站点，给出全县结果。 Judge every site: statuses by kind, clauses failed most, progress,
    sites.
    """
    if form == "xlsx" and output is None:
        raise click.UsageError("--format xlsx: 请用 -o 指明文件 / name a file with -o")
    from app.exchange.strict_json import dump_json
    from app.normal.days import EARLIEST, LATEST

    if as_of is not None and not EARLIEST <= as_of.date() <= LATEST:
        raise click.UsageError(f"--as-of: 须在 {EARLIEST} 至 {LATEST} 之间 / must lie from {EARLIEST} to {LATEST}")
    result, divisions, findings = asyncio.run(_audit(programme, as_of.date() if as_of else None, form == "xlsx"))
    if form == "json":
        data = dump_json(result.as_document()) + b"\n"
    elif form == "xlsx":
        from app.cli.audit_workbook import as_workbook

        data = as_workbook(result, divisions, findings)
    else:
        from app.cli.audit_table import as_text

        data = as_text(result).encode()
    if output is None:
        emit(data)
    else:
        with written_whole(output) as file:
            file.write(data)


async def _audit(
    programme: str | None, as_of: date | None, with_findings: bool
) -> tuple[Audit, Divisions, dict[str, Findings]]:
    from app.journeys.audits.result import audit as audited
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        with busy_with("audit"):
            result = await audited(house, programme=programme, as_of=as_of)
            judged = [one.programme.slug for one in result.programmes if one.sites] if with_findings else []
            return result, house.divisions, {slug: await _findings(house, slug, as_of) for slug in judged}


async def _findings(house: House, slug: str, as_of: date | None) -> Findings:
    """What is not met or unknown in one programme, as the page exports it."""
    from app.access.actor import program
    from app.cli.audit_workbook import Findings
    from app.journeys.audits.finding_words import in_words
    from app.journeys.audits.findings import explained_in_parts, finding_scene
    from app.journeys.audits.findings_workbook import list_columns, list_rows
    from app.journeys.audits.pairs import FindingQuery

    scene = await finding_scene(house, program("cli:audit"), slug, FindingQuery(), as_of=as_of)
    heads = tuple(head for head, _ in list_columns(scene, "zh"))
    rows: list[Row] = []
    async for part in explained_in_parts(house, scene):
        rows += list_rows(scene, "zh", (in_words(house, scene, one) for one in part))
    return Findings(heads, rows)
