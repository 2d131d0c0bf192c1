"""`zhanwang coverage`: the service circle."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from app.cli.terminal import busy_with, emit, tell
from app.cli.whole_files import written_whole


@click.command()
@click.option("--programme", metavar="P", help="方案 · the programme (the one with a service circle when left out)")
@click.option("--kind", "kinds", metavar="K", multiple=True, help="计入的类别，可多次 · a kind that counts, repeatable")
@click.option("--format", "form", type=click.Choice(["table", "json", "geojson"]), default="table", show_default=True)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="写入文件 · write to a file")
def coverage(programme: str | None, kinds: tuple[str, ...], form: str, output: Path | None) -> None:
    """测算服务圈：各村（社区）到最近站点的时间。 The service circle: minutes from each village to a site."""
    data = asyncio.run(_coverage(programme, kinds, form))
    if output is None:
        emit(data)
        return
    with written_whole(output) as file:
        file.write(data)


async def _coverage(programme: str | None, kinds: tuple[str, ...], form: str) -> bytes:
    from app.coverage.asked import AskedCircle
    from app.coverage.features import as_geojson
    from app.coverage.report_record import as_record
    from app.exchange.strict_json import dump_json
    from app.journeys.coverage.circle import default_programme, network_verdict, reckon, shapes_of
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        with busy_with("coverage"):
            found = await reckon(house, programme or default_programme(house), AskedCircle(kinds=tuple(sorted(kinds))))
            verdict = network_verdict(found)
            if form == "json":
                clause = verdict.as_document(found.programme.document) if verdict else None
                record = {"programme": found.programme.slug, "clause": clause, **as_record(found.report)}
                return dump_json(record) + b"\n"
            if form == "geojson":
                return dump_json(as_geojson(found.report, await shapes_of(house, found))) + b"\n"
            from app.cli.coverage_table import as_text

            return as_text(found, verdict, {d.code: d.name for d in house.divisions}).encode()


@click.group()
def roads() -> None:
    """路网。 Roads: take them from an OpenStreetMap extract."""


@roads.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--programme", metavar="P", help="方案 · the programme whose county it is")
def load(file: Path, programme: str | None) -> None:
    """从 OpenStreetMap 数据（.osm.pbf）取本县道路。 Take the county's roads from an extract (.osm.pbf)."""
    nodes = asyncio.run(_load(file, programme))
    tell(f"已载入道路，{nodes} 个节点", f"roads loaded, {nodes} nodes")


async def _load(file: Path, programme: str | None) -> int:
    from app.cli.who import this_terminal
    from app.journeys.coverage.circle import default_programme
    from app.journeys.coverage.roads import load_roads
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        with busy_with("roads") as say:

            def read_so_far(ways: int) -> None:
                say(f"{ways} ways read")

            slug = programme or default_programme(house)
            return await load_roads(house, this_terminal(), slug, file, read_so_far)
