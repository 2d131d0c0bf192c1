"""Every route against every role: who gets in is what the rule table says, and nobody else."""

from importlib import import_module
from itertools import product
from pkgutil import walk_packages
from typing import Any

import pytest
from litestar.handlers import BaseRouteHandler
from litestar.testing import TestClient

import app.web
from app.access.actor import Actor, Scope
from app.access.may import Target, may, may_somewhere
from app.access.rules import ACTIONS
from app.web.audience import OPEN_TO_ANYBODY, declared_audience
from tests.web.people import PEOPLE, csrf, sign_in

pytestmark = pytest.mark.long

ANYTHING = {"code": "QX-TUXI", "slug": "qu-2023", "key": "00000000-0000-4000-8000-000000000000"}
ANYTHING |= {"fingerprint": "x", "name": "x.css", "clause": "station.plaque", "username": "demo-tuxi"}
ANYTHING |= {"target": "stations"}
SCOPES = {
    "site_editor": (Scope(division="511725103000"),),
    "operator": (Scope(site="GB-CENTRE"),),
    "reader": (),
}
"""What the people of the demonstration look after."""
LEAVES = {"/sign-out", "/account/sign-out-everywhere"}
"""Routes that end the session they are tried with: tried last."""


def routes(client: TestClient) -> list[tuple[str, str, str]]:
    """Method, path with its parameters filled in, and audience of every route."""
    found = []
    for route in client.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            audience = declared_audience(handler.opt)
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                path = route.path_format
                for name, value in ANYTHING.items():
                    path = path.replace("{" + name + "}", value)
                assert "{" not in path, f"say what stands for the parameter of {path}"
                found.append((method, path, str(audience)))
    return sorted(found, key=lambda found: (found[1] in LEAVES, found))


def ask(client: TestClient, method: str, path: str, secret: str = ""):
    headers = {"X-CSRF-Token": secret} if secret else {}
    return client.request(method, path, headers=headers, follow_redirects=False)


def refused(answer) -> bool:
    """Sent away: to sign in, or with 401 or 403."""
    to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
    return answer.status_code in (401, 403) or to_sign_in


@pytest.mark.parametrize("role", [None, *PEOPLE])
def test_a_role_gets_into_exactly_the_routes_that_are_for_it(client: TestClient, role: str | None) -> None:
    secret = ""
    if role is not None:
        assert sign_in(client, PEOPLE[role]) == 303
        secret = csrf(client)
    actor = Actor("x", "x", role, (Scope(division="511725103000"),)) if role else None  # type: ignore[arg-type] # a role
    wrong = []
    for method, path, audience in routes(client):
        if path in LEAVES and role is not None:
            sign_in(client, PEOPLE[role])
            secret = csrf(client)
        answer = ask(client, method, path, secret)
        if (method, path) == ("POST", "/sign-in"):
            continue  # for anybody, but nothing was typed
        if audience in OPEN_TO_ANYBODY:
            may = True
        elif audience == "signed_in":
            may = actor is not None
        else:
            may = may_somewhere(actor, audience).allowed  # type: ignore[arg-type] # an audience that is an action
        # Past the guard the thing itself may still be out of reach; that is the journey's to say, with another word.
        if not may and not refused(answer):
            wrong.append(f"{method} {path} let {role} in: {answer.status_code}")
        if may and audience in (*OPEN_TO_ANYBODY, "signed_in") and refused(answer):
            wrong.append(f"{method} {path} sent {role} away: {answer.status_code}")
        if answer.status_code >= 500:
            wrong.append(f"{method} {path} broke for {role}: {answer.status_code}")
    assert wrong == []


def test_every_route_is_for_somebody(client: TestClient) -> None:
    assert [path for _, path, audience in routes(client) if audience == "None"] == []


def test_nobody_is_let_in_because_a_route_forgot_to_say_who_it_is_for(client: TestClient) -> None:
    """A router may say it for its routes only where all are for the same: else a forgotten one goes unnoticed."""
    under: dict[int, set[str | None]] = {}
    for route in client.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for layer in handler.ownership_layers[:-1]:
                if declared_audience(layer.opt or {}) is not None:
                    under.setdefault(id(layer), set()).add(declared_audience(handler.opt))
    assert under
    assert [who for who in under.values() if len(who) > 1] == []


def test_every_page_that_was_written_can_be_reached(client: TestClient) -> None:
    handlers = [handler for route in client.app.routes for handler in getattr(route, "route_handlers", ())]
    there = {getattr(handler.fn, "func", handler.fn) for handler in handlers}  # one of a thread's is wrapped
    written: dict[str, Any] = {}
    for found in walk_packages(app.web.__path__, "app.web."):
        for name, thing in vars(import_module(found.name)).items():
            if isinstance(thing, BaseRouteHandler):
                written[f"{thing.fn.__module__}.{name}"] = thing.fn
    assert len(written) > 60
    assert [name for name, fn in written.items() if fn not in there] == []


def test_no_route_takes_a_write_of_a_signed_in_person_without_the_secret_of_their_session(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    writes = [(m, p) for m, p, a in routes(client) if m != "GET" and a not in OPEN_TO_ANYBODY]
    assert len(writes) > 15
    for method, path in writes:
        for headers in ({}, {"X-CSRF-Token": "guessed"}):
            answer = client.request(method, path, headers=headers, follow_redirects=False)
            assert answer.status_code == 403, f"{method} {path}"


def test_no_route_takes_a_write_that_another_site_sends(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    secret = csrf(client)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        answer = client.post(
            "/account/tokens", headers={"X-CSRF-Token": secret, **headers}, data={"name": "x", "days": "1"}
        )
        assert answer.status_code == 403
    client.cookies.clear()
    answer = client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}, data={"username": "a", "password": "b"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("role", "code"), list(product(("site_editor", "operator", "reader"), ("QX-SANHUI", "GB-CENTRE")))
)
def test_nobody_edits_a_site_beyond_their_scope(client: TestClient, role: str, code: str) -> None:
    assert sign_in(client, PEOPLE[role]) == 303
    actor = Actor("x", "x", role, SCOPES[role])  # type: ignore[arg-type] # a role
    division = client.get(f"/api/v1/sites/{code}").json()["division"]
    looks = may(actor, "read_site_inside", Target(site=code, division=division)).allowed
    page = client.get(f"/work/sites/{code}", follow_redirects=False)
    assert page.status_code == (200 if looks else 403)
    assert 'id="site-form"' not in page.text
    secret = csrf(client)
    form = {"csrf_token": secret, "_action": "draft", "_site_version": "1", "phone": "1"}
    assert client.post(f"/work/sites/{code}", data=form, follow_redirects=False).status_code == 403
    body = {"edit": {"phone": "1"}, "reason": "x", "submit": True}
    answer = client.post(f"/api/v1/sites/{code}/proposals", json=body, headers={"X-CSRF-Token": secret})
    assert answer.status_code == 403


def test_the_rule_table_knows_every_action_that_a_route_is_for(client: TestClient) -> None:
    named = {audience for _, _, audience in routes(client)} - OPEN_TO_ANYBODY - {"signed_in"}
    assert named <= set(ACTIONS)
