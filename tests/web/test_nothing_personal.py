"""Nothing personal stands in any public answer: marked people, telephones and files are looked for in all of them."""

import io
import re
import zipfile
from uuid import uuid4

from litestar.testing import TestClient

from app.exchange.hsds import identifier
from app.exchange.strict_json import dump_json
from app.web.audience import OPEN_TO_ANYBODY
from tests.fields.whole_site import CODE, document
from tests.web.people import bearer, csrf, sign_in, token_of
from tests.web.test_evidence import photo
from tests.web.test_rights_at_the_routes import routes

HIDDEN, HIDDEN_PHONE = "暗记甲", "13800138001"
REPORTER, SAID, CALL_BACK = "暗记乙", "暗记丙说门没开", "13800138002"
PHOTO = "暗记丁.jpg"
PUBLIC_CAPTION = "公开己"
SHOWN, SHOWN_PHONE = "公开戊", "13800138003"
MARKS = (HIDDEN, HIDDEN_PHONE, REPORTER, SAID, CALL_BACK, "暗记丁", "SECRETPHONE", "Exif")
ALSO = (
    *("/ogc/collections/sites/items?limit=1000", f"/ogc/collections/sites/items/{CODE}"),
    *("/ogc/collections/villages/items?limit=1000", "/hsds/services?full=true&per_page=500"),
    *("/open-data/sites.csv", "/open-data/sites.geojson", "/open-data/sites.xlsx", "/open-data/sites.gpkg"),
    *("/api/v1/sites?limit=1000", f"/api/v1/sites?q={HIDDEN}", f"/?q={HIDDEN}", "/embed?division=511725103"),
    *(f"/sites/{CODE}?as_of=2100-01-01", f"/sites/{CODE}?lang=en", "/map/sites.geojson"),
)


def marked(client: TestClient) -> str:
    """A site with people of all sorts, evidence and a report of a fault about it; the report's number."""
    headers = {**bearer(token_of(client, "demo-county")), "Content-Type": "application/json"}
    one = document()
    row = {**one["staff"][0], "from": "2024-01-01", "to": None}
    one["staff"] = [
        {**row, "name": HIDDEN, "phone": HIDDEN_PHONE, "public": False},
        {**row, "name": SHOWN, "phone": SHOWN_PHONE, "public": True},
    ]
    one["reports"] = {key: {**said, "by": REPORTER} for key, said in one["reports"].items()}
    body = dump_json({"sites": [one], "reason": "标记", "confirm": True})
    assert client.post("/api/v1/sites", content=body, headers=headers).is_success
    sign_in(client, "demo-county")
    upload = {"csrf_token": csrf(client), "about": "address"}
    paper = {"file": (PHOTO.replace(".jpg", ".pdf"), b"%PDF-1.4\n%%EOF", "application/pdf")}
    assert (
        client.post(f"/work/sites/{CODE}/evidence", data=upload, files=paper, follow_redirects=False).status_code < 400
    )
    for kept in (False, True):  # one photo that stays inside, and one that goes out: both with position and device
        shot = {"file": (PHOTO, photo(size=(64, 48 + kept)), "image/jpeg")}
        about = {**upload, "keep_position": "1", "source": "", "caption": PUBLIC_CAPTION, "harmless": "1"}
        where = f"/manage/sites/{CODE}/photos" if kept else f"/work/sites/{CODE}/evidence"
        assert client.post(where, data=about, files=shot, follow_redirects=False).status_code == 303
    client.cookies.clear()
    fault = {"key": str(uuid4()), "sort": "closed", "words": SAID, "phone": CALL_BACK}
    sent = client.post(f"/sites/{CODE}/fault", data=fault, follow_redirects=False)
    assert sent.status_code == 303
    return sent.headers["location"]


def text_of(content: bytes) -> str:
    """All that stands in an answer, in a packed file too."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return content.decode("utf-8", "replace")


def test_no_public_answer_holds_what_stays_inside(client: TestClient) -> None:
    answered = marked(client)
    key = identifier("service", CODE)
    public = {path for method, path, who in routes(client) if method == "GET" and who in OPEN_TO_ANYBODY}
    asked = {re.sub(r"00000000-0000-4000-8000-0{12}", key, path.replace("QX-TUXI", CODE)) for path in public}
    (picture,) = re.findall(r'<img src="(/photos/[^"]+)"', client.get(f"/sites/{CODE}").text)
    found, shown = [], []
    for path in sorted({*asked, *ALSO, answered, picture}):
        answer = client.get(path)
        assert answer.headers.get("content-type", "").count("charset") <= 1, path
        text = text_of(answer.content) + str(answer.headers)
        # The words of the question come back; what they might find does not.
        text = text.replace(HIDDEN, "", text.count(HIDDEN)) if "q=" in path and SHOWN not in text else text
        found += [(path, mark) for mark in MARKS if mark in text]
        shown += [path] if SHOWN in text else []
    assert found == []
    assert {f"/sites/{CODE}", f"/api/v1/sites/{CODE}", "/open-data/sites.csv", "/open-data/sites.gpkg"} <= set(shown)
    assert f"/hsds/services/{key}" in asked
