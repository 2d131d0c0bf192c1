"""What the main operations cost, in counts: statements, rows read, clauses and sites judged one by one, KiB sent.

The demonstration is served; each page is opened once before it is counted: most who open it come after somebody else.
Clocks are no judges on a shared machine; a count that grows is a walk through the network that nobody meant to add. Who
means it raises the figure here, in the same commit. `make bench-county` prints what each takes now.
"""

from __future__ import annotations

import contextlib
import math
import sys
import threading
from collections.abc import Iterator
from typing import NamedTuple

from litestar.testing import TestClient

from app.compliance.judge import Judge, judge_clause
from app.journeys.holidays import HeldCalendar
from app.journeys.house import House
from app.journeys.turns import Turns
from app.store.engine import bound_engine
from app.store.revision_watch import RevisionWatch
from tests.calls import calls
from tests.databases import queries
from tests.web.people import sign_in
from tests.web.writing import house_of, registered


class Cost(NamedTuple):
    """What an operation takes at most. `judged` counts sites and single clauses that are explained."""

    statements: int
    rows: int
    judged: int
    kib: int


BOX = "106.9,30.8,107.0,30.9"
ANYBODYS: dict[str, Cost] = {
    "/": Cost(0, 0, 0, 18),
    "/?q=土溪": Cost(0, 0, 0, 17),
    "/sites/QX-TUXI": Cost(2, 1, 1, 18),
    "/programmes/qu-2023": Cost(0, 0, 0, 18),
    "/programmes/qu-2023/coverage": Cost(0, 0, 0, 20),
    f"/map/sites.geojson?programme=qu-2023&view={BOX}&zoom=12": Cost(0, 0, 0, 6),
    "/api/v1/sites?limit=100": Cost(0, 0, 0, 5),
    f"/api/v1/sites?bbox={BOX}&limit=500": Cost(0, 0, 0, 3),
    "/api/v1/sites/nearest?lon=107.05&lat=31.01&limit=10": Cost(0, 0, 0, 2),
    "/api/v1/sites/QX-TUXI/compliance": Cost(1, 1, 1, 4),
    "/api/v1/coverage": Cost(0, 0, 0, 14),
}
INSIDE: dict[str, Cost] = {
    "/?programme=qu-2023": Cost(3, 7, 0, 6),
    "/work": Cost(10, 9, 3, 4),
    "/work/sites/QX-TUXI": Cost(10, 9, 1, 11),
    "/county": Cost(9, 9, 0, 11),
    "/findings": Cost(5, 9, 20, 7),
    "/findings/matrix": Cost(5, 9, 0, 8),
    "/review": Cost(6, 7, 0, 3),
    "/rectifications": Cost(5, 9, 0, 3),
    "/log": Cost(9, 220, 0, 5),
}
SAVE, SEARCH = Cost(6, 6, 0, 0), Cost(2, 8, 0, 0)
"""Of one document among all, and the first search after it."""
NEW = Cost(9, 6, 0, 0)
"""Of a new site below another, at a point that is asked about."""
NEW_SITE = {
    "code": "QX-NEW-1",
    "programme": "qu-2023",
    "kind": "service_point",
    "tier": "village",
    "name": "土溪镇试点村服务点（示例）",
    "status": "operating",
    "division": "511725103201",
    "parent": "QX-TUXI",
    "location": {"lon": 106.9321, "lat": 30.9123, "crs": "wgs84"},
}


@contextlib.contextmanager
def counted(client: TestClient) -> Iterator[list[int]]:
    """Statements, rows and judgings of what is asked inside the block, in whichever thread."""
    assert client.blocking_portal is not None
    found: list[int] = []
    client.blocking_portal.call(house_of(client).kept.forget, Turns)  # new threads are listened to
    with calls(client, Judge.verdict, judge_clause) as judged, queries() as heard:
        hear = client.blocking_portal.call(sys.getprofile)
        threading.setprofile(hear)
        try:
            yield found
        finally:
            threading.setprofile(None)
    found += [len(heard.statements), sum(heard.rows), sum(judged.values())]


def cost_of(client: TestClient, path: str) -> Cost:
    """What it takes to open a page once more."""
    assert client.get(path).status_code == 200, path
    with counted(client) as found:
        answer = client.get(path)
    sent = int(answer.headers.get("content-length", len(answer.content)))
    return Cost(*found, -(-sent // 1024))


def more_than(costs: dict[str, Cost], found: dict[str, Cost]) -> list[str]:
    """What costs more than it is said to; the table of all goes to who runs this by hand."""
    for name, cost in found.items():
        sys.stdout.write(f"{name:60.60} " + "  ".join(f"{n} {v}" for n, v in cost._asdict().items()) + "\n")
    return [
        f"{name}: {found[name]}, held {held}"
        for name, held in costs.items()
        if any(now > then for now, then in zip(found[name], held, strict=True))
    ]


def stand_still(house: House) -> None:
    """No reading of counters and calendar grows old, however slowly a test goes; a write still ends the former."""
    engine = bound_engine()
    assert engine is not None
    engine.watch = RevisionWatch(lambda: 0.0)
    house.kept.of(HeldCalendar).asked_at = math.inf


def test_no_operation_costs_more_than_it_did(client: TestClient) -> None:
    stand_still(house_of(client))
    found = {path: cost_of(client, path) for path in ANYBODYS}
    assert sign_in(client, "demo-county") == 303
    found |= {path: cost_of(client, path) for path in INSIDE}
    client.cookies.clear()
    with counted(client) as save:
        registered(client, {"code": "QX-TUXI", "phone": "0818-7200001"})
    with counted(client) as new:
        registered(client, NEW_SITE, confirmed=False)
    with counted(client) as read:
        assert "0818-7200001" in client.get("/api/v1/sites?q=土溪").text
    found |= {"a save": Cost(*save, 0), "a new site": Cost(*new, 0), "the search after it": Cost(*read, 0)}
    held = ANYBODYS | INSIDE | {"a save": SAVE, "a new site": NEW, "the search after it": SEARCH}
    assert more_than(held, found) == []
