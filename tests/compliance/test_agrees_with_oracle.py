"""The program's verdicts against a second, independent reading of the two documents, on random sites of all kinds.

Both readings see the same JSON text. Where they differ, one of them has misread the document: look there, not here.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from app.compliance.judge import judge
from app.exchange.strict_json import load_json
from app.sites.document import read_site
from app.standards.reader import Seeds, read_seeds
from tests.oracle import rules, wanted
from tests.oracle.documents import envelopes, random_envelope, to_json, townships

SITES_A_KIND = 400


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return read_seeds(Path(__file__).parents[2] / "seeds")


def judged_by_the_program(envelope: dict[str, Any], seeds: Seeds) -> dict[str, Any]:
    read = load_json(to_json(envelope).encode())
    entry_rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}
    site = read_site(read["site"], entry_rules, seeds.divisions)
    verdict = judge(site, seeds.programmes[site.programme], seeds.divisions, date.fromisoformat(read["as_of"]))
    document = verdict.as_document()
    return {
        "status": document["status"],
        "clauses": {
            clause["id"]: {
                "verdict": clause["verdict"],
                "level": clause["level"],
                "needs": sorted(clause["needs"]) if clause["verdict"] == "unknown" else [],
            }
            for clause in document["clauses"]
        },
    }


def judged_by_the_oracle(envelope: dict[str, Any]) -> dict[str, Any]:
    verdict = rules.judge(envelope["site"], date.fromisoformat(envelope["as_of"]), townships())
    for clause in verdict["clauses"].values():
        del clause["not_yet_due"]
    return verdict


@pytest.mark.parametrize("kind", [want.kind for want in wanted.KINDS])
def test_every_clause_of_random_sites_gets_the_oracle_s_verdict(kind: str, seeds: Seeds) -> None:
    for seed in range(SITES_A_KIND):
        envelope = random_envelope(random.Random(f"{kind} {seed}"), kind=kind)
        assert judged_by_the_program(envelope, seeds) == judged_by_the_oracle(envelope), to_json(envelope)


@given(envelope=envelopes())
def test_the_two_readings_agree_on_whatever_hypothesis_finds(envelope: dict[str, Any], seeds: Seeds) -> None:
    assert judged_by_the_program(envelope, seeds) == judged_by_the_oracle(envelope)


def test_the_two_readings_know_the_same_clauses(seeds: Seeds) -> None:
    known = {clause.id for programme in seeds.programmes.values() for clause in programme.clauses}
    judged = set()
    for want in wanted.KINDS:
        for seed in range(60):
            judged |= set(judged_by_the_oracle(random_envelope(random.Random(seed), kind=want.kind))["clauses"])
    assert known == judged
