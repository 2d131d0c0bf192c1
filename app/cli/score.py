"""`zhanwang score`: scores half-year documents without the database, or one of the registry from its ledgers."""

from __future__ import annotations

import asyncio
import re

import click

from app.cli.each_document import answer_each
from app.cli.terminal import emit

_SHORT = re.compile(r"(\d{4})-([12])", re.ASCII)


@click.command()
@click.argument("file", type=click.Path(allow_dash=True), required=False)
@click.option(
    "--half", metavar="PERIOD", help="按台账计算一个考核期，如 2026-1 · from the ledgers: 2026-1, 2026-H1, 2026-Q3"
)
@click.option("--programme", metavar="P", help="只看一个方案 · one programme only")
def score(file: str | None, half: str | None, programme: str | None) -> None:
    """按评分表计算考核得分和应付金额。 Score half-year documents (FILE, or - for stdin), or one of the registry.

    FILE holds a half-year document, a list of them, or one of them a line; the database is not touched. One score a
    line is printed; when anything is wrong with any document, nothing is.
    """
    if (file is None) == (half is None):
        raise click.UsageError("请给出 FILE 或 --half 之一 / give either FILE or --half")
    if half is not None:
        emit(asyncio.run(_from_ledgers(_SHORT.sub(r"\1-H\2", half), programme)))
        return
    if file is None or programme is not None:
        raise click.UsageError("--programme 只与 --half 一起使用 / --programme goes with --half")
    from app.exchange.json_values import json_values
    from app.journeys.assessments.score import score_documents

    answer_each(file, "score", json_values, score_documents)


async def _from_ledgers(period: str, slug: str | None) -> bytes:
    """The scores of one period, a line for each contract. Raises NotFound where there is none."""
    from app.access.actor import program
    from app.exchange.strict_json import dump_json
    from app.journeys.assessments.contracts import operated_site, operated_sites
    from app.journeys.assessments.half_years import half_year_of
    from app.journeys.opening import opened_house
    from app.settings import read_settings

    actor = program("cli:score")
    async with opened_house(read_settings()) as house:
        if slug is not None:
            house.programme(slug)
        await operated_site(house, actor, "read_assessment", None)
        every = [one for one in await operated_sites(house, actor) if slug in (None, one.programme.slug)]
        found = [await half_year_of(house, one, period) for one in every]
    return b"".join(dump_json(one.score.as_document()) + b"\n" for one in found)
