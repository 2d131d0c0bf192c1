"""Scoring over HTTP and on the command line says the same, keeps nothing, and refuses with every path."""

from __future__ import annotations

import json
from pathlib import Path

from litestar.testing import TestClient

from tests.cli.conftest import run
from tests.networks import clean_environment

HALF = {
    "programme": "gangbei-2025",
    "period": "2026-H1",
    "figures": {"people_served": 260, "job_fairs": [12, 10, 15, 11, 10, 9]},
    "review": {"facilities": 1.5},
}


def test_a_half_year_is_scored_over_http_as_on_the_command_line(reader: TestClient, tmp_path: Path) -> None:
    file = tmp_path / "half.json"
    file.write_text(json.dumps([HALF, HALF | {"period": "2026-H2"}]), "utf-8")
    printed = [json.loads(line) for line in run(clean_environment(tmp_path), "score", str(file)).stdout.splitlines()]
    answered = reader.post("/api/v1/score", json=[HALF, HALF | {"period": "2026-H2"}])
    assert answered.status_code == 200
    assert answered.json() == printed
    counted = {line["id"]: line["counted"] for line in printed[0]["lines"]}
    wanted = {"people_served": "4", "fairs_held": "5", "fairs_size": "0", "facilities": "1.5", "ledger": None}
    assert {line: counted[line] for line in wanted} == wanted
    lines = reader.post("/api/v1/score", json=HALF, headers={"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == printed[:1]


def test_every_fault_is_named_with_its_place_and_nothing_is_scored(reader: TestClient, tmp_path: Path) -> None:
    bad = [HALF, {"programme": "gangbei-2025", "period": "2026", "review": {"ledger": 9}}]
    refused = reader.post("/api/v1/score", json=bad)
    assert refused.status_code == 422
    assert [fault["path"] for fault in refused.json()["errors"]] == ["[1].period", "[1].review.ledger"]
    file = tmp_path / "bad.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in bad), "utf-8")
    done = run(clean_environment(tmp_path), "score", str(file))
    assert (done.returncode, done.stdout) == (2, b"")
    assert "line 2: period" in done.stderr.decode()
    assert "line 2: review.ledger" in done.stderr.decode()
