"""`zhanwang site-plan`: where the next sites should go."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path
from typing import Any

import click

from app.cli.terminal import emit, first_ctrl_c, libraries_hushed, news_of, tell
from app.errors import Malformed
from app.wording import Wording

_BETWEEN_CODES = re.compile(r"[\s,，、;；]+")


@click.command("site-plan")
@click.option("--programme", metavar="P", help="方案 · the programme")
@click.option("--sites", "count", type=click.IntRange(1, 500), help="新增站点个数 · how many further sites")
@click.option("--everyone", is_flag=True, help="以最少站点全部覆盖 · the fewest that reach everybody")
@click.option("--seconds", type=click.IntRange(1, 3600), default=300, show_default=True, help="时限（秒）· time limit")
@click.option("--good-roads", is_flag=True, help="按路况良好计算 · calculate with good roads")
@click.option(
    "--candidates",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="候选地点代码的文件 · a file of candidates' codes, one a line",
)
@click.option("--upgrades-only", is_flag=True, help="只考虑现有站点升级 · only upgrades of existing points")
@click.option(
    "--choice", metavar="CODE,CODE", default="", help="自选方案，与最优方案比较 · a choice to compare with the best"
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def site_plan(
    programme: str | None,
    count: int | None,
    everyone: bool,
    seconds: int,
    good_roads: bool,
    candidates: Path | None,
    upgrades_only: bool,
    choice: str,
    form: str,
) -> None:
    """下一个站点建在哪里，最能补上缺口。 Where the next sites help most, proven best or with the stated gap.

    Ctrl+C 停止并给出目前最优方案。 Ctrl+C stops and prints the best so far.
    """
    if everyone == (count is not None):
        raise click.UsageError("give either --sites N or --everyone")
    if candidates is not None and upgrades_only:
        raise click.UsageError("give either --candidates FILE or --upgrades-only")
    asked: dict[str, Any] = {
        "aim": "everyone" if everyone else "most",
        "sites": count,
        "good_roads": good_roads,
        "source": "listed" if candidates is not None else "upgrades" if upgrades_only else "all",
        "codes": () if candidates is None else _codes_in(candidates),
        "choice": _split(choice),
        "seconds": seconds,
    }
    result, stopped = asyncio.run(_plan(programme, asked))
    if stopped:
        tell("已停止，以下为停止时最优的方案", "stopped; this is the best so far")
    if form == "json":
        from app.exchange.strict_json import dump_json

        emit(dump_json({"stopped": stopped, **result}) + b"\n")
    else:
        emit(_text(result, stopped))


def _codes_in(path: Path) -> tuple[str, ...]:
    """The codes of a file, by line, blank or comma. Raises Malformed where it is no text."""
    try:
        return _split(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise Malformed(Wording(f"{path} 不是 UTF-8 文本", f"{path} is no text in UTF-8")) from None


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in _BETWEEN_CODES.split(text) if code))


async def _plan(programme: str | None, question: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from app.journeys.coverage.candidates import PlanQuestion
    from app.journeys.coverage.circle import default_programme
    from app.journeys.coverage.plan_search import plan_at_once
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    stopped = threading.Event()
    async with opened_house(read_settings()) as house:
        asked = PlanQuestion(programme=programme or default_programme(house), **question)
        with news_of("site-plan") as say, libraries_hushed(), first_ctrl_c(stopped.set):
            return await plan_at_once(house, asked, stopped, lambda news: say(_line(news), news["seconds"]))


_STAGES = {"best": "最优 best", "runner_up": "次优 runner-up"}


def _line(news: dict[str, Any]) -> str:
    from app.coverage.siting_wording import counted

    value, bound = counted(news["value"], news["unit"]), counted(news["bound"], news["unit"])
    zh = f"正在计算{_STAGES[news['stage']]}：{value.zh}，界 {bound.zh}"
    return f"{zh} / {value.en}, bound {bound.en}"


def _text(plan: dict[str, Any], stopped: bool) -> str:
    from app.coverage.siting_wording import comparison, counted, headline, proof, runner_up

    names, unit = {place["code"]: place["name"] for place in plan["places"]}, plan["weighed_by"]
    waiting = len(plan["places"])
    lines = ["已停止，停止时最优的方案 / stopped, the best so far"] if stopped else []
    lines += [_both(headline(plan)), _both(proof(plan))]
    for number, step in enumerate(plan["best"]["steps"], 1):
        upgrade = "（升级 upgrade）" if step["upgrade_of"] else ""
        worth = counted(step["adds"], unit)
        lines.append(f"  {number}. {step['name']} {step['code']}{upgrade}  +{worth.zh} / {worth.en}")
        lines.append("     " + "、".join(names[code] for code in step["serves"]))
    if (second := runner_up(plan)) is not None:
        lines.append(f"次优 / runner-up: {_both(second)}")
        lines.append("     " + "、".join(f"{step['name']} {step['code']}" for step in plan["runner_up"]["steps"]))
    if plan["comparison"] is not None:
        lines += [_both(said) for said in comparison(plan)]
        for key, zh, en in (
            ("only_by_hand", "只有自选方案覆盖", "only yours"),
            ("only_by_plan", "只有选址方案覆盖", "only the plan"),
        ):
            if plan["comparison"][key]:
                lines.append(f"  {zh} / {en}: " + "、".join(names[code] for code in plan["comparison"][key]))
    if plan["out_of_reach"]:
        lines.append(
            "所有候选地点均无法覆盖 / out of reach: " + "、".join(names[code] for code in plan["out_of_reach"])
        )
    lines.append(
        f"已覆盖 {plan['already_served']}，已标注位置而未覆盖 {waiting}，未标注位置（不参与）{plan['unlocated']}，"
        f"候选 {plan['candidates']} / covered {plan['already_served']}, not covered {waiting}, "
        f"without a point (left out) {plan['unlocated']}, candidates {plan['candidates']}"
    )
    return "\n".join(lines) + "\n"


def _both(said: Wording) -> str:
    return f"{said.zh} / {said.en}"
