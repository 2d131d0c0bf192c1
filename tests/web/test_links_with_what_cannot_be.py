"""A page opens whatever stands behind the question mark of its link, and says what it left out; files refuse it."""

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.pages.test_every_page import pages_of
from tests.web.people import sign_in

NAMES = re.findall(
    r"\w+",
    """
    action as_of before clause division done due format kept kind level list move n of one open order other outcome
    page programme q show since sort standing state status step stretch target tier township turn until verdict view
    who why day key near bbox inspector stage compliance sheets actor subject
    """,
)
"""What pages ask of their links; not what they are of: one of a site or period that is not there is not there."""
GARBAGE = "&".join(f"{name}=nonsense" for name in NAMES)
MANY = "&".join(f"{name}=a&{name}=b" for name in NAMES)
READ = {
    "/county": ("as_of", "since", "programme"),
    "/findings": ("state", "order", "kind", "clause", "division", "township", "page", "as_of"),
    "/findings/matrix": ("state", "township", "page", "as_of"),
    "/county/qu-2023/sites": ("standing", "kind", "target", "as_of", "page"),
    "/county/qu-2023/gaps/stations": ("as_of",),
    "/county/qu-2023/clauses/station.plaque": ("as_of", "page"),
    "/county/qu-2023/reporting": ("due", "state"),
    "/county/qu-2023/spending": ("target", "page"),
    "/rectifications/ledger": ("standing", "page"),
    "/inspections": ("sort", "page"),
    "/inspections/planned": ("state", "page"),
    "/manage/sites": ("stage", "status", "page"),
    "/log": ("since", "before"),
    "/audits": ("programme",),
    "/accounts": ("outcome", "day", "page"),
    "/work": ("kind", "view", "page"),
    "/": ("kind", "status", "show"),
    "/programmes/qu-2023": ("as_of",),
}
"""Parameters of pages that can be read wrongly."""
LEFT_OUT = "链接中的“nonsense”无法识别，已略去，其余照常显示。"


@pytest.mark.parametrize("query", [GARBAGE, MANY], ids=["nonsense", "each twice"])
def test_no_page_is_kept_from_anybody_by_what_its_link_asks(reader: TestClient[Litestar], query: str) -> None:
    assert sign_in(reader, "demo-county") == 303
    refused = {}
    for path in pages_of(reader.app):
        answer = reader.get(f"{path}?{query}")
        if answer.status_code != 200:
            refused[path] = answer.status_code
    assert not refused


@pytest.mark.parametrize("path", READ)
def test_a_page_says_what_of_its_link_it_left_out(reader: TestClient[Litestar], path: str) -> None:
    assert sign_in(reader, "demo-county") == 303
    for name in READ[path]:
        answer = reader.get(f"{path}?{name}=nonsense")
        assert (answer.status_code, answer.text.count(LEFT_OUT)) == (200, 1), name
    assert "无法识别" not in reader.get(path).text


def test_a_comparison_with_a_day_to_come_is_left_out_and_named(reader: TestClient[Litestar]) -> None:
    assert sign_in(reader, "demo-county") == 303
    answer = reader.get("/county?since=2099-01-01")
    assert (answer.status_code, "链接中的“2099-01-01”无法识别" in answer.text) == (200, True)


@pytest.mark.parametrize(
    "path",
    [
        "/findings.xlsx?state=bad",
        "/county/qu-2023/gaps/stations/list.xlsx?as_of=x",
        "/rectifications/ledger.xlsx?standing=x",
    ],
)
def test_a_file_is_not_made_of_less_than_was_asked(reader: TestClient[Litestar], path: str) -> None:
    assert sign_in(reader, "demo-county") == 303
    answer = reader.get(path)
    assert answer.status_code == 422
    assert "其余照常显示" not in answer.text
