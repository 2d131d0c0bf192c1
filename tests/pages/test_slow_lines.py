"""What a visitor types and sends on a slow line: no words get lost on the way, and a photo is made small first."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser import PHONE, Visiting
from tests.databases import copy_sqlite
from tests.networks import serving

IN_TUXI = {"geolocation": {"longitude": 107.05843, "latitude": 31.01459}, "permissions": ["geolocation"]}


def first_held(page: Page, address: re.Pattern[str]) -> list[Route]:
    """The first such request, which is never answered; those after it are."""
    held: list[Route] = []
    page.route(address, lambda route: route.continue_() if held else held.append(route))
    return held


@pytest.mark.long
def test_words_and_chips_that_are_not_answered_yet_go_along_with_what_is_asked_next(
    visit: Visiting, demo_server: str
) -> None:
    page = visit(demo_server, PHONE, **IN_TUXI).page
    page.goto("/", wait_until="networkidle")
    held = first_held(page, re.compile(r"/\?.*q="))
    rows = page.locator(".site-row")
    chips = page.locator("#results .filters > .chips")

    # Words, then near me: the answer to the words never comes.
    with page.expect_request(re.compile(r"/\?.*q=")):
        page.get_by_role("searchbox").fill("零工")
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("[data-near-stop]")).to_be_attached()
    expect(page.locator(".count-line")).to_contain_text("找到")
    assert "q=" in page.url
    assert held

    # Words, then a chip.
    page.get_by_role("searchbox").fill("土溪")
    page.locator("#kind-service_point").dispatch_event("click")
    expect(page.locator("#kind-service_point")).to_have_attribute("aria-current", "true")
    expect(rows.first).to_contain_text("土溪")
    assert "kind=service_point" in page.url

    # The row of chips stays where it was moved to.
    page.goto("/", wait_until="networkidle")
    chips.evaluate("row => row.scrollLeft = 120")
    page.locator("#kind-service_point").dispatch_event("click")
    expect(page.locator("#kind-service_point")).to_have_attribute("aria-current", "true")
    assert chips.evaluate("row => row.scrollLeft") == 120

    # A chip, then words: what is found has both.
    first_held(page, re.compile("kind=.*service_station"))
    with page.expect_request(re.compile("kind=.*service_station")):
        page.locator("#kind-service_station").dispatch_event("click")
    page.get_by_role("searchbox").fill("三汇")
    expect(rows.first).to_contain_text("三汇")
    expect(page.locator("#kind-service_station")).to_have_attribute("aria-current", "true")


@pytest.mark.long
def test_a_photo_of_a_fault_is_made_small_and_kept_where_it_could_not_be_sent(
    visit: Visiting, demo_sqlite: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "door.jpg"
    shades = np.random.default_rng(1).integers(0, 255, (3000, 4000, 3), dtype=np.uint8)
    Image.fromarray(shades).save(picture, quality=80)
    assert picture.stat().st_size > 5_000_000
    sent: list[bytes] = []

    def lost(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data_buffer or b"")
            route.abort()
        else:
            route.continue_()

    copy_sqlite(demo_sqlite, tmp_path / "zhanwang.sqlite")
    with serving(tmp_path, "--demo") as server:
        one = visit(server, PHONE)
        page = one.page
        page.goto("/sites/QX-TUXI/fault", wait_until="networkidle")
        page.route("**/fault", lost)
        page.locator("#s-closed").check()
        page.locator("#photo").set_input_files(picture)
        page.get_by_role("button", name="提交").click()
        expect(page.locator("#photo-said")).to_contain_text("发送失败")
        (body,) = sent
        photo = body[body.index(b"\xff\xd8\xff") :]
        assert max(Image.open(io.BytesIO(photo)).size) == 1600
        assert len(body) < picture.stat().st_size / 3
        page.unroute("**/fault")
        page.get_by_role("button", name="提交").click()
        page.wait_for_url("**/fault-answers?number=*")
        one.console_errors.clear()
