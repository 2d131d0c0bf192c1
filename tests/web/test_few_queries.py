"""How much filling in, saving and accepting ask of the database: what was read once is handed down."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from app.journeys.clock import beside
from app.store.programmes import read_current_hashes
from tests.databases import statements
from tests.web.forms import form_on
from tests.web.people import sign_in

pytestmark = pytest.mark.both_engines

FORM = "/work/sites/QX-TUXI"
MOST = 8
"""Statements of one request, those that find out who is asking among them."""
OPENING = MOST + 1
"""Opening the form asks once more: for what inspections verified, which stands beside it."""


def typed(client: TestClient, **more: str) -> dict[str, list[str]]:
    fields, _ = form_on(client.get(FORM).text, "site-form")
    return fields | {name: [value] for name, value in more.items()}


def asked(heard: list[str]) -> list[str]:
    """The statements, the counters of what was saved once only: after half a second they are asked for again, so how
    often depends on how fast the machine is.
    """
    counters = [place for place, statement in enumerate(heard) if re.search('^SELECT .* FROM "?revision"?$', statement)]
    return [statement for place, statement in enumerate(heard) if place not in counters[1:]]


def told(heard: list[str]) -> Iterator[str]:
    """The statements in short, for a failure to show."""
    return (re.sub(r"SELECT .*? FROM", "SELECT … FROM", statement)[:120] for statement in heard)


def test_a_form_is_opened_with_few_statements(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    assert client.post(FORM, data=typed(client, address="草稿里的街", _action="draft")).status_code == 200
    with statements() as heard:
        page = client.get(FORM)
    assert "草稿里的街" in page.text
    assert len(asked(heard)) <= OPENING, "\n".join(told(heard))


@pytest.mark.parametrize("action", ["draft", "submit"])
def test_a_save_takes_few_statements(client: TestClient, action: str) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    for address in ("第一次", "第二次"):
        fields = typed(client, address=address, _action=action, _reason="搬到新址")
        with statements() as heard:
            answer = client.post(FORM, data=fields, follow_redirects=False)
        assert answer.status_code == 303
        assert len(asked(heard)) <= MOST, "\n".join(told(heard))
        if action == "submit":
            break


def test_an_acceptance_takes_few_statements(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    client.post(FORM, data=typed(client, address="新街", _action="submit", _reason="搬到新址"))
    assert sign_in(client, "demo-reviewer") == 303
    key = re.search(r"/review/([0-9a-f-]{36})", client.get("/review").text)
    assert key
    page = client.get(f"/review/{key[1]}").text
    form = page[page.index(f'action="/review/{key[1]}"') :]
    fields = dict(re.findall(r'name="(csrf_token|version|site_version|item)" value="([^"]*)"', form))
    with statements() as heard:
        answer = client.post(f"/review/{key[1]}", data=fields | {"action": "accept"}, follow_redirects=False)
    assert answer.status_code == 303
    assert client.get("/api/v1/sites/QX-TUXI").json()["address"] == "新街"
    assert len(asked(heard)) <= MOST, "\n".join(told(heard))


def test_what_a_server_does_by_the_clock_is_counted_as_nobody_s(client: TestClient) -> None:
    async def counted() -> tuple[int, int]:
        with statements() as heard:
            async with beside(read_current_hashes, "failed"):
                await asyncio.sleep(0.3)
            by_itself = len(heard)
            await read_current_hashes()
        return by_itself, len(heard)

    by_itself, asked_for = client.blocking_portal.call(counted)
    assert by_itself == 0
    assert asked_for > 0
