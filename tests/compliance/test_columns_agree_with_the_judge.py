"""Judging in columns gives what judging one by one gives, clause by clause and site by site."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compliance.judge import judge
from app.compliance.network_table import NetworkTable
from app.compliance.verdicts import SiteVerdict
from app.exchange.strict_json import load_json
from app.sites.document import read_site
from app.sites.site import Site
from app.standards.reader import Seeds, read_seeds
from tests.oracle.documents import random_envelope, to_json

DAYS = [
    date(2026, 11, 22),
    date(2026, 2, 28),
    date(2024, 2, 29),
    date(2025, 7, 21),
    date(2025, 7, 22),
    date(2022, 12, 31),
]


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return read_seeds(Path(__file__).parents[2] / "seeds")


def random_sites(seeds: Seeds, seed: int, count: int) -> list[Site]:
    rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}
    rng = random.Random(seed)
    documents = [load_json(to_json(random_envelope(rng)).encode())["site"] for _ in range(count)]
    sites = [read_site(document, rules, seeds.divisions) for document in documents]
    return [replace(site, code=f"S{index}") for index, site in enumerate(sites)]


def assert_alike(sites: list[Site], seeds: Seeds, as_of: date) -> None:
    for slug, programme in seeds.programmes.items():
        own = [site for site in sites if site.programme == slug]
        table = NetworkTable.of(own, programme, seeds.divisions, as_of)
        singly = [judge(site, programme, seeds.divisions, as_of) for site in own]
        assert_says(table, singly)


def assert_says(table: NetworkTable, singly: list[SiteVerdict]) -> None:
    """The table has the verdicts of judging one by one, however it is asked."""
    assert [table.verdicts(verdict.site_code) for verdict in singly] == [verdict.by_clause() for verdict in singly]
    standings = {
        v.site_code: (v.status, *(v.count(word) for word in ("met", "not_met", "unknown", "waived"))) for v in singly
    }
    assert {code: tuple(standing) for code, standing in table.standings()} == standings
    assert {code: tuple(table.standing(code)) for code in standings} == standings
    by_clause = {clause: [0, 0, 0, 0] for clause in table.counts()}
    for verdict in singly:
        for clause, word in verdict.by_clause().items():
            by_clause[clause][("met", "not_met", "unknown", "waived").index(word)] += 1
    assert {clause: list(counts) for clause, counts in table.counts().items()} == by_clause


@given(seed=st.integers(0, 2**32), as_of=st.sampled_from(DAYS))
def test_columns_and_single_verdicts_agree_on_random_sites(seeds: Seeds, seed: int, as_of: date) -> None:
    assert_alike(random_sites(seeds, seed, 12), seeds, as_of)


def test_columns_and_single_verdicts_agree_on_two_thousand_sites(seeds: Seeds) -> None:
    assert_alike(random_sites(seeds, 20261122, 2000), seeds, DAYS[0])


def test_no_sites_make_an_empty_table(seeds: Seeds) -> None:
    table = NetworkTable.of([], seeds.programmes["qu-2023"], seeds.divisions, DAYS[0])
    assert list(table.standings()) == []
    assert set(table.counts().values()) == {(0, 0, 0, 0)}


@pytest.mark.parametrize(
    ("area", "answer"), [("14.99999999999999999999", "not_met"), ("15", "met"), ("15.00000000000000000001", "met")]
)
def test_columns_decide_a_hair_s_breadth_exactly(seeds: Seeds, area: str, answer: str) -> None:
    site = Site("A", "qu-2023", "service_station", "township_basic", facts={"area_m2": Decimal(area)})
    table = NetworkTable.of([site], seeds.programmes["qu-2023"], seeds.divisions, DAYS[0])
    assert table.verdicts("A")["station.area_basic"] == answer


def test_a_site_is_judged_by_the_tier_it_had_on_the_day(seeds: Seeds) -> None:
    rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}
    site = read_site(
        {
            "code": "A",
            "programme": "qu-2023",
            "kind": "service_station",
            "tier": "township_demonstration",
            "division": "511725103",
            "facts": {"area_m2": 20},
            "history": [{"field": "tier", "value": "township_basic", "from": None, "to": "2026-05-31"}],
        },
        rules,
        seeds.divisions,
    )
    programme = seeds.programmes["qu-2023"]
    before = judge(site, programme, seeds.divisions, date(2026, 5, 31)).by_clause()
    after = judge(site, programme, seeds.divisions, date(2026, 5, 31) + timedelta(days=1)).by_clause()
    assert (before.get("station.area_basic"), before.get("station.area_demonstration")) == ("met", None)
    assert (after.get("station.area_basic"), after.get("station.area_demonstration")) == (None, "not_met")
    assert_alike([site], seeds, date(2026, 5, 31))
    assert_alike([site], seeds, date(2026, 6, 1))
