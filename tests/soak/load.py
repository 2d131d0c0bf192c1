"""Readers and writers that keep a server busy until told to stop, and what they saw.

A writer has sites of its own and shares one with all others. After every saved pair it reads its own site back and
finds what it wrote. A reader asks for pages, maps and documents and looks at nothing but the status.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

SHARED = "QX-HUB"
OWN_SITES = 15
READS = (
    "/",
    "/?q=就业&lang=en",
    "/about",
    "/programmes/qu-2023",
    "/programmes/qu-2023/clauses",
    "/map/sites.geojson",
    "/sites/QX-HUB",
    "/api/v1/sites?limit=100",
    "/api/v1/sites/nearest?lon=106.97&lat=30.84",
    "/api/v1/sites/QX-HUB/compliance",
    "/api/v1/programmes/qu-2023/progress",
    "/api/v1/coverage?programme=qu-2023",
    "/readyz",
    "/metrics",
)


@dataclass
class Seen:
    """What all readers and writers saw together."""

    saved: list[tuple[str, str]] = field(default_factory=list)
    """Reason and own site of every write that was answered as saved, in each writer's order."""
    wrong: list[str] = field(default_factory=list)
    """Everything that should not have happened."""
    statuses: Counter[str] = field(default_factory=Counter)
    write_seconds: list[float] = field(default_factory=list)
    read_seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, kind: str, answer: httpx.Response, began: float) -> None:
        """Take down one answer; a fault of the server is wrong whatever was asked."""
        with self.lock:
            self.statuses[f"{kind} {answer.status_code}"] += 1
            (self.write_seconds if kind == "write" else self.read_seconds).append(time.perf_counter() - began)
        if answer.status_code >= 500:
            self.wrong.append(f"{answer.request.method} {answer.request.url.raw_path!r}: {answer.status_code}")


def write(address: str, token: str, writer: int, stop: threading.Event, seen: Seen) -> None:
    """Save pairs of sites, one of one's own and the shared one, until told to stop."""
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        for number in itertools.count():
            if stop.is_set():
                return
            own = f"DEMO-FWD-{1 + writer * OWN_SITES + number % OWN_SITES:03d}"
            reason = f"soak {writer}-{number}"
            pair = [{"code": code, "address": reason} for code in (own, SHARED)]
            began = time.perf_counter()
            answer = client.post("/api/v1/sites", json={"sites": pair, "reason": reason})
            seen.answered("write", answer, began)
            if answer.status_code != 200:
                seen.wrong.append(f"{reason}: {answer.status_code} {answer.text[:200]}")
                continue
            seen.saved.append((reason, own))
            began = time.perf_counter()
            back = client.get(f"/api/v1/sites/{own}")
            seen.answered("own read", back, began)
            if back.status_code == 200 and back.json().get("address") != reason:
                seen.wrong.append(f"{own} reads {back.json().get('address')!r} after {reason!r} was saved")


def read(address: str, token: str | None, number: int, stop: threading.Event, seen: Seen) -> None:
    """Ask for one thing after another until told to stop; without a token as the public does."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    rng = random.Random(number)
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        while not stop.is_set():
            began = time.perf_counter()
            answer = client.get(rng.choice(READS))
            seen.answered("read", answer, began)
            if answer.status_code >= 400:
                seen.wrong.append(f"{answer.request.url.raw_path!r}: {answer.status_code}")
