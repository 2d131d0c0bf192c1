"""Hours as people write them, read alike in the form and in a CSV; hours of one day that overlap are refused."""

import csv
import io
import json
from typing import Any

import pytest
from litestar.testing import TestClient

from app.exchange.points_csv import read_points
from tests.web.forms import form_on
from tests.web.people import send, sign_in
from tests.web.writing import house_of

CODE = "QX-TUXI"
FORM = f"/work/sites/{CODE}"
ITEM = "facts.opening_hours"
ROWS = [
    ("休息", []),
    ("全天", [["00:00", "24:00"]]),
    ("9-12", [["09:00", "12:00"]]),
    ("9点到12点", [["09:00", "12:00"]]),
    ("上午9:00至12:00", [["09:00", "12:00"]]),
    ("９：００—１２：００；下午2点半到5点", [["09:00", "12:00"], ["14:30", "17:00"]]),
    ("8.30-12.00, 14.00-17.30", [["08:30", "12:00"], ["14:00", "17:30"]]),
]


def published_by_form(client: TestClient, **hours: str) -> Any:
    """The form published by the county with these hours typed into it; the answer."""
    assert sign_in(client, "demo-county") == 303
    fields, _ = form_on(client.get(FORM).text, "site-form")
    typed = {f"{ITEM}.{day}": [text] for day, text in hours.items()}
    own = {name: values for name, values in fields.items() if name != "csrf_token"}
    return send(client, FORM, **(own | typed | {"_action": "publish", "_reason": "核实"}))


def on_record(client: TestClient) -> dict[str, Any]:
    return client.get(f"/api/v1/sites/{CODE}").json()["facts"]["opening_hours"]


def from_csv(client: TestClient, cell: str) -> object:
    out = io.StringIO()
    csv.writer(out).writerows([["code", "programme", "kind", ITEM], ["C-1", "qu-2023", "township_station", cell]])
    (entered,) = read_points(out.getvalue().encode(), house_of(client).rules).entries
    return entered.document["facts"]["opening_hours"]


def test_the_form_reads_every_way_of_writing_a_day(client: TestClient) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    answer = published_by_form(client, **dict(zip(days, (text for text, _ in ROWS), strict=True)))
    assert answer.headers.get("location", answer.text).endswith("done=published")
    assert on_record(client) == dict(zip(days, (spans for _, spans in ROWS), strict=True))


@pytest.mark.parametrize(("text", "spans"), ROWS)
def test_a_cell_of_a_csv_reads_them_alike(reader: TestClient, text: str, spans: list[list[str]]) -> None:
    assert from_csv(reader, json.dumps({"mon": text})) == {"mon": spans}
    assert from_csv(reader, f"周一 {text.replace('；', '，')}") == {"mon": spans}


def test_a_cell_of_a_csv_names_the_days_of_a_week(reader: TestClient) -> None:
    week = from_csv(reader, "周一至周三、周五 9-12，14-17；星期六休息")
    spans = [["09:00", "12:00"], ["14:00", "17:00"]]
    assert week == {"mon": spans, "tue": spans, "wed": spans, "fri": spans, "sat": []}


@pytest.mark.parametrize("cell", ["9-12", "周一 9-12；周一 14-17", "每月一次", "周一"])
def test_a_week_that_cannot_be_told_is_handed_on_to_be_refused(reader: TestClient, cell: str) -> None:
    assert from_csv(reader, cell) == cell


def test_hours_that_overlap_are_refused_with_both_and_nothing_is_saved(client: TestClient) -> None:
    before = on_record(client)
    answer = published_by_form(client, tue="9:00-13:00, 12:30-17:00")
    assert answer.status_code == 422
    assert "09:00-13:00 与 12:30-17:00 重叠" in answer.text
    assert on_record(client) == before


def test_hours_that_only_touch_are_taken(client: TestClient) -> None:
    assert published_by_form(client, tue="12:00-17:00, 9:00-12:00").status_code == 303
    assert on_record(client)["tue"] == [["12:00", "17:00"], ["09:00", "12:00"]]
