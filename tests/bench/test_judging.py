"""Judging a network in columns, beside judging its sites one by one; both from the same clauses."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from app.compliance.columns import judge_columns
from app.compliance.judge import judge
from app.exchange.strict_json import load_json
from app.sites.document import read_site
from app.sites.site import Site
from tests.bench.measuring import side_by_side, tell
from tests.oracle.documents import random_envelope, to_json
from tests.standards.cases import seeds

pytestmark = pytest.mark.bench

SITES = 20_000
AS_OF = date(2026, 11, 24)

Verdicts = list[tuple[str, dict[str, str]]]
"""Status and verdict by clause, a row a site."""


def sites() -> list[Site]:
    """Random sites of every kind, entered like any other document."""
    rules = {slug: programme.entry_rules for slug, programme in seeds().programmes.items()}
    rng = random.Random(20231127)
    made = []
    for number in range(SITES):
        document = load_json(to_json(random_envelope(rng)).encode())["site"]
        made.append(replace(read_site(document, rules, seeds().divisions), code=f"S{number}"))
    return made


def test_columns_give_the_verdicts_of_judging_one_by_one() -> None:
    divisions = seeds().divisions
    network = sites()
    by_programme = [
        (programme, [site for site in network if site.programme == slug])
        for slug, programme in seeds().programmes.items()
    ]

    def in_columns() -> list:
        return [judge_columns(own, programme, divisions, AS_OF) for programme, own in by_programme]

    def one_by_one() -> list:
        return [[judge(site, programme, divisions, AS_OF) for site in own] for programme, own in by_programme]

    columns, singly = side_by_side(in_columns, one_by_one, runs=3)
    for matrix, verdicts in zip(columns.answer, singly.answer, strict=True):
        from_columns: Verdicts = [(status, matrix.row(row)) for row, status in enumerate(matrix.statuses())]
        assert from_columns == [(verdict.status, verdict.by_clause()) for verdict in verdicts]
    tell(
        f"judging {SITES:,} random sites under every clause in force",
        f"in columns  {columns}",
        f"one by one  {singly}, with explanations",
        f"ratio       1 : {singly.median / columns.median:.0f}",
    )
