"""A clause turned in a scratch copy: every bound can be turned, nothing else is, and what fits no clause is refused."""

from datetime import date
from functools import cached_property

import pytest

from app.errors import InvalidInput
from app.standards.programme import Clause
from app.standards.scratch import FROM, UNTIL, knobs_of, turned, with_clause
from tests.standards.cases import seeds

CLAUSES = [clause for pack in seeds().programmes.values() for clause in pack.clauses]
TURNED = [(clause, knob) for clause in CLAUSES for knob in knobs_of(clause)]


def clause_of(id_: str) -> Clause:
    return next(clause for clause in CLAUSES if clause.id == id_)


def test_what_is_not_turned_stays_as_it_is() -> None:
    assert len(TURNED) > 30
    for clause in CLAUSES:
        says = {knob.path: knob.value for knob in knobs_of(clause)}
        assert turned(clause, {}) == clause
        assert turned(clause, says) == clause


def test_every_bound_can_be_turned_alone() -> None:
    for clause, knob in TURNED:
        value = {"opens": "00:01", "closes": "23:59"}.get(knob.path.rpartition(".")[2], "3")
        changed = turned(clause, {knob.path: value})
        after = {one.path: one.value for one in knobs_of(changed)}
        before = {one.path: one.value for one in knobs_of(clause)}
        assert after == before | {knob.path: value}
        assert changed.model_copy(update={"check": clause.check}) == clause


@pytest.mark.parametrize("value", ["-1", "x", "1e99", "nan"])
def test_what_is_no_bound_is_refused_at_its_field(value: str) -> None:
    clause = clause_of("station.area_basic")
    with pytest.raises(InvalidInput) as refused:
        turned(clause, {"check.value": value, UNTIL: "1999-01-01"})
    assert [fault.path for fault in refused.value.faults] == ["check.value", UNTIL]


def test_the_days_in_force_are_turned_and_keep_their_order() -> None:
    clause = clause_of("station.area_basic")
    changed = turned(clause, {FROM: "2027-01-01", UNTIL: "2027-12-31"})
    assert not changed.in_force(date(2026, 11, 29))
    assert changed.in_force(date(2027, 6, 1))
    assert turned(changed, {UNTIL: ""}).in_force_until is None


def test_the_copy_of_a_programme_holds_this_clause_alone() -> None:
    pack = seeds().programmes["qu-2023"]
    changed = turned(clause_of("station.area_basic"), {"check.value": "60"})
    assert "station.posted" in pack.clauses_by_id
    assert with_clause(pack, changed).clauses_by_id == {changed.id: changed}
    assert pack.clauses_by_id[changed.id] != changed


def test_a_copy_of_a_programme_reckons_for_itself_and_leaves_the_first_as_it_is() -> None:
    whole = seeds().programmes["qu-2023"].model_copy()
    kind, day = whole.kinds[0].code, date(2026, 7, 1)
    reckoned = {
        name: getattr(whole, name) for name, value in vars(type(whole)).items() if isinstance(value, cached_property)
    }
    assert len(reckoned) > 4
    fewer = whole.model_copy(update={"clauses": whole.clauses[:1], "kinds": whole.kinds[:1]})
    for tier in (None, *(tier.code for tier in whole.kinds[0].tiers)):
        assert set(fewer.clauses_for(kind, tier, day)) <= {whole.clauses[0]}
        bound = [clause for clause in whole.clauses if clause.covers(kind, tier) and clause.in_force(day)]
        assert list(whole.clauses_for(kind, tier, day)) == bound
    assert list(fewer.clauses_by_id) == [whole.clauses[0].id]
    assert list(fewer.kinds_by_code) == [whole.kinds[0].code]
    assert all(getattr(whole, name) is value for name, value in reckoned.items())
