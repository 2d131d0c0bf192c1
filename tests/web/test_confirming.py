"""A fact is confirmed only as it stands on record and in front of the person: never one they changed, never another."""

import pytest
from litestar.testing import TestClient

from tests.web.forms import form_on
from tests.web.people import send, sign_in
from tests.web.writing import registered

CODE = "QX-TUXI"
FORM = f"/work/sites/{CODE}"
LONG_AGO = {"on": "2020-01-01", "by": "以前"}


def reports(client: TestClient) -> dict[str, str]:
    document = client.get(f"/api/v1/sites/{CODE}").json()
    return {fact: report["on"] for fact, report in document["reports"].items()}


@pytest.fixture
def form(client: TestClient) -> dict[str, list[str]]:
    """The form of a site whose area and opening hours are due for confirmation, as it was sent to the browser."""
    registered(client, {"code": CODE, "reports": {"area_m2": LONG_AGO, "opening_hours": LONG_AGO}})
    assert sign_in(client, "demo-tuxi") == 303
    fields, _ = form_on(client.get(FORM).text, "site-form")
    return fields


def confirm(client: TestClient, fields: dict[str, list[str]], fact: str):
    own = {name: values for name, values in fields.items() if name != "csrf_token"}
    return send(client, f"{FORM}/confirm", **own, _confirm=fact)


def test_what_stands_on_record_is_confirmed_and_nothing_else(client: TestClient, form: dict) -> None:
    answer = confirm(client, form, "area_m2")
    assert answer.status_code == 200
    assert "已确认，日期更新为今天" in answer.text
    after = reports(client)
    assert (after["area_m2"] > "2026", after["opening_hours"]) == (True, "2020-01-01")


def test_what_was_changed_in_the_form_is_not_confirmed_as_it_was(client: TestClient, form: dict) -> None:
    typed = form | {"facts.area_m2": ["77"]}
    answer = confirm(client, typed, "area_m2")
    assert answer.status_code == 422
    assert "不能按原值确认" in answer.text
    assert 'value="77"' in answer.text, "what was typed stays"
    assert reports(client)["area_m2"] == "2020-01-01"
    assert confirm(client, typed, "opening_hours").status_code == 200, "another fact may be confirmed all the same"
    assert reports(client)["opening_hours"] > "2026"


def test_what_ones_draft_says_otherwise_is_not_confirmed_either(client: TestClient, form: dict) -> None:
    own = {name: values for name, values in form.items() if name != "csrf_token"}
    assert send(client, FORM, **(own | {"facts.area_m2": ["77"]}), _action="draft").status_code == 303
    drafted, _ = form_on(client.get(FORM).text, "site-form")
    assert drafted["facts.area_m2"] == ["77"]
    assert confirm(client, drafted, "area_m2").status_code == 422
    assert reports(client)["area_m2"] == "2020-01-01"


def test_what_somebody_else_changed_meanwhile_or_nobody_reported_is_not_confirmed(
    client: TestClient, form: dict
) -> None:
    elsewhere = {"on": "2020-02-02", "by": "县局"}
    registered(client, {"code": CODE, "facts": {"area_m2": 31}, "reports": {"area_m2": elsewhere}})
    assert confirm(client, form, "area_m2").status_code == 409
    assert reports(client)["area_m2"] == "2020-02-02"
    assert confirm(client, form, "no_such_fact").status_code == 422


def test_without_scripts_the_button_goes_with_the_form_and_confirms_the_same(client: TestClient, form: dict) -> None:
    own = {name: values for name, values in form.items() if name != "csrf_token"}
    assert "已确认，日期更新为今天" in send(client, FORM, **own, _confirm="opening_hours").text
    after = reports(client)
    assert (after["area_m2"], after["opening_hours"] > "2026") == ("2020-01-01", True)


def test_enter_in_a_text_field_presses_the_button_that_saves_a_draft(client: TestClient, form: dict) -> None:
    """Browsers press the first button of a form: once the one that confirms the first fact due, or gives a draft up."""
    page = client.get(FORM).text
    inside = page[page.index('<form id="site-form"') :]
    first = inside[inside.index("<button") :].partition(">")[0]
    assert 'name="_action" value="draft"' in first
