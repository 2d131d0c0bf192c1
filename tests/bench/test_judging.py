"""Judging a network in columns, beside judging its sites one by one; both from the same clauses.

A county, a province and a nation. The nation is the province over and over under other codes: random documents of
600,000 sites would take longer to draw than all that is measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import cycle, islice

import pytest

from app.compliance.block import Block
from app.compliance.judge import judge
from app.compliance.network_table import NetworkTable
from app.exchange.strict_json import load_json
from app.sites.document import read_site
from app.sites.site import Site
from app.standards.programme import Programme
from tests.bench.measuring import Timed, repeated, side_by_side, tell, timed, told
from tests.networks import seeds
from tests.oracle.documents import random_envelope, to_json

pytestmark = pytest.mark.bench

COUNTY, PROVINCE, NATION = 226, 25_000, 600_000
AS_OF = date(2026, 11, 24)


@cache
def province() -> tuple[Site, ...]:
    """Random sites of every kind, entered like any other document."""
    rules = {slug: programme.entry_rules for slug, programme in seeds().programmes.items()}
    rng = random.Random(20231127)
    made = []
    for number in range(PROVINCE):
        document = load_json(to_json(random_envelope(rng)).encode())["site"]
        made.append(replace(read_site(document, rules, seeds().divisions), code=f"S{number}"))
    return tuple(made)


def networks(count: int) -> Iterator[tuple[Programme, list[Site]]]:
    sites = [replace(site, code=f"S{number}") for number, site in enumerate(islice(cycle(province()), count))]
    for slug, programme in seeds().programmes.items():
        yield programme, [site for site in sites if site.programme == slug]


@pytest.mark.parametrize(("count", "runs"), [(COUNTY, 200), (PROVINCE, 30), (NATION, 7)])
def test_columns_give_the_verdicts_of_judging_one_by_one(count: int, runs: int) -> None:
    divisions = seeds().divisions
    own = list(networks(count))
    built = timed(lambda: [NetworkTable.of(sites, programme, divisions, AS_OF) for programme, sites in own])
    tables = built.answer
    by_code = {site.code: site for _, sites in own for site in sites}
    blocks = [
        (one.plan, Block(*one.sort, [by_code[code] for code in one.codes], table.background))
        for table in tables
        for one in table.judged
    ]
    ready = repeated(lambda: [plan.judge(block) for plan, block in blocks], runs)
    pairs = list(zip(tables, (sites for _, sites in own), strict=True))
    replacing = [timed(partial(table.replaced, [site])) for table, sites in pairs for site in sites[:10]]
    one = Timed(None, [run.median for run in replacing])
    verdicts = sum(int((judged.answers >= 0).sum()) for table in tables for judged in table.judged)
    checked = 0
    for (programme, sites), table in zip(own, tables, strict=True):
        for site in sites[:PROVINCE]:
            checked += 1
            assert table.verdicts(site.code) == judge(site, programme, divisions, AS_OF).by_clause()
    tell(
        f"judging {count:,} sites, {verdicts:,} verdicts, {checked:,} sites of them also one by one and equal",
        f"columns read off the sites and judged  {told(built)}",
        f"judged from ready columns              {told(ready)}",
        f"one site replaced and judged           {told(one)}",
    )


def test_columns_beside_judging_one_by_one() -> None:
    own = [(programme, sites) for programme, sites in networks(PROVINCE)]
    divisions = seeds().divisions
    columns, singly = side_by_side(
        lambda: [NetworkTable.of(sites, programme, divisions, AS_OF) for programme, sites in own],
        lambda: [[judge(site, programme, divisions, AS_OF) for site in sites] for programme, sites in own],
        runs=3,
    )
    for table, verdicts in zip(columns.answer, singly.answer, strict=True):
        statuses = {code: standing.status for code, standing in table.standings()}
        assert statuses == {verdict.site_code: verdict.status for verdict in verdicts}
    tell(
        f"judging {PROVINCE:,} random sites under every clause in force",
        f"columns read and judged  {columns}",
        f"one by one               {singly}, with explanations",
        f"ratio                    1 : {singly.median / columns.median:.0f}",
    )
