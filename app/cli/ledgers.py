"""`zhanwang ledgers`: an operator's ledgers out and in, as JSON, CSV or workbook."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from app.cli.terminal import busy_with, emit, tell, tracked
from app.cli.who import this_terminal
from app.cli.whole_files import written_whole

if TYPE_CHECKING:
    from app.exchange.ledger_tables import Format

_ENDINGS: dict[str, Format] = {".json": "json", ".jsonl": "json", ".csv": "csv", ".xlsx": "xlsx"}


@click.group()
def ledgers() -> None:
    """运营台账导出、导入。 An operator's ledgers out and in."""


@ledgers.command(name="export")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--site", metavar="CODE", help="站点编码，可省略 · the site, where there are several")
@click.option("--ledger", default="", metavar="L", help="只导出一本台账 · one ledger only")
@click.option("--period", default="", metavar="P", help="只导出一段时间，如 2026-H1、2026-03 · one stretch of time")
def export_ledgers(file: Path, site: str | None, ledger: str, period: str) -> None:
    """导出台账（.json .csv .xlsx，- 为标准输出），不含姓名。 Write the rows without names; - is JSON to stdout."""
    asyncio.run(_export(file, site, ledger, period))


async def _export(file: Path, site: str | None, ledger: str, period: str) -> None:
    from app.errors import Malformed
    from app.journeys.assessments.ledger_exchange import ledger_rows, ledgers_as
    from app.journeys.opening import opened_house
    from app.settings import read_settings
    from app.units import Period
    from app.wording import Wording

    try:
        stretch = Period.parse(period) if period else None
    except ValueError:
        raise Malformed(Wording(f"{period} 不是考核期或月份", f"{period} is no period")) from None
    async with opened_house(read_settings()) as house:
        operated, rows = await ledger_rows(house, this_terminal(), site, ledger, stretch)
        if str(file) == "-":
            emit(await ledgers_as(house, operated, rows, "json") + b"\n")
            return
        content = await ledgers_as(house, operated, rows, _format(file))
        with written_whole(file, private=True) as out:
            out.write(content)
    tell(f"已导出 {len(rows)} 条台账记录，不含姓名", f"exported {len(rows)} row(s), without names")


@ledgers.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--site", metavar="CODE", help="站点编码，可省略 · the site, where there are several")
@click.option("--ledger", default="", metavar="L", help="CSV 没有台账列时指明 · of a CSV without that column")
@click.option("--reason", default="", help="更正的原因 · why rows are corrected")
@click.option("--dry-run", is_flag=True, help="只检查 · only say what would change")
def import_ledgers_(file: Path, site: str | None, ledger: str, reason: str, dry_run: bool) -> None:
    """导入台账，全部成功或全部不写；带编号的行更正原记录。 Take rows in, all or nothing; a row with an id corrects."""
    given = _format(file)
    with file.open("rb") as content:
        again = content if content.seekable() else BytesIO(content.read())
        asyncio.run(_import(again, given, site, ledger, reason, dry_run))


async def _import(content: BinaryIO, given: Format, site: str | None, ledger: str, reason: str, dry_run: bool) -> None:
    from app.journeys.assessments.contracts import operated_site
    from app.journeys.assessments.ledger_exchange import import_ledgers, rows_in_file
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    actor = this_terminal()
    async with opened_house(read_settings()) as house:
        operated = await operated_site(house, actor, "keep_ledger", site)
        with busy_with("read"):
            rows = await rows_in_file(house, actor, operated, content, given, ledger)
        done = await import_ledgers(house, actor, operated.code, rows, reason=reason, dry_run=dry_run, track=tracked)
    counts = f"{done.entered} / {done.corrected} / {done.unchanged}"
    if dry_run:
        tell(f"试运行，未保存：新增、更正、不变 {counts}", f"dry run: would enter, correct, leave {counts}")
    else:
        tell(f"已导入：新增、更正、不变 {counts}", f"imported: entered, corrected, unchanged {counts}")


def _format(file: Path) -> Format:
    found = _ENDINGS.get(file.suffix.lower())
    if found is None:
        raise click.UsageError(f"{file.name}：只支持 .json .csv .xlsx / only .json, .csv and .xlsx")
    return found
