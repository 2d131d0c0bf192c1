"""Visits over HTTP: planned by risk, recorded once, beside what was reported and never over it; they lead to orders."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar.testing import TestClient

from tests.exchange.papers import opened, text_of
from tests.web.people import csrf, sign_in
from tests.web.test_evidence import photo
from tests.web.test_rectifications import ordered, post
from tests.web.writing import house_of

FORM = "/work/sites/QX-TUXI/inspect"
AREA = "station.posted"


def visit(client: TestClient, **changed: str):
    fields = {
        "csrf_token": csrf(client), "key": str(uuid4()), "visited_on": house_of(client).today().isoformat(),
        "inspectors": "张三、李四", "accompanied_by": "王五", "remarks": "", f"looked-{AREA}": "differs",
        f"seen-{AREA}": "只有<b>两项</b>", f"note-{AREA}": "照片 3", **changed,
    }  # fmt: skip
    return client.post(FORM, data=fields, follow_redirects=False)


@pytest.mark.both_engines
def test_a_visit_is_recorded_once_beside_what_was_reported_and_changes_nothing(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    before = client.get("/api/v1/sites/QX-TUXI").json()
    key = str(uuid4())
    first = visit(client, key=key).headers["location"]
    assert visit(client, key=key).headers["location"] == first
    page = client.get(first).text
    assert "只有&lt;b&gt;两项&lt;/b&gt;" in page
    assert "工作职责" in page, "what was reported stands beside it"
    assert client.get("/api/v1/sites/QX-TUXI").json() == before
    listed = client.get("/work/sites/QX-TUXI/rectifications").text
    assert listed.count(f'href="{first.partition("?")[0]}"') == 1


def test_a_number_seen_otherwise_shows_the_difference(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    form = client.get(FORM).text
    area = next(code for code in re.findall(r'name="seen-([\w.]+)"', form) if "area" in code)
    there = visit(client, **{f"looked-{area}": "differs", f"seen-{area}": "1"}).headers["location"]
    assert re.search(r"少 \d+(\.\d+)? 平方米", client.get(there).text)


def test_what_a_visit_found_begins_an_order(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    there = visit(client, remarks="灭火器过期").headers["location"]
    link = re.search(r'href="(/work/sites/QX-TUXI/rectify\?visit=[^"]+)"', client.get(there).text)
    assert link is not None
    order = client.get(link[1].replace("&amp;", "&")).text
    assert re.search(rf'value="{AREA}" id="[^"]+" checked', order)
    assert "现场只有&lt;b&gt;两项&lt;/b&gt;（照片 3）；灭火器过期</textarea>" in order


def test_every_fault_is_said_and_nothing_typed_is_lost(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    wrong = visit(client, **{f"seen-{AREA}": "", f"note-{AREA}": "", "inspectors": "", "visited_on": "2999-01-01"})
    assert wrong.status_code == 422
    assert "请写明现场情况" in wrong.text
    assert 'value="王五"' in wrong.text
    nothing = visit(client, **{f"looked-{AREA}": "", f"seen-{AREA}": "", f"note-{AREA}": ""})
    assert "请至少核查一条条款" in nothing.text


def test_a_second_look_is_linked_to_its_order(client: TestClient) -> None:
    address = ordered(client)
    assert post(client, address + "/answer", "demo-tuxi", version="1", answer="补好").status_code == 303
    assert sign_in(client, "demo-reviewer") == 303
    key = address.rpartition("/")[2]
    assert f'href="{FORM}?of={key}"' in client.get(address).text
    there = visit(client, of=key).headers["location"].partition("?")[0]
    assert f'href="{address}"' in client.get(there).text
    assert f'href="{there}"' in client.get(address).text
    assert visit(client, of=str(uuid4())).status_code == 422


def test_the_plan_puts_the_riskiest_first_and_knows_the_last_visit(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303

    def plan(asked: str = "") -> list[str]:
        return re.findall(r'<tr data-code="([^"]+)"', client.get(f"/inspections?programme=qu-2023{asked}").text)

    assert len(plan()) == 20
    assert set(plan("&township=511725103000")) >= {"QX-TUXI"}
    day = house_of(client).today() - timedelta(days=1)
    assert visit(client, visited_on=day.isoformat()).status_code == 303
    page = client.get("/inspections?programme=qu-2023&township=511725103000&sort=longest").text
    assert re.findall(r'<tr data-code="([^"]+)"', page)[-1] == "QX-TUXI"
    assert day.isoformat() in page


def test_only_inspectors_record_and_only_insiders_read(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    there = visit(client).headers["location"].partition("?")[0]
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get(there).status_code == 200
    assert client.get(FORM).status_code == 403
    assert sign_in(client, "demo-operator") == 303
    assert client.get(there).status_code == 403


@pytest.mark.parametrize(("name", "title"), [("record", "检查记录表"), ("acceptance", "站点验收表")])
def test_the_forms_of_a_site_hold_every_clause_what_was_reported_and_room_to_sign(
    client: TestClient, name: str, title: str
) -> None:
    assert sign_in(client, "demo-county") == 303
    content = client.get(f"/work/sites/QX-TUXI/{name}.docx").content
    said = text_of(content)
    assert title in said
    assert "QX-TUXI" in said
    assert "签名" in said
    compliance = client.get("/api/v1/sites/QX-TUXI/compliance").json()
    tables = opened(content).tables
    assert len(tables[1].rows) == 1 + len(compliance["clauses"])
    for clause in compliance["clauses"]:
        assert clause["citation"]["quote"] in said
    header = opened(content).sections[0].header
    assert any("示例数据" in paragraph.text for paragraph in header.paragraphs)


def pictured(client: TestClient, **changed: str):
    fields = {
        "csrf_token": csrf(client), "key": str(uuid4()), "visited_on": house_of(client).today().isoformat(),
        "inspectors": "张三", "accompanied_by": "", "remarks": "地面潮湿", f"looked-{AREA}": "differs",
        f"seen-{AREA}": "缺一项", f"note-{AREA}": "", **changed,
    }  # fmt: skip
    files = [(f"photo-{AREA}", (f"{n}.jpg", photo(), "image/jpeg")) for n in range(2)]
    files.append(("photo-", ("rest.png", photo("PNG"), "image/png")))
    return client.post(FORM, data=fields, files=files, follow_redirects=False)


@pytest.mark.both_engines
def test_photos_come_with_their_finding_once_and_stay(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    key = str(uuid4())
    there = pictured(client, key=key).headers["location"]
    assert pictured(client, key=key).headers["location"] == there
    page = client.get(there).text
    addresses = list(dict.fromkeys(re.findall(r'href="(/evidence/[0-9a-f-]+)"', page)))
    assert len(addresses) == 3
    drawn = client.get(addresses[0])
    assert drawn.headers["content-type"] == "image/jpeg"
    assert b"SECRETPHONE" not in drawn.content
    taken_back = client.post(addresses[0] + "/take-back", data={"csrf_token": csrf(client)}, follow_redirects=False)
    assert taken_back.status_code == 409, "a recorded visit never changes"
    assert client.get(addresses[0]).status_code == 200
    about = f"inspection:{key}:{AREA}"
    forged = {"csrf_token": csrf(client), "about": about}
    sent = client.post(
        "/work/sites/QX-TUXI/evidence", data=forged, files={"file": ("x.jpg", photo(), "image/jpeg")},
        follow_redirects=False,
    )  # fmt: skip
    assert sent.status_code == 422, "nothing is added to a visit afterwards"


def test_what_is_no_photo_is_refused_and_nothing_is_recorded(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    key = str(uuid4())
    fields = {
        "csrf_token": csrf(client), "key": key, "visited_on": house_of(client).today().isoformat(),
        "inspectors": "张三", "remarks": "地面潮湿",
    }  # fmt: skip
    files = {"photo-": ("x.jpg", b"<script>", "image/jpeg")}
    answer = client.post(FORM, data=fields, files=files, follow_redirects=False)
    assert answer.status_code == 422
    assert 'id="file-fault"' in answer.text
    assert "地面潮湿</textarea>" in answer.text
    assert client.get(f"/inspections/{key}").status_code == 404
    unlooked = client.post(
        FORM, data=fields, files={f"photo-{AREA}": ("x.jpg", photo(), "image/jpeg")}, follow_redirects=False
    )
    assert "请选择与申报一致还是不符" in unlooked.text


def test_the_filled_record_holds_findings_photo_numbers_and_room_to_sign(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    there = pictured(client).headers["location"].partition("?")[0]
    assert f'href="{there}/record.docx"' in client.get(there).text
    content = client.get(f"{there}/record.docx").content
    said, table = text_of(content), opened(content).tables[1]
    rows = {row.cells[1].text: [cell.text for cell in row.cells][4:] for row in table.rows[1:]}
    assert rows.pop("制度上墙") == ["与申报不符；缺一项", "", "1、2"]
    assert len(rows) > 5
    assert set(map(tuple, rows.values())) == {("未核查", "", "")}, "every clause stands there, looked at or not"
    assert len(opened(content).inline_shapes) == 3
    assert "照片3　其他情况" in said
    assert "统一悬挂张贴规范的工作制度" in said
    assert "其他情况：地面潮湿（照片共3张）" in said
    assert "检查人员（签名）" in said
    assert "被检查单位人员（签名）" in said
    assert any("示例数据" in paragraph.text for paragraph in opened(content).sections[0].header.paragraphs)


def test_what_was_verified_stands_beside_what_is_reported_with_who_and_when(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    day = house_of(client).today() - timedelta(days=3)
    assert visit(client, visited_on=day.isoformat(), **{f"seen-{AREA}": "旧的"}).status_code == 303
    there = visit(client).headers["location"].partition("?")[0]
    assert sign_in(client, "demo-tuxi") == 303
    assert f'data-verified="{AREA}"' in client.get("/work/sites/QX-TUXI").text, "beside the form, too"
    assert sign_in(client, "demo-reader") == 303
    page = client.get("/work/sites/QX-TUXI").text
    row = re.search(rf'<tr data-verified="{AREA}">(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    assert "只有&lt;b&gt;两项&lt;/b&gt;" in row[1]
    assert "工作职责" in row[1]
    assert f'href="{there}"' in row[1], "the latest visit that looked"
    assert f"{house_of(client).today()} 张三、李四" in row[1]
