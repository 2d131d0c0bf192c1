"""What a script hands in with every field filled, the interface gives back to anybody: all but what stays inside."""

from html import unescape

from litestar.testing import TestClient

from app.exchange.strict_json import dump_json, load_json
from app.sites.document import write_site
from app.sites.fields import FIELD, LEFT_OUT
from app.web.language import Speech
from app.web.public.facts import fact_text
from tests.exchange.papers import text_of
from tests.fields.whole_site import CODE, document, read, whole_site
from tests.web.people import bearer, sign_in, token_of

FORM = 'id="site-form"'
IN_THE_HEAD = {"name", "status", "sample"}
"""Fields that the page from inside says at its top, under no label."""
UNSAID_TO_THE_PUBLIC = {"accepted_on", "sample"}
"""What the public page says by its marks."""


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


def test_the_public_page_the_page_from_inside_and_the_sheet_show_every_field_of_the_site(client: TestClient) -> None:
    headers = {**bearer(token_of(client, "demo-county")), "Content-Type": "application/json"}
    texts = {key: f"文字-{key}" for key, field in FIELD.items() if field.value and field.value.type == "text"}
    given = {**document(), **texts}
    body = dump_json({"sites": [given], "reason": "x", "confirm": True})
    assert client.post("/api/v1/sites", content=body, headers=headers).is_success
    site, say = read(given), Speech("zh")
    plain = {key: field for key, field in FIELD.items() if field.value is not None}
    said = {key: fact_text(field.value, getattr(site, field.name), say) for key, field in plain.items()}
    client.cookies.clear()
    public = unescape(client.get(f"/sites/{CODE}").text)
    seen = {key for key, field in plain.items() if field.public and key not in UNSAID_TO_THE_PUBLIC}
    assert sorted(key for key in seen if said[key] not in public) == []
    assert sign_in(client, "demo-reader") == 303
    inside = unescape(client.get(f"/work/sites/{CODE}").text)
    assert FORM not in inside
    assert sorted(key for key in plain if said[key] not in inside) == []
    assert (
        sorted(key for key in plain if key not in IN_THE_HEAD and f"<dt>{plain[key].label.zh}</dt>" not in inside) == []
    )
    sheet = text_of(client.get(f"/work/sites/{CODE}/sheet.docx").content)
    shown = {key for key, field in plain.items() if field.public and key not in IN_THE_HEAD}
    assert sorted(key for key in shown if plain[key].label.zh not in sheet) == []
    assert sorted(key for key in texts if plain[key].public and said[key] not in sheet) == []
    assert sorted(key for key in texts if not plain[key].public and said[key] in sheet + public) == []
