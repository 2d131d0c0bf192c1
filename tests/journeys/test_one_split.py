"""How sites stand is split once: county, public pages, audits, findings and lists of work say the same of the same."""

from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest

from app.compliance.frozen import FrozenSite, frozen_clauses
from app.compliance.judge import judge
from app.compliance.standing import unasked
from app.exchange.strict_json import json_text
from app.journeys.audits.compare import compare
from app.journeys.audits.compare_totals import totals_of
from app.journeys.audits.freeze import Frozen, freeze, stored_sites
from app.journeys.audits.kept_audits import kept_audit, make_audit, recompute
from app.journeys.audits.pairs import pairs_of
from app.journeys.audits.result import audit
from app.journeys.desk.county import county_view
from app.journeys.desk.county_sites import target_gap
from app.journeys.desk.due import due_numbers
from app.journeys.desk.reporting import reporting
from app.journeys.desk.tasks import tasks_of
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.network.stored import site_once
from app.journeys.registry.register import register
from app.store.audits import insert_audit
from app.store.engine import transaction
from tests.journeys.proposing_people import ADMIN

QU = "qu-2023"
STANDS = ("compliant", "non_compliant", "incomplete", "not_assessed")


@pytest.fixture
async def built_house(demo_house: House) -> House:
    """The demonstration with a suspended site that complies, and one that complied before it was torn down."""
    whole = await network(demo_house)
    good = [m.site for m in whole.of_programme(QU) if m.status == "compliant" and m.site.kind == "service_point"]
    states = {good[0].code: {"status": "suspended"}, good[1].code: {"status": "building", "accepted_on": None}}
    await register(
        demo_house, ADMIN, [{"code": code} | said for code, said in states.items()], reason="x", action="site.sampled"
    )
    return demo_house


async def test_what_complies_and_what_is_wanting_are_together_what_is_built(built_house: House) -> None:
    view = await county_view(built_house, ADMIN, QU)
    for line in view.result.progress:
        assert line.compliant <= line.built <= line.registered, line.target.id
        gap = await target_gap(built_house, ADMIN, QU, line.target.id)
        if line.target.counts == "staff":
            assert len(gap.silent) == line.unreported
            continue
        assert len(gap.not_built) == line.registered - line.built, line.target.id
        if line.is_assessed:
            assert line.compliant + len(gap.failing) == line.built, line.target.id
    for one in (*view.kinds, *view.townships):
        own = sum(one.tally[standing] for standing in STANDS)
        assert own + one.tally["not_built"] == one.sites
    assert any(member.site.status == "suspended" and member.status == "compliant" for member in view.result.sites)
    kinds = {one.code: one.tally["not_built"] for one in view.kinds}
    for gap in [await target_gap(built_house, ADMIN, QU, "points")]:
        assert len(gap.not_built) == kinds["service_point"] > 0, "page of the gap and table by kind"


async def test_county_public_page_audit_report_and_clauses_have_one_split(built_house: House) -> None:
    whole, view = await network(built_house), await county_view(built_house, ADMIN, QU)
    (told,) = (await audit(built_house, programme=QU)).as_document()["programmes"]
    kept = (await freeze(built_house, QU)).summary()
    split = dict(view.tally)
    assert split["not_built"] > 5
    assert split == told["statuses"] == kept["statuses"]
    assert {s: n for s, n in split.items() if n} == whole.statuses_of(QU)
    assert split == {s: sum(one.tally[s] for one in view.kinds) for s in split}
    reports = await reporting(built_house, ADMIN, QU)
    assert sum(len(one.sites) for one in reports.townships) == sum(split[s] for s in STANDS)
    pairs = await pairs_of(built_house, whole, QU)
    for one in told["clauses"]:
        among = np.isin(pairs.clauses, [n for n, clause in enumerate(pairs.order) if clause.id == one["id"]])
        found = {verdict: n for verdict, n in pairs.counts(among).items() if n}
        assert found == kept["clauses"][one["id"]] == {v: one[v] for v in found}, one["id"]
        assert sum(found.values()) == sum(one[v] for v in ("met", "not_met", "unknown", "waived"))
    due = await due_numbers(built_house, whole)
    for place, member in enumerate(whole.every):
        if unasked(member.site, whole.as_of) is not None:
            assert list(tasks_of(built_house, whole, member)) == []
            assert not due.tasks[:, place].any()


async def test_an_audit_kept_when_unbuilt_sites_were_judged_comes_out_as_it_was(built_house: House) -> None:
    now = await freeze(built_house, QU)
    before = replace(now, sites=tuple(_as_frozen_before(built_house, now, site) for site in now.sites))
    summary = before.summary()
    assert summary["statuses"].pop("not_built") == 0
    made = await make_audit(built_house, ADMIN, QU)
    old = replace(made, id=uuid4(), result_hash=before.fingerprint, summary=json_text(summary))
    async with transaction():
        await insert_audit(old, stored_sites(old, before.sites))
    for audit_id, mixed in ((made.id, False), (old.id, True)):
        kept = await kept_audit(built_house, ADMIN, audit_id)
        assert kept.head.mixes_unbuilt is mixed
        assert (await recompute(built_house, ADMIN, audit_id)).equal
        found = compare(kept.frozen, now)
        assert (found.moved, found.turned) == ((), ()), "another reading is no change of a site"
        assert {one.change for one in totals_of(kept.frozen, now)} == {"0"}
    await register(built_house, ADMIN, [{"code": "QX-TUXI", "status": "closed"}], reason="x")
    totals = totals_of(now, await freeze(built_house, QU))
    changed = {one.label.zh: one.after - one.before for one in totals if one.before != one.after}
    assert changed["登记站点"] == changed["乡镇（街道）公共就业创业服务站：登记"] == -1


def _as_frozen_before(house: House, frozen: Frozen, site: FrozenSite) -> FrozenSite:
    """A site as audits froze it before: judged though it is not built, and not built once it was suspended."""
    if site.lifecycle == "suspended":
        return replace(site, built=False)
    if site.status != "not_built":
        return site
    record = site_once(house, site.document)
    assert record is not None
    verdict = judge(record, frozen.programme, house.divisions, frozen.as_of)
    return replace(site, status=verdict.status, clauses=frozen_clauses(verdict, frozen.programme.vocabulary))
