"""Where random sites stand, and the small choices they are made from."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

SMALLEST_STEPS = tuple(Decimal(step) for step in ("1", "0.5", "0.01", "0.000001", "0.00000000000000000001"))
CITIES = ("成都市", "重庆市", "广州市", "东莞市", "深圳", "宁波市")
STATUSES = ("planned", "building", "declared", "operating", "suspended", "closed")


@cache
def divisions() -> list[dict[str, str | None]]:
    listed: list[dict[str, str | None]] = json.loads(
        (Path(__file__).parent / "divisions.json").read_text(encoding="utf-8")
    )
    return listed
