"""No check can be forgotten: each has an example, finds fault with codes that are missing, and is asked in forms."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.sites.vocabulary import FactKind, Vocabulary
from app.standards.checks.base import CheckModel, FactCheck, Inconsistency, Surroundings, needs_of, parts
from app.standards.checks.combined import Check
from app.standards.form import form_for
from tests.networks import seeds
from tests.standards.every_check import CHECKS, NAMES, example, tried, vocabulary

DAY = date(2026, 11, 24)


def faults(check: Check, known: Vocabulary) -> list[Inconsistency]:
    return [fault for part in parts(check) for fault in part.faults(Surroundings(known, frozenset()))]


def below(model: type[CheckModel]) -> Iterator[type[CheckModel]]:
    for child in model.__subclasses__():
        yield child
        yield from below(child)


def without(known: Vocabulary, code: str) -> Vocabulary:
    """The vocabulary with a code taken out, wherever it stands."""

    def rest(table: dict) -> dict:
        return {key: value for key, value in table.items() if key != code}

    facts = {key: replace(fact, items=rest(dict(fact.items))) for key, fact in rest(dict(known.facts)).items()}
    lists = (known.equipment, known.roles, known.trainings, known.metrics)
    return Vocabulary(facts, *(rest(dict(table)) for table in lists))


def codes_of(known: Vocabulary) -> set[str]:
    """Every code of the vocabulary, those of items too."""
    tables = (known.facts, known.equipment, known.roles, known.trainings, known.metrics)
    return {code for table in tables for code in table} | {i for fact in known.facts.values() for i in fact.items}


def texts(value: object) -> Iterator[str]:
    """Every text in a check's keys, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in texts(inner))
    elif isinstance(value, Iterable):
        yield from (text for inner in value for text in texts(inner))


def test_every_check_that_was_written_can_stand_in_a_clause() -> None:
    written = {model for model in below(CheckModel) if "type" in model.model_fields}
    assert written == set(CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_the_example_is_one_of_its_own_check_and_sound(check: type[CheckModel]) -> None:
    assert type(example(check)) is check
    assert faults(example(check), vocabulary()) == []


UNSAID = {
    ("TextMatches", "ends_with"): "a text of its own instead of `equals`",
    ("TextMatches", "contains"): "a text of its own instead of `equals`",
    ("TextMatches", "names_township"): "no code",
    ("When", "tiers"): "held against the clause's kinds instead of the vocabulary",
}
"""The keys that no example says, and why no code in them is left untried by that."""


def test_examples_say_every_key_so_that_its_codes_are_tried() -> None:
    said = {(model.__name__, key) for model in CHECKS for one in tried(model) for key in one.model_fields_set}
    assert {(model.__name__, key) for model in CHECKS for key in model.model_fields} - said == set(UNSAID)


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_every_code_that_its_keys_name_is_looked_at_and_missed(check: type[CheckModel]) -> None:
    for one in tried(check):
        looked_at = {code for need in needs_of(one) for code in (need.code, *need.items)}
        codes = set(texts(one.model_dump(exclude={"type"}))) & codes_of(vocabulary())
        assert codes, "an example looks at something that can be missing"
        assert codes <= looked_at
        for code in codes:
            found = faults(one, without(vocabulary(), code))
            assert any(fault.code == "unknown_code" and code in fault.message.en for fault in found), code


@pytest.mark.parametrize("check", [c for c in CHECKS if issubclass(c, FactCheck)], ids=lambda c: c.__name__)
def test_a_fact_of_another_type_is_a_fault(check: type[CheckModel]) -> None:
    for need in needs_of(example(check)):
        fact = vocabulary().facts.get(need.code)
        if fact is not None:
            other = FactKind(fact.code, "special_days", fact.label, items=fact.items)
            known = Vocabulary({need.code: other}, {}, {}, {}, {}).facts
            found = faults(example(check), replace(vocabulary(), facts={**vocabulary().facts, **known}))
            assert [fault.code for fault in found] == ["wrong_type"]


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_a_form_asks_for_all_that_a_check_looks_at(check: type[CheckModel]) -> None:
    programme = seeds().programmes["qu-2023"]
    clause = programme.clauses[0].model_copy(update={"check": example(check), "applies_when": None})
    target = clause.applies_to[0]
    form = form_for(programme.model_copy(update={"clauses": (clause,)}), target.kind, None, DAY)
    asked = {question.code: question.items for question in form.questions()}
    needs = list(needs_of(example(check)))
    assert needs
    for need in needs:
        assert set(need.items) <= set(asked[need.code])
    assert set(asked) == {need.code for need in needs}
