"""A second reading of 附件2 and of part 九 of the Gangbei document: plain Python, sharing nothing with the program."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

MARKS = {
    "ledger": 5, "on_time_entry": 5, "data_errors": 5, "requests": 5, "problems": 5, "satisfaction": 5,
    "people_served": 4, "hr_service": 6, "vacancies": 5, "park_share": 5, "incubation_ledger": 2, "incubation": 4,
    "fairs_held": 5, "fairs_size": 5, "reports": 1, "videos": 1, "film": 1, "printed": 1, "training": 10,
    "premises": 1, "staff": 2, "facilities": 2, "opening": 3, "synchronised": 3, "attitude": 3, "archives": 6,
}  # fmt: skip
LIST_OF_LEAST = {
    "ledger": [("employment_ledger_completeness", 100)],
    "on_time_entry": [("new_employment_entered_on_time", 100)],
    "requests": [("requests_answered_on_time", 100)],
    "people_served": [("people_served", 250)],
    "hr_service": [("employers_served", 50), ("consultation_events", 3), ("placements", 250)],
    "vacancies": [("vacancies_collected", 500)],
    "incubation_ledger": [("incubation_ledger_completeness", 100)],
    "incubation": [("project_library", 10), ("follow_up_services", 4)],
    "reports": [("online_reports", 3)],
    "videos": [("short_videos", 15)],
    "film": [("theme_films", 1)],
    "printed": [("printed_material", 5000)],
    "archives": [("archive_completeness", 100)],
}
LIST_OF_MOST = {
    "data_errors": ("data_error_rate", 1),
    "opening": ("opening_days_missed", 0),
    "synchronised": ("sync_delay_workdays_max", 3),
    "attitude": ("attitude_complaints_upheld", 0),
}


def answer(line: str, said: dict[str, Any]) -> str:
    """``yes``, ``no`` or ``open``: whether the line is reached."""
    known = {name: value for name, value in said.items() if value is not None}
    if line in LIST_OF_LEAST:
        return joined(
            [three(known, name, lambda value, least=least: value >= least) for name, least in LIST_OF_LEAST[line]]
        )
    if line in LIST_OF_MOST:
        name, most = LIST_OF_MOST[line]
        return three(known, name, lambda value: value <= most)
    if line == "problems":
        quarters = known.get("problems_solved_by_quarter", [])
        return "no" if any(n < 5 for n in quarters) else "yes" if len(quarters) >= 2 else "open"
    if line == "satisfaction":
        scores = [Decimal(str(s)) for s in known.get("satisfaction_scores", [])]
        return "open" if len(scores) < 15 else "yes" if sum(scores) / len(scores) >= Decimal("4.25") else "no"
    if line == "park_share":
        whole, part = known.get("vacancies_collected"), known.get("vacancies_park")
        if whole == 0:
            return "no"
        return "open" if whole is None or part is None else "yes" if Decimal(part) / whole >= Decimal("0.6") else "no"
    if line in ("fairs_held", "fairs_size"):
        if "job_fairs" not in known:
            return "open"
        fairs = known["job_fairs"]
        enough = len(fairs) >= 6 if line == "fairs_held" else bool(fairs) and min(fairs) >= 10
        return "yes" if enough else "no"
    if line == "training":
        parts = [
            three(known, "training_campaigns", lambda n: n >= 3),
            three(known, "training_recommended", lambda n: n >= 50),
        ]
        return joined([*parts, three(known, "classes", classes_held)])
    name = {"premises": "area_and_sign", "staff": "staff", "facilities": "facilities"}[line]
    return {"met": "yes", "not_met": "no"}.get((known.get("construction") or {}).get(name), "open")


def three(known: dict[str, Any], name: str, reached: Any) -> str:
    return ("yes" if reached(known[name]) else "no") if name in known else "open"


def joined(answers: list[str]) -> str:
    return "no" if "no" in answers else "open" if "open" in answers else "yes"


def classes_held(classes: list[dict[str, Any]]) -> bool:
    people = [one["trainees"] for one in classes]
    kinds = {one["kind"] for one in classes}
    return kinds == {"skills", "management", "mediation"} and min(people) >= 100 and sum(people) >= 300


def scored(document: dict[str, Any], in_place_of_the_sum: Decimal | None = None) -> dict[str, Any]:
    """What the document pays, as the outer contract writes it (without the lines)."""
    points: dict[str, Decimal | None] = {}
    for line, most in MARKS.items():
        said = {"yes": Decimal(most), "no": Decimal(0), "open": None}[answer(line, document.get("figures") or {})]
        by_hand = (document.get("review") or {}).get(line)
        points[line] = said if by_hand is None else Decimal(str(by_hand))
    weights = {
        "central_media": 3,
        "provincial_media_or_regional_leader": 2,
        "city_media_or_city_leader": 1,
        "innovation": 2,
    }
    bonus = min(15, sum(weights[code] * n for code, n in (document.get("bonus") or {}).items()))
    minus = {"upheld_complaint": 2, "late_material": 2, "falsified_material": 10, "bad_influence": 5}
    taken = sum(minus[code] * n for code, n in (document.get("deductions") or {}).items())
    open_lines = [line for line, one in points.items() if one is None]
    low = sum(one for one in points.values() if one is not None) + bonus - taken
    high = low + sum(MARKS[line] for line in open_lines)
    contract = Decimal(str(document.get("contract_amount") or 960000))
    instalment = fen(contract / 10)
    left = contract - fen(contract * 3 / 10)
    if 6 * instalment > left:  # a few fen: all six would be more than there is
        instalment = (left / 6).quantize(Decimal("0.01"), ROUND_DOWN)
    found: dict[str, Any] = {
        "open": open_lines, "bonus": text(bonus), "deductions": text(taken),
        "total_range": [text(max(low, 0)), text(max(high, 0))], "instalment": f"{instalment:.2f}",
    }  # fmt: skip
    if open_lines:
        return found | {"status": "open", "total": None, "percent": None, "payable": None, "held_back": None}
    summed = max(Decimal(low), Decimal(0))
    total = summed if in_place_of_the_sum is None else in_place_of_the_sum
    grave, mended = document.get("grave_influence"), document.get("rectified")
    if grave or total < 80:
        percent, status = (70 if mended else 0), "failed" if grave else "rectified" if mended else "below_80"
    else:
        percent, status = (100 if total >= 95 else 90 if total >= 90 else 80 if total >= 85 else 70), "scored"
    payable = fen(instalment * percent / 100)
    money = {"payable": f"{payable:.2f}", "held_back": f"{instalment - payable:.2f}"}
    return found | {"status": status, "total": text(total), "percent": percent} | money


def fen(sum_of_money: Decimal) -> Decimal:
    return sum_of_money.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def text(number: Decimal | int) -> str:
    written = f"{Decimal(number):f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"
