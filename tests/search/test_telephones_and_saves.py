"""A site is found by its telephone however that is typed, and by what was saved a moment ago."""

import pytest
from litestar.testing import TestClient

from tests.web.writing import registered


def found(client: TestClient, typed: str) -> list[str]:
    answer = client.get("/api/v1/sites", params={"q": typed, "limit": "1000"}).json()
    return [feature["id"] for feature in answer["features"]]


@pytest.mark.parametrize(
    "typed", ["0818-7200431", "08187200431", "0818 7200431", "7200431", "+86 818 7200431", "０８１８－７２００４３１"]
)
def test_a_telephone_with_and_without_area_code_and_hyphen(client: TestClient, typed: str) -> None:
    registered(client, {"code": "QX-TUXI", "phone": "0818-7200431"}, {"code": "QX-SANHUI", "phone": "0818-7200432"})
    assert found(client, typed) == ["QX-TUXI"]


def test_the_end_of_a_number_is_no_number(client: TestClient) -> None:
    registered(client, {"code": "QX-TUXI", "phone": "0818-7200431"})
    assert found(client, "00431") == []


def test_a_name_saved_just_now_is_found_and_the_old_one_no_more(client: TestClient) -> None:
    assert found(client, "东区就业广场") == ["QX-BRANCH-1"]
    registered(client, {"code": "QX-BRANCH-1", "name": "渠县公共就业创业服务分站（火车站广场）"})
    assert found(client, "东区就业广场") == []
    assert found(client, "火车站广场") == ["QX-BRANCH-1"]
