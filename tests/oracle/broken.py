"""Documents that must be refused, each with a piece of the path its fault must be reported under.

An empty piece means that the text as a whole cannot be read, so there is no path to ask for. Paths are
written `facts.area_m2`, `staff[0].from`, `metrics[2].value`, with `[1].` before them in a list of documents
and `site.` in an envelope.
"""

from __future__ import annotations

import copy
import json
from typing import Any, NamedTuple


class Broken(NamedTuple):
    name: str
    payload: bytes
    path: str


STATION: dict[str, Any] = {
    "code": "QX-TX-01",
    "programme": "qu-2023",
    "kind": "service_station",
    "tier": "township_basic",
    "name": "样例服务站",
    "division": "511725103000",
    "status": "operating",
    "location": {"lon": 106.97, "lat": 30.84, "crs": "wgs84"},
    "facts": {
        "area_m2": 18,
        "networks": ["jinbao", "gov_extranet"],
        "plaque_text": "土溪镇公共就业创业中心服务站",
        "operator_type": "township_centre",
        "waiting_capacity": 30,
        "ready_for_full_service": True,
        "operating_since": "2024-02-29",
        "opening_hours": {"mon": [["09:00", "17:00"]]},
    },
    "equipment": {"computer": 2, "printer": 1},
    "staff": [
        {
            "role": "hr_specialist",
            "employment": "full_time",
            "from": "2024-01-01",
            "to": None,
            "public": False,
        },
        {"role": "hr_specialist", "employment": "part_time"},
    ],
    "trainings_held": [{"topic": "career_guidance", "date": "2026-03-02"}],
    "metrics": [
        {"metric": "livestream_sessions", "period": "2026-09", "value": 4},
        {"metric": "livestream_sessions", "period": "2026-10", "value": 5},
        {"metric": "retention_rate", "period": "2025", "value": 35.5},
    ],
    "waivers": [{"clause": "station.training", "reason": "样例理由", "until": "2027-01-01"}],
}

REMOVED = object()


def station(*path_and_value: Any) -> dict[str, Any]:
    """The sound station with the value at one path replaced, or taken away; without arguments, sound."""
    document = copy.deepcopy(STATION)
    if path_and_value:
        *steps, last, value = path_and_value
        place: Any = document
        for step in steps:
            place = place[step]
        if value is REMOVED:
            del place[last]
        else:
            place[last] = value
    return document


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def changed(name: str, path: str, *path_and_value: Any) -> Broken:
    return Broken(name, as_bytes(station(*path_and_value)), path)


def respelled(name: str, path: str, old: str, new: str) -> Broken:
    """The sound station with a piece of its text replaced, for what no JSON writer would write."""
    text = json.dumps(STATION, ensure_ascii=False)
    assert text.count(old) == 1, old
    return Broken(name, text.replace(old, new).encode(), path)


SOUND = as_bytes(STATION)

UNREADABLE = [
    Broken("empty file", b"", ""),
    Broken("blank file", b" \n\t\n", ""),
    Broken("not JSON", b"code: QX-TX-01\n", ""),
    Broken("JSON cut short", SOUND[:-40], ""),
    Broken("truncated UTF-8", SOUND[: SOUND.index("样".encode()) + 1], ""),
    Broken("a byte that is not UTF-8", SOUND.replace("样".encode(), b"\xff", 1), ""),
    Broken("GBK instead of UTF-8", SOUND.decode().encode("gbk"), ""),
    Broken("10 MB of nested lists", b"[" * 5_000_000 + b"]" * 5_000_000, ""),
    Broken("10 MB of opening braces", b'{"a":' * 2_000_000, ""),
    Broken(
        "nesting inside a fact",
        SOUND.replace(b'"area_m2": 18', b'"area_m2": ' + b"[" * 200_000 + b"]" * 200_000),
        "",
    ),
    Broken("an integer of 6000 digits", SOUND.replace(b'"area_m2": 18', b'"area_m2": 1' + b"0" * 6000), ""),
    Broken("a string instead of a document", b'"QX-TX-01"', ""),
    Broken("a number instead of a document", b"42", ""),
    Broken("null instead of a document", b"null", ""),
]

