"""The one rule, held against a table written out as data: every role, action, scope, target and standing."""

import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from app.access.actor import Actor, Role, Scope, Standing
from app.access.may import EVERYTHING, Target, may, may_all, may_somewhere
from app.access.rules import ACTIONS, RULES, Action
from app.errors import NotAllowed, NotSignedIn

TABLE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "rule_table.toml").read_text("utf-8"))
ROLES: list[str] = TABLE["columns"]["roles"]
ME, ANOTHER = "account-1", "account-2"


def cell(action: str, role: str) -> str:
    """What the table says of a role and an action."""
    letters: list[str] = TABLE["actions"][action].split()
    return letters[ROLES.index(role)]


def actors() -> Iterator[tuple[str, Actor]]:
    """Every role with every scope it can have, in every standing, in person and by token; with the scope's name."""
    for name, scope in TABLE["scopes"].items():
        given = tuple(Scope(**part) for part in scope["given"])
        for role, standing, by_token in product(scope["roles"], get_args(Standing), (False, True)):
            yield name, Actor(ME, "王芳", role, given, by_token=by_token, standing=standing)


def targets() -> Iterator[tuple[str, Target]]:
    """Every target: nobody's, one's own, another's."""
    for (name, place), owner in product(TABLE["targets"].items(), (None, ME, ANOTHER)):
        yield name, Target(**place, owner=owner)


def expected(action: str, actor: Actor, scope: str, name: str, target: Target) -> bool:
    """The table's answer."""
    if actor.standing == "disabled":
        return False
    if actor.standing == "password_due" and action not in TABLE["columns"]["while_password_is_due"]:
        return False
    if actor.by_token and action in TABLE["columns"]["in_person"]:
        return False
    inside, own = name in TABLE["scopes"][scope]["reaches"], target.owner == ME
    answers = {"S": inside, "O": own, "X": inside and not own, "-": False}
    return answers[cell(action, actor.role)]


@pytest.mark.parametrize("action", ACTIONS)
def test_every_role_scope_and_target_gets_the_answer_of_the_table(action: Action) -> None:
    for (scope, actor), (name, target) in product(actors(), targets()):
        decision = may(actor, action, target)
        assert decision.allowed is expected(action, actor, scope, name, target), (actor, name, target, decision)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stranger_gets_the_answer_of_the_table(action: Action) -> None:
    for _, target in targets():
        assert cell(action, "stranger") == "-"
        assert may(None, action, target).why == "not_signed_in"


def test_the_table_has_every_action_role_and_scope_of_the_program() -> None:
    assert set(TABLE["actions"]) == set(ACTIONS) == set(RULES)
    assert set(ROLES) == {"stranger", *get_args(Role)}
    assert all(len(letters.split()) == len(ROLES) for letters in TABLE["actions"].values())
    for role in get_args(Role):
        shapes = {name for name, scope in TABLE["scopes"].items() if role in scope["roles"]}
        assert len(shapes) >= 4, f"{role} is tested with {shapes} only"


@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_allowed_to_somebody_somewhere_is_what_menus_and_routes_offer(action: Action) -> None:
    for scope, actor in actors():
        somewhere = may_somewhere(actor, action).allowed
        anything = any(may(actor, action, target).allowed for _, target in targets())
        assert somewhere or not anything, (actor, action)
        if TABLE["scopes"][scope]["reaches"]:
            assert somewhere is anything, (actor, action)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_refusal_says_why_in_both_languages_and_raises_the_right_error(action: Action) -> None:
    for (_, actor), (_, target) in product(actors(), targets()):
        decision = may(actor, action, target)
        if decision.allowed:
            decision.require()
            continue
        assert decision.reason is not None
        assert decision.reason.zh.endswith("。") or decision.why == "not_own"
        assert decision.reason.en
        with pytest.raises(NotAllowed):
            decision.require()
    with pytest.raises(NotSignedIn):
        may(None, action).require()


def test_nobody_reviews_their_own_change_not_even_a_county_administrator() -> None:
    admin = Actor(ME, "李强", "county_admin")
    mine, yours = (Target("QX-TX-01", "511725103201", owner) for owner in (ME, ANOTHER))
    assert may(admin, "review_change", mine).why == "own_request"
    assert may(admin, "review_change", yours).allowed


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("review_change", "不能审核本人"),
        ("reinspect_rectification", "不能复查本人"),
        ("manage_accounts", "不能更改本人"),
    ],
)
def test_who_may_not_do_it_with_their_own_is_told_what(action: Action, words: str) -> None:
    mine = Target("QX-TX-01", "511725103201", ME)
    assert may(Actor(ME, "李强", "county_admin"), action, mine).reason.zh.startswith(words)


def test_a_site_that_moves_needs_both_places_in_scope() -> None:
    editor = Actor(ME, "王芳", "site_editor", (Scope(division="511725103000"),))
    here, there = Target("QX-TX-01", "511725103201"), Target("QX-TX-01", "511725104201")
    assert may_all(editor, "edit_site", [here]).allowed
    assert may_all(editor, "edit_site", [here, there]).why == "scope"


def test_an_administrator_of_one_county_cannot_reach_the_whole_installation() -> None:
    admin = Actor(ME, "李强", "county_admin", (Scope(division="511725000000"),))
    assert may(admin, "manage_accounts", EVERYTHING).why == "scope"
    assert may(admin, "manage_accounts", Target(division="511725103000")).allowed


def test_the_example_of_the_table_is_read_from_the_right_column() -> None:
    assert (cell("fill_assessment", "operator"), cell("fill_assessment", "reader")) == ("S", "-")


@pytest.mark.parametrize(
    ("target", "zh"),
    [
        (Target(site="QX-1", division="511725103000"), "站点 QX-1 不在您的管理范围内。"),
        (Target(division="511725103000"), "区划 511725103000 不在您的管理范围内。"),
        (EVERYTHING, "此操作涉及全部站点，超出您的管理范围。"),
    ],
)
def test_who_is_out_of_scope_is_told_of_what(target: Target, zh: str) -> None:
    editor = Actor(ME, "王芳", "site_editor", (Scope(division="511725104000"),))
    decision = may(editor, "edit_site", target)
    assert (decision.why, decision.reason and decision.reason.zh) == ("scope", zh)


def test_a_refusal_names_the_role_and_what_it_may_not_do() -> None:
    said = {role: may(Actor(ME, "王芳", role), "edit_site").reason for role in ("operator", "program")}
    assert {role: reason and reason.zh for role, reason in said.items()} == {
        "operator": "运营单位不能填报站点；如确有需要，请联系县级管理员。",
        "program": "系统程序不能填报站点；如确有需要，请联系县级管理员。",
    }
