"""A judge of many sites says of each what is said of it alone, and says the same things once."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from app.compliance.judge import MOST_SAID, Judge, judge, judge_clause
from app.errors import Fault
from app.exchange.evaluation import to_evaluate
from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import build_house
from app.journeys.network.evaluate import judge_documents
from app.settings import Settings
from app.sites.document import read_site
from app.sites.site import Site
from tests.compliance.test_columns_agree_with_the_judge import DAYS, random_sites
from tests.networks import seeds
from tests.oracle.documents import random_envelope, to_json
from tests.province import documents
from tests.thorough import share


@pytest.mark.parametrize("day", DAYS)
def test_every_site_is_told_what_it_is_told_alone(day: date) -> None:
    sites = random_sites(seeds(), day.toordinal(), share(400, 4000))
    for slug, programme in seeds().programmes.items():
        judging = Judge(programme, seeds().divisions, day)
        for site in (site for site in sites if site.programme == slug):
            assert judging.verdict(site) == judge(site, programme, seeds().divisions, day)


@pytest.mark.parametrize("day", DAYS)
def test_some_clauses_of_a_site_are_told_as_each_is_alone(day: date) -> None:
    rng = random.Random(day.toordinal())
    sites = random_sites(seeds(), day.toordinal(), share(100, 1000))
    for slug, programme in seeds().programmes.items():
        judging = Judge(programme, seeds().divisions, day)
        for site in (site for site in sites if site.programme == slug):
            wanted = rng.sample(programme.clauses, 10)
            alone = (judge_clause(site, clause, programme, seeds().divisions, day) for clause in wanted)
            assert judging.verdicts(site, wanted) == [verdict for verdict in alone if verdict is not None]


def test_what_two_sites_have_alike_is_said_once() -> None:
    programme = seeds().programmes["qu-2023"]
    judging = Judge(programme, seeds().divisions, DAYS[0])
    sites = [site for site in random_sites(seeds(), 20261130, 400) if site.programme == programme.slug]
    told = [clause for site in sites for clause in judging.verdict(site).clauses]
    assert len({id(clause) for clause in told}) < len(told) / 3


def test_the_answers_of_a_file_are_to_the_byte_those_of_each_document_alone() -> None:
    house, rng = build_house(Settings()), random.Random(20261130)
    programmes = list(seeds().programmes.values())
    asked = [random_envelope(rng) for _ in range(share(300, 3000))]
    asked += [
        {"as_of": "2026-11-22", "site": one} for one in documents(programmes, seeds().divisions, share(300, 3000))
    ]
    for number, one in enumerate(asked):
        one["site"]["code"] = f"S-{number}"
    faults: list[Fault] = []
    lines = "\n".join(map(to_json, asked)).encode()
    answers = [
        dump_json(one.as_document()) for one in judge_documents(house, to_evaluate(BytesIO(lines), faults), faults)
    ]
    assert not faults
    for one, answer in zip(asked, answers, strict=True):
        site = read_site(load_json(to_json(one["site"]).encode()), house.rules, house.divisions)
        day = date.fromisoformat(one["as_of"])
        alone = judge(site, house.programme(site.programme), house.divisions, day).as_document()
        notes = load_json(answer).get("notes", [])
        if notes != alone.get("notes", []):  # what entry would refuse is told beside the verdict
            alone = {**alone, "notes": notes}
            assert load_json(answer) == load_json(dump_json(alone))
            continue
        assert answer == dump_json(alone)


def test_what_was_said_long_ago_is_said_anew() -> None:
    programme = seeds().programmes["qu-2023"]
    judging = Judge(programme, seeds().divisions, DAYS[0])
    for area in (*range(MOST_SAID + 100), 3):
        site = Site("A", "qu-2023", "service_station", "township_basic", facts={"area_m2": Decimal(area)})
        told = judging.verdict(site)
        if area % 500 in (0, 3):
            assert told == judge(site, programme, seeds().divisions, DAYS[0])
