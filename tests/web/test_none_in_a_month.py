"""That nothing happened in a month can be said without scripts too: a box under the month, sent with the form."""

from litestar.testing import TestClient

from app.sites.vocabulary import MetricKind
from app.standards.asked import Asked, AskedMetric
from app.units import Period
from app.web.proposals.form.form_values import read
from app.wording import Wording
from tests.web.forms import form_on
from tests.web.people import sign_in

PAGE = "/work/sites/QX-LIVE-RCW"
NONE = "metrics.none"


def figures(fields: dict[str, list[str]], month: str) -> set[str]:
    return {value for name, (value, *_) in fields.items() if name.startswith("metrics.") and name.endswith(month)}


def test_a_ticked_month_is_reported_as_none_and_no_other(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    fields, ticks = form_on(client.get(PAGE).text, "site-form")
    month = max(value for name, value in ticks if name == NONE)
    names = [name for name in fields if name.startswith("metrics.") and name.endswith(month)]
    other = max(name[-7:] for name in fields if name.startswith("metrics.") and not name.endswith(month))
    assert (figures(fields, month), NONE in fields) == ({""}, False)
    fields |= {name.replace(month, other): [""] for name in names}
    sent = client.post(PAGE, data={**fields, NONE: [month], "_action": "draft"}, follow_redirects=False)
    assert sent.status_code == 303
    fields, ticks = form_on(client.get(PAGE).text, "site-form")
    assert (figures(fields, month), figures(fields, other)) == ({"0"}, {""})
    assert {value for name, value in ticks if name == NONE} == {other}, "nothing is left to say of the ticked month"


def test_what_is_filled_in_stays_beside_the_tick_and_a_rate_is_never_none() -> None:
    month, before = Period.month(2026, 10), Period.month(2026, 9)

    def asked(code: str, unit: str) -> AskedMetric:
        kind = MetricKind(code, "month", Wording(code, code), Wording(unit, unit))
        return AskedMetric(kind, (before, month), ())

    form = Asked((), {}, (), (asked("held", "times"), asked("people", "people"), asked("rate", "%")), ())
    found = read({NONE: [month.text], f"metrics.people.{month.text}": ["3"]}, form)
    figures_read = [
        found[f"metrics.{code}.{day.text}"] for code in ("held", "people", "rate") for day in (before, month)
    ]
    assert figures_read == [None, 0, None, 3, None, None]


def test_a_form_that_comes_back_keeps_its_ticks(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    fields, ticks = form_on(client.get(PAGE).text, "site-form")
    month = max(value for name, value in ticks if name == NONE)
    answer = client.post(PAGE, data={**fields, NONE: [month], "_action": "publish", "_reason": ""})
    assert answer.status_code == 422
    assert form_on(answer.text, "site-form")[0][NONE] == [month]
