"""What a script hands in with every field filled, the interface gives back to anybody: all but what stays inside."""

from litestar.testing import TestClient

from app.exchange.strict_json import dump_json, load_json
from app.sites.document import write_site
from app.sites.fields import FIELD, LEFT_OUT
from tests.fields.whole_site import CODE, document, whole_site
from tests.web.people import bearer, token_of


def test_every_field_goes_in_by_token_and_out_to_anybody(client: TestClient) -> None:
    headers = {**bearer(token_of(client, "demo-county")), "Content-Type": "application/json"}
    body = dump_json({"sites": [document()], "reason": "全部填满", "confirm": True})
    answer = client.post("/api/v1/sites", content=body, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    shown = load_json(client.get(f"/api/v1/sites/{CODE}").content)
    public = load_json(dump_json(write_site(whole_site(), public=True)))
    assert {key for key in FIELD if key not in public} == set(LEFT_OUT["public"])
    assert {key for key in public if shown.get(key) != public[key]} == set()
    assert "填报员" not in str(shown)


def test_the_public_page_and_the_page_from_inside_show_every_text_of_the_site(client: TestClient) -> None:
    headers = {**bearer(token_of(client, "demo-county")), "Content-Type": "application/json"}
    texts = {key: f"文字-{key}" for key, field in FIELD.items() if field.value and field.value.type == "text"}
    body = dump_json({"sites": [{**document(), **texts}], "reason": "x", "confirm": True})
    assert client.post("/api/v1/sites", content=body, headers=headers).is_success
    client.cookies.clear()
    page = client.get(f"/sites/{CODE}").text
    assert [key for key, text in texts.items() if FIELD[key].public and text not in page] == []
