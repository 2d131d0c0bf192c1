"""`zhanwang site-plan`: where the next site should go."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from app.cli.terminal import busy_with, emit, libraries_hushed


@click.command("site-plan")
@click.option("--programme", metavar="P", help="方案 · the programme")
@click.option("--sites", "count", type=click.IntRange(1, 500), help="新增几个 · how many further sites")
@click.option("--everyone", is_flag=True, help="最少几个能全部覆盖 · the fewest that reach everybody")
@click.option("--seconds", type=click.FloatRange(1, 3600), default=60, help="时限（秒）· time limit")
@click.option("--good-roads", is_flag=True, help="按路况好计算 · reckon with good roads")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def site_plan(
    programme: str | None, count: int | None, everyone: bool, seconds: float, good_roads: bool, form: str
) -> None:
    """下一个站点建在哪里，最能补上缺口。 Where the next sites help most, proven best or with the stated gap."""
    if everyone == (count is not None):
        raise click.UsageError("give either --sites N or --everyone")
    result = asyncio.run(_plan(programme, count, seconds, good_roads))
    if form == "json":
        from app.exchange.strict_json import dump_json

        emit(dump_json(result) + b"\n")
    else:
        emit(_text(result))


async def _plan(programme: str | None, count: int | None, seconds: float, good_roads: bool) -> dict[str, Any]:
    from app.journeys.opening import opened_house
    from app.journeys.service_circle import default_programme, plan_document, plan_sites
    from app.settings import read_settings

    async with opened_house(read_settings()) as house:
        slug = programme or default_programme(house)
        with busy_with("site-plan"), libraries_hushed():
            case, plan = await plan_sites(house, slug, count, seconds=seconds, good_roads=good_roads)
            return plan_document(case, plan)


def _text(result: dict[str, Any]) -> str:
    lines = [
        f"现已覆盖 {result['already_served']}，没有位置 {result['unlocated']} / "
        f"already served {result['already_served']}, without a point {result['unlocated']}"
    ]
    best = result["best"]
    proven = (
        "已证明最优 / proven best"
        if best["proven"]
        else f"与上界相差 {best['gap']} / at most {best['gap']} below the best"
    )
    lines.append(f"共新覆盖 {best['value']}（{result['weighed_by']}），{proven}")
    lines += [
        f"  {number}. {step['name']} {step['code']}  +{step['adds']}" for number, step in enumerate(best["steps"], 1)
    ]
    if result["runner_up"]:
        codes = "、".join(step["name"] for step in result["runner_up"]["steps"])
        lines.append(f"次优 / runner-up: {result['runner_up']['value']}（{codes}）")
    if result["out_of_reach"]:
        lines.append(f"任何候选点都覆盖不到 / out of reach of every candidate: {len(result['out_of_reach'])}")
    return "\n".join(lines) + "\n"