WRONG_NAMES = [
    changed("unknown key of a site", "colour", "colour", "red"),
    changed("unknown fact", "facts.area_m3", "facts", "area_m3", 18),
    changed("unknown key of a location", "location.height", "location", "height", 310),
    changed("unknown key of a person", "staff[0].salary", "staff", 0, "salary", 3000),
    changed("unknown key of a training", "trainings_held[0].room", "trainings_held", 0, "room", "2"),
    changed("unknown key of a metric", "metrics[1].unit", "metrics", 1, "unit", "场"),
    changed("unknown key of a waiver", "waivers[0].by", "waivers", 0, "by", "x"),
    changed("unknown programme", "programme", "programme", "qu-2024"),
    changed("unknown kind", "kind", "kind", "service_kiosk"),
    changed("unknown tier", "tier", "tier", "township_super"),
    changed("tier of another kind", "tier", "tier", "village"),
    changed("kind of another programme", "kind", "kind", "park_service_centre"),
    changed("unknown status", "status", "status", "open"),
    changed("unknown item of a set", "facts.networks[1]", "facts", "networks", ["jinbao", "wifi"]),
    changed("unknown operator type", "facts.operator_type", "facts", "operator_type", "gang"),
    changed("unknown equipment", "equipment.espresso", "equipment", "espresso", 1),
    changed("unknown role", "staff[1].role", "staff", 1, "role", "boss"),
    changed("unknown employment", "staff[1].employment", "staff", 1, "employment", "sometimes"),
    changed("unknown training topic", "trainings_held[0].topic", "trainings_held", 0, "topic", "juggling"),
    changed("unknown metric", "metrics[0].metric", "metrics", 0, "metric", "happiness"),
    changed("unknown coordinate system", "location.crs", "location", "crs", "wgs72"),
    changed("unknown clause in a waiver", "waivers[0].clause", "waivers", 0, "clause", "station.coffee"),
    changed("no code", "code", "code", REMOVED),
    changed("empty code", "code", "code", ""),
    changed("no programme", "programme", "programme", REMOVED),
    changed("no kind", "kind", "kind", REMOVED),
    changed("no tier", "tier", "tier", REMOVED),
    changed("person without a role", "staff[1].role", "staff", 1, "role", REMOVED),
    changed("metric without a period", "metrics[2].period", "metrics", 2, "period", REMOVED),
    changed("metric without a value", "metrics[2].value", "metrics", 2, "value", REMOVED),
]

WRONG_TYPES = [
    changed("bool for a number", "facts.area_m2", "facts", "area_m2", True),
    changed("string for a number", "facts.area_m2", "facts", "area_m2", "18"),
    changed("list for a number", "facts.area_m2", "facts", "area_m2", [18]),
    changed("number for a bool", "facts.ready_for_full_service", "facts", "ready_for_full_service", 1),
    changed("string for a bool", "facts.ready_for_full_service", "facts", "ready_for_full_service", "true"),
    changed("number for a text", "facts.plaque_text", "facts", "plaque_text", 5),
    changed("string for a set", "facts.networks", "facts", "networks", "jinbao"),
    changed("object for a set", "facts.networks", "facts", "networks", {"jinbao": True}),
    changed("number in a set", "facts.networks[0]", "facts", "networks", [1]),
    changed("fraction of a person", "facts.waiting_capacity", "facts", "waiting_capacity", 30.5),
    changed("fraction of a machine", "equipment.computer", "equipment", "computer", 1.5),
    changed("bool for a count", "equipment.computer", "equipment", "computer", True),
    changed("list for the inventory", "equipment", "equipment", ["computer"]),
    changed("object for the roster", "staff", "staff", {"role": "manager"}),
    changed("string for a person", "staff[1]", "staff", 1, "样例甲"),
    changed("bool for a metric's value", "metrics[2].value", "metrics", 2, "value", True),
    changed("string for a metric's value", "metrics[2].value", "metrics", 2, "value", "35.5"),
    changed("number for a date", "facts.operating_since", "facts", "operating_since", 20240229),
    changed("number for a division", "division", "division", 511725103000),
    changed("string for a longitude", "location.lon", "location", "lon", "106.97"),
    changed("list for the facts", "facts", "facts", []),
    changed("number for the name", "name", "name", 7),
]

