"""Where a printed code leads is what the county configured, whatever address a request says it was sent to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from litestar.testing import TestClient

from app.asgi import create_app
from tests.networks import seeds, settings_for

PUBLIC = "https://jobs.example.org"


@pytest.fixture
def configured(demo_sqlite: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A client of an installation that knows its public address."""
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, base_url=PUBLIC)
    with TestClient(create_app(settings, seeds=seeds())) as client:
        yield client


def test_a_code_to_print_leads_to_the_configured_address_and_nowhere_else(configured: TestClient) -> None:
    wanted = segno.make(f"{PUBLIC}/sites/QX-HUB", error="m").svg_inline(scale=4, border=2)
    drawn = re.compile(r' d="([^"]+)"')
    for headers in ({}, {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        answer = configured.get("/sites/QX-HUB/qr.svg", headers=headers)
        assert drawn.findall(answer.text) == drawn.findall(wanted)
    assert "/sites/QX-HUB/qr.svg" in configured.get("/sites/QX-HUB").text


def test_without_a_configured_address_there_is_no_code_and_no_absolute_link(reader: TestClient) -> None:
    assert reader.get("/sites/QX-HUB/qr.svg").status_code == 404
    page = reader.get("/sites/QX-HUB", headers={"Host": "evil.example"}).text
    assert "qr.svg" not in page
    assert "evil.example" not in page


@pytest.mark.parametrize("path", ["/", "/sites/QX-HUB", "/programmes/qu-2023", "/sign-in", "/nowhere", "/work"])
def test_no_answer_repeats_the_address_that_a_request_made_up(reader: TestClient, path: str) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Referer": "http://evil.example/"}
    answer = reader.get(path, headers=headers, follow_redirects=False)
    assert "evil.example" not in answer.text
    assert all("evil.example" not in value for value in answer.headers.values())
