"""A figure that was sent back is marked in its own cell, and the reason beside the grid names its month and is tied to
it.
"""

import re

from litestar.testing import TestClient

from tests.web.people import bearer, sign_in, token_of

CODE, FIGURE, OTHER = "DEMO-FH-02", "metrics.utilisation_rate.2025", "metrics.utilisation_rate.2024"


def cell(page: str, item: str) -> str:
    found = re.search(rf'<td[^>]*><input[^>]*name="{re.escape(item)}".*?</td>', page, re.DOTALL)
    assert found, item
    return found[0]


def test_the_cell_of_a_figure_that_was_sent_back_is_marked_and_leads_to_the_reason(client: TestClient) -> None:
    mine, reviewer = bearer(token_of(client, "demo-tuxi")), bearer(token_of(client, "demo-reviewer"))
    edit = {"metrics": [{"metric": "utilisation_rate", "period": "2025", "value": 71}]}
    asked = {"edit": edit, "reason": "年报", "submit": True}
    request = client.post(f"/api/v1/sites/{CODE}/proposals", json=asked, headers=mine).json()
    verdict = {"version": request["version"], "reason": "请核对台账"}
    answer = client.post(f"/api/v1/proposals/{request['id']}/send-back", json=verdict, headers=reviewer)
    assert answer.status_code == 200, answer.text
    sign_in(client, "demo-tuxi")
    page = client.get(f"/work/sites/{CODE}").text
    marked = cell(page, FIGURE)
    assert "已退回" in marked
    assert "已退回" not in cell(page, OTHER)
    tied = re.search(r'aria-describedby="([^"]+)"', marked)
    assert tied
    said = re.search(rf'<p class="returned" id="{tied[1]}">(.*?)</p>', page, re.DOTALL)
    assert said
    assert "2025" in said[1]
    assert "请核对台账" in said[1]


def test_a_request_that_waits_offers_no_way_back_to_a_form_that_is_not_there(client: TestClient) -> None:
    mine = bearer(token_of(client, "demo-tuxi"))
    asked = {"edit": {"address": "新街 9 号"}, "reason": "搬迁", "submit": True}
    assert client.post(f"/api/v1/sites/{CODE}/proposals", json=asked, headers=mine).status_code == 201
    sign_in(client, "demo-tuxi")
    assert "回到填报处" not in client.get(f"/work/sites/{CODE}?about=address").text