WRONG_VALUES = [
    respelled("NaN", "facts.area_m2", '"area_m2": 18', '"area_m2": NaN'),
    respelled("Infinity", "facts.area_m2", '"area_m2": 18', '"area_m2": Infinity'),
    respelled("minus Infinity", "metrics[2].value", '"value": 35.5', '"value": -Infinity'),
    respelled("a number beyond any", "facts.area_m2", '"area_m2": 18', '"area_m2": 1e999'),
    respelled("duplicate key of facts", "area_m2", '"area_m2": 18', '"area_m2": 18, "area_m2": 12'),
    respelled("duplicate key of a site", "tier", '"tier": ', '"tier": "township_demonstration", "tier": '),
    changed("negative area", "facts.area_m2", "facts", "area_m2", -0.01),
    changed("negative inventory", "equipment.computer", "equipment", "computer", -1),
    changed("negative capacity", "facts.waiting_capacity", "facts", "waiting_capacity", -30),
    changed("negative metric", "metrics[0].value", "metrics", 0, "value", -4),
    changed("rate above 100", "metrics[2].value", "metrics", 2, "value", 100.01),
    changed("duplicate item of a set", "facts.networks", "facts", "networks", ["jinbao", "jinbao"]),
    changed("duplicate metric and period", "metrics[1]", "metrics", 1, "period", "2026-09"),
    changed("impossible date", "facts.operating_since", "facts", "operating_since", "2025-02-30"),
    changed("29 February of a common year", "staff[0].from", "staff", 0, "from", "2025-02-29"),
    changed("date without zeros", "trainings_held[0].date", "trainings_held", 0, "date", "2026-3-2"),
    changed("date with a time", "trainings_held[0].date", "trainings_held", 0, "date", "2026-03-02T00:00:00"),
    changed("left before coming", "staff[0]", "staff", 0, "to", "2023-12-31"),
    changed("thirteenth month", "metrics[0].period", "metrics", 0, "period", "2026-13"),
    changed("month zero", "metrics[0].period", "metrics", 0, "period", "2026-00"),
    changed("fifth quarter", "metrics[0].period", "metrics", 0, "period", "2026-Q5"),
    changed("third half", "metrics[2].period", "metrics", 2, "period", "2026-H3"),
    changed("period in words", "metrics[2].period", "metrics", 2, "period", "last year"),
    changed("waiver of a must clause", "waivers[0].clause", "waivers", 0, "clause", "station.area_basic"),
    changed("waiver without a reason", "waivers[0].reason", "waivers", 0, "reason", REMOVED),
    changed("waiver with a blank reason", "waivers[0].reason", "waivers", 0, "reason", "  "),
    changed("waiver without an end", "waivers[0].until", "waivers", 0, "until", REMOVED),
    changed("waiver until null", "waivers[0].until", "waivers", 0, "until", None),
    changed("waiver until an impossible day", "waivers[0].until", "waivers", 0, "until", "2027-04-31"),
    changed("township station in a county", "division", "division", "511725000000"),
    changed("township station in a county of 6 digits", "division", "division", "511725"),
    changed("division of 5 digits", "division", "division", "51172"),
    changed("division with a letter", "division", "division", "51172510A000"),
    changed("latitude 95", "location.lat", "location", "lat", 95),
    changed("longitude 200", "location.lon", "location", "lon", 200),
    changed("location without latitude", "location.lat", "location", "lat", REMOVED),
    changed("25 o'clock", "facts.opening_hours", "facts", "opening_hours", {"mon": [["09:00", "25:00"]]}),
    changed("minute 60", "facts.opening_hours", "facts", "opening_hours", {"mon": [["09:60", "17:00"]]}),
    changed("closing first", "facts.opening_hours", "facts", "opening_hours", {"mon": [["17:00", "09:00"]]}),
    changed("one-ended span", "facts.opening_hours", "facts", "opening_hours", {"mon": [["09:00"]]}),
    changed("unknown weekday", "facts.opening_hours", "facts", "opening_hours", {"monday": []}),
    respelled("lone surrogate in the name", "name", '"样例服务站"', '"样例\\ud800"'),
    respelled("lone surrogate in a fact", "facts.plaque_text", '"土溪镇公共', '"\\udc00土溪镇公共'),
    changed("NUL in the name", "name", "name", "样例\x00服务站"),
    changed("NUL in a fact", "facts.plaque_text", "facts", "plaque_text", "土溪镇\x00"),
]

WRAPPED = [
    Broken("one bad document in a list", as_bytes([STATION, station("code", REMOVED)]), "[1].code"),
    Broken("duplicate codes in a list", as_bytes([STATION, STATION]), "[1].code"),
    Broken("a number in a list", as_bytes([STATION, 7]), "[1]"),
    Broken(
        "a deep fault in a list",
        as_bytes([station("metrics", 2, "value", 101)]),
        "[0].metrics[2].value",
    ),
    Broken(
        "a fault inside an envelope",
        as_bytes({"as_of": "2026-11-22", "site": station("facts", "area_m2", -1)}),
        "site.facts.area_m2",
    ),
    Broken("an impossible day of judgement", as_bytes({"as_of": "2025-02-30", "site": STATION}), "as_of"),
    Broken("a number as day of judgement", as_bytes({"as_of": 20261122, "site": STATION}), "as_of"),
    Broken(
        "unknown key of an envelope",
        as_bytes({"as_of": "2026-11-22", "site": STATION, "colour": "red"}),
        "colour",
    ),
    Broken("an envelope without its site", as_bytes({"as_of": "2026-11-22", "site": None}), "site"),
    Broken(
        "a fault inside an envelope in a list",
        as_bytes([STATION, {"as_of": "2026-11-22", "site": station("staff", 0, "role", "boss")}]),
        "[1].site.staff[0].role",
    ),
]

#: Every document here must be refused; `SOUND` is the one they were all made from, and must be taken.
BROKEN = UNREADABLE + WRONG_NAMES + WRONG_TYPES + WRONG_VALUES + WRAPPED
