"""Notices over HTTP: many sites at once from the findings, a numbered paper a township, received, kept as issued."""

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from litestar.testing import TestClient

from tests.exchange.papers import text_of
from tests.web.people import csrf, sign_in
from tests.web.writing import house_of, registered

POSTED = "/notices/new?programme=qu-2023&clause=station.posted"
PAIR = re.compile(r'name="pair" value="([^"]+)"')
TOWNSHIP = re.compile(r'name="to-(\w+)"')


def form_of(client: TestClient, at: str = POSTED, **changed: object) -> dict[str, Any]:
    page = client.get(at).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    due = re.search(r'name="due" id="due-2"\s+value="([^"]+)"', page)
    assert due is not None
    return {
        "csrf_token": csrf(client),
        "key": key[1],
        "programme": "qu-2023",
        "found_on": house_of(client).today().isoformat(),
        "demand": "补挂<b>公示牌</b> & 更换",
        "due": due[1],
        "pair": PAIR.findall(page),
        **changed,
    }


def send(client: TestClient, form: dict[str, Any], at: str = POSTED) -> Any:
    """Send the form, and confirm what it asks about."""
    answer = client.post(at, data=form, follow_redirects=False)
    sure = re.search(r'name="sure" value="(\w+)"', answer.text)
    if sure is None:
        return answer
    assert answer.status_code == 200
    return client.post(at, data=form | {"sure": sure[1]}, follow_redirects=False)


def issued(client: TestClient, at: str = POSTED, **changed: object) -> list[str]:
    """Addresses of the notices that the county issues to everybody whose rules do not hang, the newest first."""
    assert sign_in(client, "demo-county") == 303
    answer = send(client, form_of(client, at, **changed), at)
    assert answer.status_code == 303, answer.text
    there = answer.headers["location"]
    if there.startswith("/notices?"):
        return re.findall(r'href="(/notices/[0-9a-f-]{36})"', client.get(there).text)
    return [there.partition("?")[0]]


