"""Networks of any size whose sites have reported all that can be reported: for the limits of the workbook."""

from __future__ import annotations

from typing import Any

from app.exchange.strict_json import json_text
from app.exchange.workbook.known import KnownSite, KnownSites
from app.exchange.workbook.writing import write_workbook
from app.sites.fields import ROWS
from app.standards.asked import periods_shown
from tests.fields.whole_site import DAY, example, programme
from tests.standards.cases import seeds

STATIONS_EVERY = 12
"""One site in so many is a station, the others are points: as in a county."""
PEOPLE, TRAININGS_HELD = 8, 11


def well_equipped(count: int) -> list[dict[str, Any]]:
    """Documents with every fact, every piece of equipment, a roster, trainings, and every figure that is asked for."""
    vocabulary = programme().vocabulary
    codes = {"role": vocabulary.roles, "topic": vocabulary.trainings}
    person, training = (
        {kind.code: example(kind, codes.get(kind.code)) for kind in ROWS[key]} for key in ("staff", "trainings_held")
    )
    whole = {
        "programme": "qu-2023",
        "division": "511725103000",
        "status": "operating",
        "phone": "0818-7201234",
        "location": {"lon": 107.06, "lat": 31.01, "crs": "gcj02"},
        "facts": {code: example(kind) for code, kind in vocabulary.facts.items()},
        "equipment": dict.fromkeys(vocabulary.equipment, 2),
        "trainings_held": [{**training, "date": f"2026-{month:02d}-05"} for month in range(1, TRAININGS_HELD + 1)],
        "metrics": [
            {"metric": metric, "period": period.text, "value": 5}
            for metric, kind in vocabulary.metrics.items()
            for period in periods_shown(kind.grain, DAY)
        ],
    }
    found = []
    for number in range(count):
        kind = "service_point" if number % STATIONS_EVERY else "service_station"
        tier = programme().kinds_by_code[kind].tiers[0].code
        own = {"code": f"LARGE-{number:05d}", "kind": kind, "tier": tier, "name": f"第{number}站"}
        roster = [{**person, "name": f"第{number}站{place}"} for place in range(PEOPLE)]
        found.append({**whole, **own, "address": f"文化街{number}号", "staff": roster})
    return found


def workbook_of(documents: list[dict[str, Any]]) -> bytes:
    """The workbook of these sites."""
    return write_workbook([(document, 1) for document in documents], seeds().programmes, DAY)


def known(documents: list[dict[str, Any]]) -> KnownSites:
    """The sites as they are registered."""
    found = KnownSites(KnownSite(d["code"], d["name"], d["programme"], d["kind"]) for d in documents)
    for document in documents:
        found.record(document["code"], json_text(document))
    return found
