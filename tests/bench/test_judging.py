"""Judging a network in columns, beside judging its sites one by one; both from the same clauses.

A county, a province and a nation. The nation is the province over and over under other codes: random documents of
600,000 sites would take longer to draw than all that is measured.
"""

from __future__ import annotations

import pickle
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.compliance.block import MOST_SITES, Block
from app.compliance.judge import judge
from app.compliance.network_table import NetworkTable
from app.exchange.strict_json import load_json
from app.sites.document import read_site
from app.sites.site import Site
from app.standards.programme import Programme
from tests.bench.formula_answers import verdicts
from tests.bench.measuring import Timed, repeated, side_by_side, tell, timed
from tests.bench.measuring import told as told_in_ms
from tests.bench.peers_serving import PEERS
from tests.bench.plain_formulas import Plain
from tests.installed import ROOT
from tests.networks import seeds
from tests.oracle.documents import random_envelope, to_json

pytestmark = pytest.mark.bench

COUNTY, PROVINCE, NATION = 226, 25_000, 600_000
AS_OF = date(2026, 11, 24)


@cache
def province(count: int = PROVINCE) -> tuple[Site, ...]:
    """So many random sites of every kind, entered like any other document."""
    rules = {slug: programme.entry_rules for slug, programme in seeds().programmes.items()}
    rng = random.Random(20231127)
    made = []
    for number in range(count):
        document = load_json(to_json(random_envelope(rng)).encode())["site"]
        made.append(replace(read_site(document, rules, seeds().divisions), code=f"S{number}"))
    return tuple(made)


def networks(count: int) -> Iterator[tuple[Programme, list[Site]]]:
    sites = [
        replace(site, code=f"S{number}")
        for number, site in enumerate(islice(cycle(province(min(count, PROVINCE))), count))
    ]
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
        f"columns read off the sites and judged  {told_in_ms(built)}",
        f"judged from ready columns              {told_in_ms(ready)}",
        f"one site replaced and judged           {told_in_ms(one)}",
    )


@pytest.mark.parametrize(("count", "runs"), [(COUNTY, 50), (PROVINCE, 15), (NATION, 3)])
def test_columns_beside_numpy_by_hand_and_openfisca(tmp_path: Path, count: int, runs: int) -> None:
    """The same clauses on the same sites, from columns that are ready; verdicts differ by how exact numbers are."""
    divisions = seeds().divisions
    blocks, groups = [], []
    for programme, sites in networks(min(count, PROVINCE)):
        table = NetworkTable.of(sites, programme, divisions, AS_OF, most=count)
        by_code = {site.code: site for site in sites}
        for one in table.judged:
            members = [by_code[code] for code in one.codes]
            plain = Plain(programme, members, divisions, AS_OF, one.sort[1])
            bound = [plain.clause(clause) for clause in one.plan.clauses]
            times = count // PROVINCE or 1
            columns = {name: np.tile(column, times) for name, column in plain.columns.items()}
            groups.append({"clauses": bound, "columns": columns, "count": len(members) * times})
            # In blocks of the size that the program keeps.
            whole = members * times
            parts = [whole[at : at + MOST_SITES] for at in range(0, len(whole), MOST_SITES)]
            blocks.append((one.plan, [Block(*one.sort, part, table.background) for part in parts]))

    def judged() -> list[Any]:
        return [np.hstack([plan.judge(part) for part in parts]) for plan, parts in blocks]

    def by_hand() -> list[Any]:
        return [np.array([verdicts(clause, g["columns"]) for clause in g["clauses"]]) for g in groups]

    ours, plainly = judged(), by_hand()
    columns, numpy = Timed(ours), Timed(plainly)
    for _ in range(runs):
        for timed_one, way in ((columns, judged), (numpy, by_hand)):
            began = time.process_time()
            way()
            timed_one.seconds.append(time.process_time() - began)
    given, told = tmp_path / "given", tmp_path / "told"
    given.write_bytes(pickle.dumps(groups))
    command = [PEERS / "python", "-m", "tests.bench.by_openfisca", given, told, runs]
    subprocess.run(list(map(str, command)), cwd=ROOT, check=True)
    seconds, theirs = pickle.loads(told.read_bytes())
    differing = 0
    for mine, plain_answers, openfisca, group in zip(ours, plainly, theirs, groups, strict=True):
        assert np.array_equal(mine, np.reshape(plain_answers, mine.shape))
        # Its numbers have 24 bits: with such, numpy says the same as it does.
        short = {name: c.astype(np.float32) if c.dtype == float else c for name, c in group["columns"].items()}
        said = np.array(openfisca, np.int8).reshape(mine.shape)
        assert all(np.array_equal(verdicts(c, short), row) for c, row in zip(group["clauses"], said, strict=True))
        differing += int((mine != said).sum())
    fisca = Timed(None, seconds)
    number = sum(int((one >= 0).sum()) for one in ours)
    assert differing <= number / 200
    tell(
        f"{count:,} sites from ready columns, {number:,} verdicts, the processor's time",
        f"ours            {told_in_ms(columns)}",
        f"numpy by hand   {told_in_ms(numpy)}, {numpy.median / columns.median:.1f} times ours, all equal",
        f"OpenFisca-Core  {told_in_ms(fisca)}, {fisca.median / columns.median:.1f} times ours, {differing} differ",
    )


def test_columns_beside_judging_one_by_one() -> None:
    own = [(programme, sites) for programme, sites in networks(PROVINCE)]
    divisions = seeds().divisions
    columns, singly = side_by_side(
        lambda: [NetworkTable.of(sites, programme, divisions, AS_OF) for programme, sites in own],
        lambda: [[judge(site, programme, divisions, AS_OF) for site in sites] for programme, sites in own],
        runs=3,
    )
    for table, one_by_one in zip(columns.answer, singly.answer, strict=True):
        statuses = {code: standing.status for code, standing in table.standings()}
        assert statuses == {verdict.site_code: verdict.status for verdict in one_by_one}
    tell(
        f"judging {PROVINCE:,} random sites under every clause in force",
        f"columns read and judged  {columns}",
        f"one by one               {singly}, with explanations",
        f"ratio                    1 : {singly.median / columns.median:.0f}",
    )
