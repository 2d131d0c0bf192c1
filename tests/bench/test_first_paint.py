"""How long a first visitor on a slow line waits for the first words: `make bench`.

Chromium's network emulation: 400 kbit/s, two seconds from each request to its answer. How many answers the words need
and what they weigh does not depend on the machine, and is asserted; the seconds are printed.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import pytest

from tests.bench.measuring import tell
from tests.browser import PHONE, Visiting, chromium, visit
from tests.networks import demo_server, demo_sqlite

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "demo_server", "demo_sqlite", "visit"]

pytestmark = pytest.mark.bench
SLOW = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
RUNS = 5
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def _first_words(page: Page, address: str) -> tuple[float, int]:
    """Milliseconds until the first words stand there, and how many bytes had come by then."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    come: list[float] = []
    network.on("Network.loadingFinished", lambda event: come.append(event["encodedDataLength"]))
    page.goto(address, wait_until="commit")
    while not (painted := page.evaluate(PAINTED)):
        page.wait_for_timeout(20)
    return painted, round(sum(come))


@pytest.mark.parametrize("address", ["/", "/sites/QX-TUXI"])
def test_the_first_words_on_a_slow_line_need_one_answer(visit: Visiting, demo_server: str, address: str) -> None:
    own_contexts = [visit(demo_server, PHONE, own=True) for _ in range(RUNS)]
    seen = [_first_words(one.page, address) for one in own_contexts]
    seconds, sizes = [round(ms / 1000, 2) for ms, _ in seen], sorted(size for _, size in seen)
    tell(f"first words of {address}: {statistics.median(seconds)} s", f"{seconds} s, {sizes} bytes")
    assert sizes[0] <= 30_000
