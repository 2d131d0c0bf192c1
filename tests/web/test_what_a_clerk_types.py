"""What a clerk types into the form is read or refused at its own field; what is refused beside it stays there."""

import json
import re

import pytest
from litestar.testing import TestClient

from tests.web.forms import form_on
from tests.web.people import csrf, send, sign_in
from tests.web.test_evidence import PAGE, photo, upload
from tests.web.writing import registered

CODE = "QX-TUXI"


def typed_in(client: TestClient, who: str = "demo-county", **more: str | list[str]):
    """The form with these values, tried; and what stands in it."""
    assert sign_in(client, who) == 303
    fields, _ = form_on(client.get(PAGE).text, "site-form")
    own = {name: values for name, values in fields.items() if name != "csrf_token"}
    return own | {name: value if isinstance(value, list) else [value] for name, value in more.items()}


def checked(client: TestClient, **more: str) -> tuple[dict[str, list[str]], list[str], str]:
    """The faults of the form by item, the controls that are marked, the page's part."""
    page = send(client, f"{PAGE}/check", **typed_in(client, **more)).text
    place = re.search(r'data-faults="([^"]*)"\s+data-marked="([^"]*)"', page)
    assert place
    faults, marks = (json.loads(text.replace("&#34;", '"').replace("&quot;", '"')) for text in place.groups())
    return faults, marks, page


def published(client: TestClient, **more: str):
    fields = typed_in(client, **more)
    return send(client, PAGE, **(fields | {"_action": ["publish"], "_reason": ["核实"]}))


def record(client: TestClient) -> dict:
    return client.get(f"/api/v1/sites/{CODE}").json()


@pytest.mark.parametrize("area", ["100㎡", "100平方", "100平米", "100 m²"])
def test_the_form_reads_a_unit_behind_its_number(client: TestClient, area: str) -> None:
    assert published(client, **{"facts.area_m2": area}).status_code == 303
    assert record(client)["facts"]["area_m2"] == 100


def test_a_word_for_nothing_takes_the_telephone_away_and_the_page_names_the_parent_s(client: TestClient) -> None:
    assert published(client, phone="无").status_code == 303
    assert record(client).get("phone") is None
    assert "无</dd>" not in client.get(f"/sites/{CODE}").text
    registered(client, {"code": "QX-SANHUI", "phone": "暂无"})
    assert "暂无<" not in client.get("/sites/QX-SANHUI").text


def test_the_fault_of_hours_names_its_day_and_marks_its_field(client: TestClient) -> None:
    faults, marks, page = checked(client, **{"facts.opening_hours.tue": "早九晚五"})
    assert marks == ["facts.opening_hours.tue"]
    (said,) = faults["facts.opening_hours"]
    assert said.startswith("周二：看不懂“早九晚五”，应写作")
    assert re.search(r"1 处", page), "counted as it is told"
    refused = published(client, **{"facts.opening_hours.tue": "早九晚五"})
    assert refused.status_code == 422
    assert re.search(r'name="facts.opening_hours.tue" aria-invalid="true"', refused.text)
    assert not re.search(r'name="facts.opening_hours.wed" aria-invalid="true"', refused.text)
    days = {f"facts.opening_hours.{day}": "早九晚五：周三照常" for day in ("mon", "tue")}
    faults, marks, _ = checked(client, **days)
    assert len(faults["facts.opening_hours"]) == 1, "one sentence for both"
    assert sorted(marks) == sorted(days)


def test_a_row_without_its_choice_is_told_so_by_its_number(client: TestClient) -> None:
    faults, marks, _ = checked(client, **{"staff.7.name": "张三", "staff.7.employment": "full_time"})
    (said,) = faults["staff"]
    assert re.fullmatch(r"第 \d+ 行：请选择岗位", said)
    assert marks == ["staff.7.role"]


def test_a_draft_of_a_workbook_needs_no_reason(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    page = client.get("/work/workbook").text
    assert "reason" not in page or "formnovalidate" in page


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "空文件"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 64, "设置→相机→格式"),
        (photo()[:400], "文件损坏"),
        (b"%PDF-1.4\n1 0 obj", "文件损坏"),
        (b"MZ\x90" + b"\0" * 64, "只能上传照片或 PDF"),
    ],
)
def test_a_file_that_cannot_be_kept_is_told_why(client: TestClient, raw: bytes, words: str) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    answer = upload(client, raw)
    assert answer.status_code == 422
    assert words in answer.text


def test_what_a_script_is_refused_is_one_sentence_and_never_a_page(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    script = {"HX-Request": "true"}
    for path in ("/work/sites/NOWHERE/check", "/work/sites/NOWHERE/evidence"):
        answer = client.post(path, data={"csrf_token": csrf(client)}, headers=script)
        assert answer.status_code in (404, 422)
        assert "<" not in answer.text
        assert answer.text
    huge = client.post(
        f"{PAGE}/evidence",
        data={"csrf_token": csrf(client, PAGE), "about": "facts.area_m2"},
        files={"file": ("a.jpg", b"\xff" * (70 * 1024 * 1024), "image/jpeg")},
        headers=script,
    )
    assert huge.status_code == 413
    assert "<html" not in huge.text


def test_judging_says_what_it_does_not_count(reader: TestClient) -> None:
    site = {"code": "E-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county"}
    hours = {"mon": [["09:00", "12:00"], ["11:00", "17:00"]]}
    facts = {"operating_since": "2099-01-01", "opening_hours": hours}
    (verdict,) = reader.post("/api/v1/evaluate", json={**site, "accepted_on": "2099-01-01", "facts": facts}).json()
    told = " ".join(note["zh"] for note in verdict["notes"])
    assert "验收日期 2099-01-01 晚于评估日" in told
    assert told.count("2099-01-01") == 2
    assert "重叠" in told
    (plain,) = reader.post("/api/v1/evaluate", json=site).json()
    assert not plain.get("notes")


def test_a_document_beside_its_day_is_told_where_it_belongs(reader: TestClient) -> None:
    site = {"code": "E-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county", "as_of": "2026-11-22"}
    answer = reader.post("/api/v1/evaluate", json=site)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert '"site"' in error["message"]


def test_an_address_of_two_lines_is_shown_as_such_and_saved_as_it_was(client: TestClient) -> None:
    registered(client, {"code": CODE, "address": "文化街1号\r\n二楼"})
    assert sign_in(client, "demo-county") == 303
    area = re.search(r'<textarea[^>]*name="address"[^>]*>\n([^<]*)</textarea>', client.get(PAGE).text)
    assert area is not None, "a box of one line would drop the break, unseen"
    assert area[1] == "文化街1号\n二楼"
    assert published(client, address="文化街1号\r\n二楼", phone="0818-7212345").status_code == 303
    assert record(client)["address"] == "文化街1号\n二楼"
