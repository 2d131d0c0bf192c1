"""Waivers and status, and what the random documents are worth."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given

from tests.oracle.broken import BROKEN, SOUND
from tests.oracle.documents import envelopes, random_envelope, to_json, townships
from tests.oracle.places import divisions
from tests.oracle.rules import judge
from tests.oracle.worked import TODAY, person, site, verdict

# -- waivers and status ---------------------------------------------------------------------------------


def waiver(clause: str, until: str) -> list[dict[str, str]]:
    return [{"clause": clause, "reason": "样例理由", "until": until}]


def test_a_waiver_covers_its_last_day_and_what_is_short_or_unknown() -> None:
    short, enough = {"area_m2": 99}, {"area_m2": 100}

    def gig(facts: dict[str, Any], until: str) -> str:
        return verdict("gig.area", site("gig_market", facts=facts, waivers=waiver("gig.area", until)))

    assert gig(short, "2026-11-22") == "waived"
    assert gig(short, "2026-11-21") == "not_met"
    assert gig({}, "2027-01-01") == "waived"
    assert gig({}, "2026-11-21") == "unknown"
    assert gig(enough, "2027-01-01") == "met"


def outpost(**changes: Any) -> dict[str, Any]:
    whole = {
        "host_city": "成都市",
        "facts": {
            "zones": ["reception", "office", "service"],
            "plaque_text": "四川省渠县驻成都市农民工服务工作站",
            "ledgers": ["workers_information"],
        },
        "equipment": {"desk_chair": 2, "computer": 1},
        "staff": [person("hr_specialist")] * 3,
    }
    return site("outpost", **(whole | changes))


def test_the_status_follows_from_the_verdicts() -> None:
    def status(document: dict[str, Any]) -> str:
        return str(judge(document, TODAY, townships())["status"])

    facts = outpost()["facts"]
    no_ledger = facts | {"ledgers": []}
    assert status(outpost()) == "compliant"
    assert status(outpost(facts=no_ledger)) == "non_compliant"
    assert status(outpost(facts=no_ledger, waivers=waiver("outpost.ledger", "2027-01-01"))) == "compliant"
    assert status(outpost(host_city=None)) == "incomplete"
    assert status(outpost(host_city=None, equipment={})) == "non_compliant"


# -- the random documents -------------------------------------------------------------------------------


def test_the_random_documents_bring_up_every_verdict_of_every_clause() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    levels: dict[str, str] = {}
    statuses: dict[str, set[str]] = defaultdict(set)
    for seed in range(4000):
        envelope = random_envelope(random.Random(seed))
        judged = judge(envelope["site"], date.fromisoformat(envelope["as_of"]), townships())
        statuses[envelope["site"]["kind"]].add(judged["status"])
        for clause, one in judged["clauses"].items():
            seen[clause].add(one["verdict"])
            levels[clause] = one["level"]
    assert len(seen) == 126
    for clause, verdicts in seen.items():
        expected = {"met", "not_met", "unknown"} | ({"waived"} if levels[clause] == "generally" else set())
        assert verdicts == expected, clause
    assert statuses.pop("hr_industrial_park") == {"not_assessed"}
    for kind, found in statuses.items():
        assert found == {"compliant", "non_compliant", "incomplete", "not_assessed"}, kind


@given(envelopes())
def test_a_random_document_survives_being_written_and_read(envelope: dict[str, Any]) -> None:
    read = json.loads(to_json(envelope), parse_float=Decimal)
    as_of = date.fromisoformat(envelope["as_of"])
    assert judge(read["site"], as_of, townships()) == judge(envelope["site"], as_of, townships())


@given(envelopes())
def test_the_order_of_lists_and_facts_decides_nothing(envelope: dict[str, Any]) -> None:
    as_of = date.fromisoformat(envelope["as_of"])
    turned = {
        key: value[::-1] if isinstance(value, list) else value for key, value in reversed(envelope["site"].items())
    }
    assert judge(turned, as_of, townships()) == judge(envelope["site"], as_of, townships())


def test_the_divisions_name_a_township_for_all_but_the_two_counties() -> None:
    without = [one["name"] for one in divisions() if one["township"] is None]
    assert without == ["渠县", "港北区"]
    assert townships()["511725113201"] == "鲜渡镇"


def test_the_broken_documents_differ_from_the_sound_one_and_each_other() -> None:
    assert len({one.name for one in BROKEN}) == len(BROKEN)
    assert len({one.payload for one in BROKEN} | {SOUND}) == len(BROKEN) + 1
