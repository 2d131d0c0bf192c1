"""The page of the workbook: what was asked and what others changed is chosen there, and the rest goes on."""

import io
import re

import openpyxl
from litestar.testing import TestClient

from tests.web.people import sign_in
from tests.web.writing import registered

SHEET = "公共就业创业服务站"
PAGE = "/work/workbook"


def filled(raw: bytes, **values: object) -> bytes:
    """The workbook with these values typed into the only row of a sheet."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    places = {cell.value: cell.column for cell in book[SHEET][2]}
    for code, value in values.items():
        book[SHEET].cell(3, places[code.replace("__", ".")]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def posted(client: TestClient, path: str, files: dict | None = None, **fields: str):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PAGE).text)
    assert token
    return client.post(path, files=files, data={"csrf_token": token[1], **fields}, follow_redirects=False)


def test_questions_and_conflicts_are_chosen_and_the_rest_goes_on(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    registered(client, {"code": "QX-TUXI", "address": "旧址", "phone": "0818-7200001"})
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get(PAGE).status_code == 200
    raw = client.get("/work/workbook.xlsx").content
    typed = filled(raw, address="新址", phone="7200003", facts__area_m2="44㎡")
    registered(client, {"code": "QX-TUXI", "address": "他人改的址"})
    answer = posted(client, PAGE, {"file": ("a.xlsx", typed)})
    assert answer.status_code == 200
    assert "已按 44 读取" in answer.text
    assert "他人改的址" in answer.text
    assert "没有区号" in answer.text
    print_of = re.search(r'name="fingerprint" value="([0-9a-f]+)"', answer.text)
    names = set(re.findall(r'name="(choice\.[^"]+)"', answer.text))
    assert print_of
    assert len(names) == 2
    chosen = {name: "mine" if "address" in name else "skip" for name in names}
    done = posted(client, f"{PAGE}/carry-out", fingerprint=print_of[1], reason="年度", action="keep", **chosen)
    assert done.status_code == 303
    form = client.get("/work/sites/QX-TUXI").text
    assert 'value="新址"' in form
    assert 'value="44"' in form
    assert 'value="0818-7200001"' in form


def test_what_nobody_chose_is_listed_after_the_rest_was_written(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    registered(client, {"code": "QX-TUXI", "address": "旧址"})
    raw = client.get("/work/workbook.xlsx", params={"township": "511725103000"}).content
    typed = filled(raw, address="新址", phone="7200003")
    shown = posted(client, PAGE, {"file": ("a.xlsx", typed)}).text
    plain = shown.split('class="clash"')[0]
    assert "新址" in plain
    assert "7200003" not in plain, "what is asked about does not stand among the plain differences too"
    _, absent = shown.split('<details class="notice told"><summary>有 ')
    assert "个站点没有读取" in absent, "closed, and below the changes"
    assert "新址" not in absent
    print_of = re.search(r'name="fingerprint" value="([0-9a-f]+)"', shown)
    assert print_of
    done = posted(client, f"{PAGE}/carry-out", fingerprint=print_of[1], reason="年度")
    assert done.status_code == 303
    for _ in range(2):
        after = client.get(done.headers["location"]).text
        assert "已发布 1 个站点的变更" in after
        assert "以下 1 项没有写入" in after
        assert "没有区号" in after
    document = client.get("/api/v1/sites/QX-TUXI").json()
    assert (document["address"], document.get("phone")) == ("新址", None)
    assert sign_in(client, "demo-tuxi") == 303
    assert "没有区号" not in client.get(done.headers["location"]).text, "to nobody else"


def test_a_township_s_sites_are_downloaded_alone(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert 'value="511725103000">土溪镇（' in client.get(PAGE).text
    assert not re.search(r"<option[^>]*>\d{6}", client.get(PAGE).text), "no part is called by a bare code"
    assert 'value="110000000000">县外：北京（1 个站点）' in client.get(PAGE).text
    raw = client.get("/work/workbook.xlsx", params={"township": "511725103000"})
    assert 'filename="zhanwang-511725103-' in raw.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(raw.content))
    assert [row[0].value for row in book[SHEET].iter_rows(min_row=3) if row[0].value] == ["QX-TUXI"]
    assert client.get("/work/workbook.xlsx", params={"township": "511725999000"}).status_code == 422
    two = {"township": "511725103000,511725104000"}
    assert client.get("/work/workbook.xlsx", params=two).status_code == 422, "two townships are no empty workbook"
    assert sign_in(client, "demo-tuxi") == 303
    assert "<select" not in client.get(PAGE).text, "who has one township is offered no choice"
    assert client.get("/work/workbook.xlsx", params={"township": "511725104000"}).status_code == 422


def test_a_file_named_by_a_card_is_refused_without_repeating_it(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    raw = client.get("/work/workbook.xlsx").content
    answer = posted(client, PAGE, {"file": ("张三 51172519000101003X.xlsx", raw)})
    assert answer.status_code == 422
    assert "文件名含有身份证号码" in answer.text
    assert "51172519000101003" not in answer.text


def test_a_telephone_that_lost_its_first_nought_in_the_sheet_gets_it_back(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    typed = filled(client.get("/work/workbook.xlsx").content, phone=8187212345)
    asked = posted(client, PAGE, {"file": ("a.xlsx", typed)}).text
    assert "像是少了区号开头的 0" in asked
    print_of = re.search(r'name="fingerprint" value="([0-9a-f]+)"', asked)
    (name,) = set(re.findall(r'name="(choice\.[^"]+)"', asked))
    assert print_of
    chosen = {"fingerprint": print_of[1], "reason": "电话", "action": "keep", name: "instead"}
    assert posted(client, f"{PAGE}/carry-out", **chosen).status_code == 303
    assert 'value="08187212345"' in client.get("/work/sites/QX-TUXI").text


def test_another_workbook_is_not_said_to_hold_what_is_recorded(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    answer = posted(client, PAGE, {"file": ("别的表.xlsx", out.getvalue())}).text
    assert "没有读到任何站点" in answer
    assert "没有变化" not in answer
    assert "没有变化（" in posted(client, PAGE, {"file": ("a.xlsx", client.get("/work/workbook.xlsx").content)}).text
