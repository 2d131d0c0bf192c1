"""A form is read by entry once and judged once, whatever becomes of it: what the network knows is not judged again.

A draft that is shown beside the form is read once more, for what is doubtful about it (`doubts_by_item`).
"""

from __future__ import annotations

from datetime import date

import pytest
from litestar.testing import TestClient

from app.access.actor import program
from app.compliance.judge import judge, judge_registered
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.network.stored import site_of
from app.journeys.proposals.form import standing_of
from app.journeys.registry.register import register
from app.sites.divisions import Divisions
from app.sites.document import read_site
from app.standards.programme import Programme
from app.store.sites import read_stored_site
from tests.calls import calls
from tests.web.forms import form_on
from tests.web.people import sign_in
from tests.web.writing import house_of

FORM = "/work/sites/QX-TUXI"
DRAFT_BESIDE = 1


@pytest.fixture
def editor(client: TestClient) -> TestClient:
    """Somebody with a draft, whose site the network has judged."""
    assert sign_in(client, "demo-tuxi") == 303
    assert client.post(FORM, data=typed(client, address="草稿里的街", _action="draft")).status_code == 200
    client.get("/")
    return client


def typed(client: TestClient, **more: str) -> dict[str, list[str]]:
    fields, _ = form_on(client.get(FORM).text, "site-form")
    return fields | {name: [value] for name, value in more.items()}


def test_opening_a_form_with_a_draft_reads_and_judges_once(editor: TestClient) -> None:
    editor.get(FORM)  # the record itself is read the first time
    with calls(editor, read_site, judge) as heard:
        page = editor.get(FORM)
    assert "草稿里的街" in page.text
    assert heard == {"read_site": 1 + DRAFT_BESIDE, "judge": 1}


@pytest.mark.parametrize("action", ["draft", "submit"])
def test_a_save_reads_once_and_judges_nothing(editor: TestClient, action: str) -> None:
    fields = typed(editor, address="新街", _action=action, _reason="搬到新址")
    with calls(editor, read_site, judge) as heard:
        assert editor.post(FORM, data=fields, follow_redirects=False).status_code == 303
    assert heard == {"read_site": 1}


def test_a_refused_save_reads_what_was_typed_once_and_judges_once(editor: TestClient) -> None:
    """Refused for want of a reason: what was read for the save is what the page shows."""
    fields = typed(editor, address="新街", _action="submit", _reason="")
    with calls(editor, read_site, judge) as heard:
        page = editor.post(FORM, data=fields)
    assert page.status_code == 422
    assert "新街" in page.text
    assert heard == {"read_site": 1 + DRAFT_BESIDE, "judge": 1}


def test_of_what_entry_refuses_only_the_rest_is_read_again(editor: TestClient) -> None:
    fields = typed(editor, address="新街", _action="submit", _reason="核实") | {"facts.area_m2": ["很大"]}
    with calls(editor, read_site, judge) as heard:
        page = editor.post(FORM, data=fields)
    assert page.status_code == 422
    assert 'href="#f-facts-area_m2-field"' in page.text
    assert "新街" in page.text
    assert heard == {"read_site": 2 + DRAFT_BESIDE, "judge": 1}


def test_trying_what_was_typed_so_far_reads_and_judges_once(editor: TestClient) -> None:
    fields = typed(editor, address="新街")
    with calls(editor, read_site, judge) as heard:
        assert editor.post(f"{FORM}/check", data=fields).status_code == 200
    assert heard == {"read_site": 1, "judge": 1}


def test_a_record_saved_since_the_network_was_read_is_judged_by_itself(client: TestClient) -> None:
    house = house_of(client)

    async def saved_meanwhile() -> None:
        older, code = await network(house), "QX-TUXI"
        before = await read_stored_site(code)
        was = standing_of(house, older, before, site_of(house, before))
        assert was == judge_registered(older.by_code[code].site, *by_today(house)).by_clause()
        await register(house, program("test"), [{"code": code, "facts": {"area_m2": 1}}], reason="x")
        stored = await read_stored_site(code)
        site = site_of(house, stored)
        now = judge_registered(site, *by_today(house)).by_clause()
        assert standing_of(house, older, stored, site) == now != was

    client.blocking_portal.call(saved_meanwhile)


def by_today(house: House) -> tuple[Programme, Divisions, date]:
    return house.programme("qu-2023"), house.divisions, house.today()