@pytest.mark.both_engines
def test_many_sites_get_one_text_and_each_township_one_numbered_notice(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    sites = PAIR.findall(client.get(POSTED).text)
    assert len(sites) > 2
    notices = issued(client)
    assert len(notices) == len(sites), "each of these stations stands in a township of its own"
    year = house_of(client).today().year
    numbers = [re.search(r"渠人社整改〔(\d+)〕(\d+)号", client.get(one).text) for one in notices]
    assert [(n[1], int(n[2])) for n in numbers if n] == [(str(year), n) for n in range(len(sites), 0, -1)]
    page = client.get(notices[0]).text
    assert "补挂&lt;b&gt;公示牌&lt;/b&gt; &amp; 更换" in page
    assert "依据：《方案》" in page
    assert "统一悬挂张贴规范的工作制度" in page
    order = re.search(r'href="(/rectifications/[0-9a-f-]+)"', page)
    assert order is not None
    assert f'href="{notices[0]}"' in client.get(order[1]).text
    assert PAIR.findall(client.get(POSTED + "&order=none").text) == [], "all of them are ordered now"


def test_the_word_file_says_what_the_page_says(client: TestClient) -> None:
    first = issued(client)[-1]
    page, answer = client.get(first).text, client.get(first + "/paper.docx")
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats-officedocument.wordprocessingml")
    said = text_of(answer.content)
    shown = [unescape(re.sub("<[^>]+>", "", line)) for line in re.findall(r'<p class="moved-in">(.*?)</p>', page)]
    for line in (shown[0], *shown[-3:]):
        assert line in said
    assert "补挂<b>公示牌</b> & 更换" in said


def test_sending_the_form_twice_orders_once(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    form = form_of(client)
    form["pair"] = form["pair"][:1]
    first = send(client, form).headers["location"]
    assert send(client, form).headers["location"] == first
    code = form["pair"][0].partition("|")[0]
    assert client.get(f"/work/sites/{code}/rectifications").text.count('class="task"') == 1


def test_every_fault_stands_at_its_field_and_nothing_typed_or_ticked_is_lost(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    form = form_of(client, demand="", due="other", due_on="x", remarks="地面潮湿", found_on="2999-01-01")
    form["pair"] = form["pair"][:1]
    answer = send(client, form)
    assert answer.status_code == 422
    assert set(re.findall(r'class="fault" id="([a-z_]+)-fault"', answer.text)) == {"found_on", "demand", "due_on"}
    assert "地面潮湿</textarea>" in answer.text
    assert re.findall(r'value="([^"]+)"\s+id="p-[^"]+" checked', answer.text) == form["pair"]
    nothing = form_of(client, pair=[])
    assert "请至少选择一个问题" in send(client, nothing).text


def test_what_is_met_by_now_is_not_ordered(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    form = form_of(client, pair=["QX-TUXI|station.name", "QX-TUXI|no.such", "NO-SITE|station.posted"])
    answer = send(client, form)
    assert answer.status_code == 422
    assert "本方案没有站点 NO-SITE" in answer.text
    assert "请取消勾选" in answer.text


def test_a_draft_is_read_before_anything_is_ordered(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get(POSTED).text
    township = TOWNSHIP.findall(page)[0]
    form = form_of(client, township=township, **{f"to-{township}": "某某单位"})
    answer = client.post("/notices/draft?programme=qu-2023&clause=station.posted", data=form)
    said = text_of(answer.content)
    assert "某某单位：" in said
    assert "〕　号" in said, "a draft has no number"
    assert PAIR.findall(client.get(POSTED + "&order=none").text) != []


def test_the_unit_confirms_the_receipt_once_and_nobody_else_can(client: TestClient) -> None:
    there = issued(client)
    assert sign_in(client, "demo-reader") == 303
    assert "/receipt" not in client.get(there[0]).text
    data = {"csrf_token": csrf(client), "version": "1", "received_by": "张三", "received_on": "2026-01-01"}
    assert client.post(there[0] + "/receipt", data=data, follow_redirects=False).status_code == 403
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get(there[0]).status_code == 403, "another township's notice"
    assert sign_in(client, "demo-county") == 303
    data |= {"csrf_token": csrf(client)}
    early = client.post(there[0] + "/receipt", data=data, follow_redirects=False)
    assert early.status_code == 422
    assert "早于下达日期" in early.text
    data |= {"received_on": house_of(client).today().isoformat()}
    assert client.post(there[0] + "/receipt", data=data, follow_redirects=False).status_code == 303
    assert "张三签收" in client.get(there[0]).text
    assert client.post(there[0] + "/receipt", data=data, follow_redirects=False).status_code == 409


def test_the_county_edits_the_words_and_what_was_issued_stays(client: TestClient) -> None:
    before = issued(client)[0]
    kept = text_of(client.get(before + "/paper.docx").content)
    words = "/notices/words/qu-2023"
    page = client.get(words).text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page)) | {
        name: unescape(text) for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', page)
    }
    wrong = client.post(words, data=fields | {"report": "{nobody}"}, follow_redirects=False)
    assert wrong.status_code == 422
    assert "没有 {nobody}" in wrong.text
    changed = fields | {"report": "整改后请报送照片。", "series": "渠整"}
    assert client.post(words, data=changed, follow_redirects=False).status_code == 303
    assert client.post(words, data=changed, follow_redirects=False).status_code == 409, "the form is old by now"
    assert text_of(client.get(before + "/paper.docx").content) == kept
    order = {
        "csrf_token": csrf(client),
        "found_on": house_of(client).today().isoformat(),
        "finding": "灭火器过期",
        "demand": "更换",
        "due_on": "2099-01-01",
    }
    there = client.post("/work/sites/QX-TUXI/rectify", data=order, follow_redirects=False).headers["location"]
    address = there.partition("?")[0]
    answer = client.post(address + "/notice", data={"csrf_token": csrf(client)}, follow_redirects=False)
    said = text_of(client.get(answer.headers["location"].partition("?")[0] + "/paper.docx").content)
    assert "渠整〔" in said
    assert "整改后请报送照片。" in said
    assert "1.灭火器过期。" in said
    again = client.post(address + "/notice", data={"csrf_token": csrf(client)}, follow_redirects=False)
    assert again.status_code == 409


def test_a_clause_leads_to_ordering_all_its_sites_at_once(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county/qu-2023/clauses/station.posted").text
    assert 'href="/notices/new?programme=qu-2023&amp;clause=station.posted"' in page
    assert sign_in(client, "demo-reader") == 303
    assert "/notices/new" not in client.get("/county/qu-2023/clauses/station.posted").text


def test_only_who_may_order_is_offered_to(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    assert "/notices/new" not in client.get("/findings").text
    assert client.get(POSTED).status_code == 403
    assert client.get("/notices").status_code == 403


def test_several_notices_are_saved_as_one_zip_of_the_very_papers(client: TestClient) -> None:
    there = issued(client)
    page = client.get(f"/notices?programme=qu-2023&done={len(there)}").text
    ticked = re.findall(r'name="key"\s+value="([^"]+)"[^>]*checked', page)
    assert [f"/notices/{key}" for key in ticked] == there, "what was just issued is ticked"
    answer = client.get("/notices/papers.zip", params={"key": ticked[:2]})
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        papers = {name: text_of(archive.read(name)) for name in archive.namelist()}
    assert list(papers.values()) == [text_of(client.get(one + "/paper.docx").content) for one in there[:2]]
    assert all(re.fullmatch(r"渠人社整改〔\d{4}〕\d+号 .+\.docx", name) for name in papers)
    for keys in ([], ["x"], ["00000000-0000-4000-8000-000000000000"]):
        assert client.get("/notices/papers.zip", params={"key": keys}).status_code in (404, 422)
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get("/notices/papers.zip", params={"key": ticked[:2]}).status_code == 403


def test_a_notice_whose_orders_were_taken_back_is_void_in_list_page_and_paper(client: TestClient) -> None:
    there = issued(client)[0]
    page = client.get(there).text
    assert "/receipt" in page
    listed = client.get("/notices?programme=qu-2023").text
    assert "待整改 1" in listed
    assert "农民工服务中心" in listed
    order = re.search(r'href="(/rectifications/[0-9a-f-]+)"', page)
    assert order is not None
    back = {"csrf_token": csrf(client), "version": "1", "reason": "下达有误"}
    assert client.post(order[1] + "/withdraw", data=back, follow_redirects=False).status_code == 303
    page = client.get(there).text
    assert "已全部撤回" in page
    assert "尚未签收" not in page
    assert "/receipt" not in page
    assert "已撤回，不需要签收" in client.get("/notices?programme=qu-2023").text
    assert text_of(client.get(there + "/paper.docx").content).count("本通知书已撤回，不再执行") == 2
    today = house_of(client).today().isoformat()
    receipt = {"csrf_token": csrf(client), "version": "1", "received_by": "张三", "received_on": today}
    assert client.post(there + "/receipt", data=receipt, follow_redirects=False).status_code == 409


def test_nothing_is_issued_before_it_was_confirmed_for_the_very_ticks(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    form = form_of(client)
    asked = client.post(POSTED, data=form, follow_redirects=False)
    assert asked.status_code == 200
    assert f"将出具 {len(form['pair'])} 份通知书" in asked.text
    sure = re.search(r'name="sure" value="(\w+)"', asked.text)
    assert sure is not None
    other = client.post(POSTED, data=form | {"sure": sure[1], "pair": form["pair"][:1]}, follow_redirects=False)
    assert "将出具 1 份通知书" in other.text
    assert "暂无通知书" in client.get("/notices?programme=qu-2023").text


def test_what_is_not_reported_is_ticked_by_nobody_but_the_office(client: TestClient) -> None:
    registered(client, {"code": "QX-TUXI", "facts": {"area_m2": 5}})
    assert sign_in(client, "demo-county") == 303
    page = client.get("/notices/new?programme=qu-2023&division=511725103000").text
    boxes = re.findall(r'name="pair"[^>]*?( checked)?><label[^>]*>(.*?)</label>', page, re.DOTALL)
    assert {("待补报" in text, bool(ticked)) for ticked, text in boxes if "已下达" not in text} == {
        (False, True),
        (True, False),
    }
