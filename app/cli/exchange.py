"""`zhanwang import` and `zhanwang export`: files of sites in and out, by their ending."""

from __future__ import annotations

import asyncio
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import click

from app.cli.terminal import complain_of, tell, tracked, tracked_as_they_come
from app.cli.who import this_terminal
from app.cli.whole_files import written_whole


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查并说明将变更的内容 · only say what would change")
@click.option("--confirm", is_flag=True, help="存疑之处照所读写入 · take what is doubtful as it was read")
@click.option("--reason", default="", help="变更原因 · why, for the change record")
def import_(file: Path, dry_run: bool, confirm: bool, reason: str) -> None:
    """导入站点（.json .jsonl .csv .geojson .xlsx），全部成功或全部不写。 Register the sites of a file, all or
    nothing.

    A site that is known already is changed by what the file says of it; what the file leaves out stays as
    it is. What can be right and is probably not (a figure ten times the last) is refused until you --confirm it.
    What is registered already is not asked about again; another registry does not know who confirmed it, and asks.
    """
    from app.exchange.files import ending_of

    ending = ending_of(file.name)
    with file.open("rb") as content:
        again = content if content.seekable() else BytesIO(content.read())
        asyncio.run(_import(again, file.name, ending, reason, dry_run, confirm))


async def _import(content: BinaryIO, name: str, ending: str, reason: str, dry_run: bool, confirm: bool) -> None:
    from app.errors import InvalidInput, Refused
    from app.journeys.files.import_export import import_sites
    from app.journeys.opening import opened_house
    from app.normal.doubts import CODE as TO_CONFIRM
    from app.settings import read_settings
    from app.wording import Wording

    async with opened_house(read_settings()) as house:
        try:
            done = await import_sites(
                house,
                this_terminal(),
                content,
                ending,
                reason=reason or f"import {name}",
                dry_run=dry_run,
                confirmed=confirm,
                track=partial(tracked, file=content),
            )
        except InvalidInput as error:
            if any(fault.code != TO_CONFIRM for fault in error.faults):
                raise
            complain_of(error.faults)
            raise Refused(
                Wording(
                    "以上只是存疑之处，没有错误，尚未写入；核对无误后加 --confirm 再导入",
                    "these are questions, not faults, and nothing was written; if all is right, import with --confirm",
                )
            ) from None
    for note in done.notes:
        tell(note.zh, note.en)
    outcome = done.outcome
    created, changed, same = len(outcome.created), len(outcome.changed), len(outcome.unchanged)
    if outcome.nothing:
        tell(f"没有变化（{same} 个站点与已登记的相同）", f"nothing changes: {same} site(s) are as registered")
    elif dry_run:
        tell(
            f"试运行，未保存：将新增 {created}，修改 {changed}，不变 {same}",
            f"dry run, nothing written: would create {created}, change {changed}, leave {same}",
        )
    else:
        tell(
            f"已导入：新增 {created}，修改 {changed}，不变 {same}",
            f"imported: created {created}, changed {changed}, unchanged {same}",
        )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """导出全部站点（.json .jsonl .csv .geojson .xlsx）。 Write every site to a file; importing it changes nothing.

    .json, .jsonl and .geojson hold all that is known, personal data included; .csv holds what fits a row.
    """
    from app.exchange.files import ending_of

    asyncio.run(_export(file, ending_of(file.name)))


async def _export(file: Path, ending: str) -> None:
    from app.journeys.files.import_export import export_sites
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        with written_whole(file, private=True) as out:
            async with export_sites(house, this_terminal(), ending) as exported:
                async for piece in tracked_as_they_come(exported.pieces, "export", exported.count):
                    out.write(piece)
    written = exported.count - len(exported.left_out)
    tell(f"已导出 {written} 个站点", f"exported {written} site(s)")
    for site in exported.left_out:
        for fault in site.faults:
            tell(
                f"未导出 {site.code}（信息有误）：{fault.path} {fault.message.zh}",
                f"left out {site.code}, whose record does not pass entry: {fault.path} {fault.message.en}",
            )
