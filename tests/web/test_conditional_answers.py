"""Whoever holds a public answer is told so in a few bytes; nothing that is somebody's own is kept by shared caches."""

from __future__ import annotations

import re

from litestar.testing import TestClient

from tests.web.people import sign_in
from tests.web.test_nothing_personal import ALSO
from tests.web.test_rights_at_the_routes import routes

FRESH = {"/sites/QX-TUXI/fault"}
"""A form whose every sending has a name of its own."""
QUESTIONS = {
    "/api/v1/sites/nearest": "?lon=107.05&lat=31.01",
    "/map/place.json": "?lon=107.05&lat=31.01",
    "/static/x/x.css": "",
}


def asked(client: TestClient) -> dict[str, str]:
    """Every public address there is an answer at, with the ETag of it."""
    public = {path for method, path, who in routes(client) if method == "GET" and who == "public"}
    paths = {path + QUESTIONS.get(path, "") for path in public} | {path for path in ALSO if "WHOLE" not in path}
    found = {path: client.get(path, follow_redirects=False) for path in sorted(paths)}
    return {path: answer.headers.get("etag", "") for path, answer in found.items() if answer.status_code == 200}


def test_every_public_answer_is_known_by_its_etag_and_not_sent_twice(reader: TestClient) -> None:
    known, wrong = asked(reader), set()
    for path, tag in known.items():
        again = reader.get(path, headers={"if-none-match": f'"x", {tag}'})
        if (again.status_code, again.content, again.headers["etag"]) != (304, b"", tag) or not tag:
            wrong.add(path)
    assert wrong == FRESH
    assert {"/", "/about", "/embed?division=511725103", "/ogc", "/hsds/services", "/schema", "/programmes"} <= set(
        known
    )
    for headers in ({}, {"if-none-match": '"x"'}):
        assert reader.get("/about", headers=headers).status_code == 200
    assert reader.head("/about", headers={"if-none-match": known["/about"]}).status_code == 304


def test_what_is_answered_to_somebody_is_kept_by_no_shared_cache(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    paths = [path for method, path, who in routes(client) if method == "GET" and who in ("public", "signed_in")]
    paths = [path + QUESTIONS.get(path, "") for path in paths] + ["/county", "/work", "/work/sites/QX-TUXI"]
    found = {path: client.get(path, follow_redirects=False) for path in paths}
    told = {path: a.headers.get("cache-control", "") for path, a in found.items() if a.status_code == 200}
    assert [path for path, said in told.items() if not re.search("no-store|private|immutable", said)] == []
    assert not [path for path in ("/", "/county", "/about") if told[path] != "no-store"]
