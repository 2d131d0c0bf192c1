"""How one random site document is drawn: fact by fact, at the marks and on either side of them.

A document has a mood, from nearly perfect to mostly unreported, so that all four verdicts and all four
statuses come up for every kind of site. What fields a site has is taken from the program; what they must hold is not.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle import wanted
from tests.oracle.dressing import dressed
from tests.oracle.moods import MOODS
from tests.oracle.places import CITIES, SMALLEST_STEPS, STATUSES, divisions
from tests.oracle.plain_fields import plain_fields
from tests.oracle.reading import full_months_before, full_years_before

DAY = timedelta(days=1)


class Draft:
    """One document being drawn."""

    def __init__(self, rng: random.Random, want: wanted.Wanted, tier: str, as_of: date) -> None:
        self.rng = rng
        self.want = want
        self.tier = tier
        self.as_of = as_of
        self.mood = rng.choice(MOODS)
        self.division = self.choose_division()
        self.host_city: str | None = None

    # -- chances ----------------------------------------------------------------------------------------

    def reported(self) -> bool:
        return self.rng.random() < self.mood.reported

    def good(self) -> bool:
        return self.rng.random() < self.mood.good

    def sometimes(self, chance: float) -> bool:
        return self.rng.random() < chance

    # -- the whole --------------------------------------------------------------------------------------

    def document(self) -> dict[str, Any]:
        rng = self.rng
        of_qu = self.want.programme == "qu-2023"
        code = f"{'QX' if of_qu else 'GB'}-{rng.randrange(16**6):06X}"
        document: dict[str, Any] = {
            "code": code,
            "programme": self.want.programme,
            "kind": self.want.kind,
            "tier": self.tier,
            "name": f"随机样例 {code}" + rng.choice(["", "（𰝟渡）", " <b>&amp;{{7*7}}</b>", " “引号”"]),
            "division": self.written_division(),
            "status": rng.choice(STATUSES),
        }
        if self.sometimes(0.2) and self.want.kind in ("service_station", "service_point"):
            document["parent"] = "QX-HUB"
        if self.sometimes(0.4):
            document["location"] = self.location(106.968892 if of_qu else 109.568033, of_qu)
        facts = self.facts()
        if self.want.kind == "outpost":
            if self.host_city is not None or self.sometimes(0.5):
                document["host_city"] = self.host_city
        elif self.sometimes(0.1):
            document["host_city"] = None
        if facts or self.sometimes(0.5):
            document["facts"] = facts
        if self.reported() and (self.want.equipment or self.sometimes(0.1)):
            document["equipment"] = self.equipment()
        if self.reported() and (self.want.people(self.tier) or self.sometimes(0.1)):
            document["staff"] = self.staff()
        if self.want.topics and self.reported():
            document["trainings_held"] = self.trainings()
        metrics = self.metrics(facts.get("operating_since"))
        if metrics or self.sometimes(0.3):
            document["metrics"] = metrics
        waivers = self.waivers()
        if waivers or self.sometimes(0.2):
            document["waivers"] = waivers
        return document | plain_fields(rng, document)

    # -- where ------------------------------------------------------------------------------------------

    def choose_division(self) -> dict[str, str | None]:
        county = "511725" if self.want.programme == "qu-2023" else "450802"
        inside = [one for one in divisions() if str(one["code"]).startswith(county)]
        if self.want.kind == "service_point" or self.tier.startswith("township_"):
            inside = [one for one in inside if one["township"] is not None]
        return self.rng.choice(inside)

    def written_division(self) -> str:
        """The code in any of its three lengths, as far as its zeros allow."""
        code = str(self.division["code"])
        lengths = [12, *(length for length in (9, 6) if code.endswith("0" * (12 - length)))]
        return code[: self.rng.choice(lengths)]

    def location(self, seat_lon: float, of_qu: bool) -> dict[str, Any]:
        seat_lat = 30.839158 if of_qu else 23.114410
        return {
            "lon": Decimal(str(round(seat_lon + self.rng.uniform(-0.02, 0.02), 6))),
            "lat": Decimal(str(round(seat_lat + self.rng.uniform(-0.02, 0.02), 6))),
            "crs": self.rng.choice(["wgs84", "gcj02", "bd09"]),
        }

    # -- facts ------------------------------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        want, rng = self.want, self.rng
        facts: dict[str, Any] = {}
        for code in want.yes:
            if self.reported():
                facts[code] = self.good()
        for code in want.switches:
            if self.sometimes(0.5):
                facts[code] = self.sometimes(0.5)
        for code, usual_mark in want.marks(self.tier).items():
            mark = 800 if facts.get("agricultural") and code == "area_m2" else usual_mark
            if self.reported():
                facts[code] = self.around(mark, whole=code in wanted.WHOLE, upwards=code not in wanted.AT_MOST)
        for code, items in want.sets.items():
            if self.reported():
                facts[code] = self.subset(code, items)
        for code, choices in want.choices(self.tier).items():
            if self.reported():
                facts[code] = rng.choice(choices if self.good() else wanted.OPERATOR_TYPES)
        if want.plaques and self.reported():
            facts["plaque_text"] = self.plaque()
        if self.want.kind == "outpost":
            self.name_host_city(facts)
        if want.hours and self.reported():
            facts["opening_hours"] = self.opening_hours()
        if want.kind == "internship_base":
            self.stipend(facts)
        if self.sometimes(0.9 if want.kind == "incubator" else 0.35):
            facts["operating_since"] = self.opening_day().isoformat()
        if self.sometimes(0.1):
            facts.setdefault("shared_area_m2", Decimal("120.5"))
        if self.sometimes(0.1):
            facts.setdefault("parking_nearby", False)
        order = list(facts)
        rng.shuffle(order)
        return {code: facts[code] for code in order}

    def around(self, mark: int, *, whole: bool, upwards: bool = True) -> int | Decimal:
        """A number at the mark or on either side of it; on the good side if the draw says so."""
        if self.good():
            steps = [Decimal(0), Decimal(0), self.rng.choice(SMALLEST_STEPS), Decimal(10)]
            sign = 1 if upwards else -1
        else:
            steps = [self.rng.choice(SMALLEST_STEPS), Decimal(1), Decimal(mark)]
            sign = -1 if upwards else 1
        step = self.rng.choice(steps)
        if whole:
            step = step.to_integral_value(rounding="ROUND_UP")
        number = max(Decimal(0), mark + sign * step)
        if number != number.to_integral_value():
            return number
        if whole or self.sometimes(0.6):
            return int(number)
        return Decimal(f"{int(number)}{self.rng.choice(['.0', '.00', 'e0', 'E+0'])}")

    def subset(self, code: str, required: Sequence[str]) -> list[str]:
        """A set with all of the required items, or lacking one or more; and some that do not count."""
        rng = self.rng
        items = list(required)
        if not self.good():
            one_short = len(items) - 1
            keep = rng.choice([one_short] * 6 + [0, rng.randint(0, len(items))])
            items = rng.sample(items, keep)
        elif code == "services" and self.want.kind == "career_guidance_studio":
            items = rng.sample(list(wanted.BASIC_FUNCTIONS), rng.choice([5, 5, 6, 9]))
            items += rng.sample(list(wanted.EXTENDED_FUNCTIONS), rng.choice([1, 1, 3]))
        spare = [one for one in wanted.VOCABULARY[code] if one not in required]
        items += rng.sample(spare, rng.choice([0, 0, min(1, len(spare)), min(3, len(spare))]))
        rng.shuffle(items)
        return items

    def stipend(self, facts: dict[str, Any]) -> None:
        """The stipend against the county's subsidy: equal, a fen apart, or one of the two not set."""
        subsidy = self.rng.choice([Decimal("1340"), Decimal("1340.10"), Decimal("0.3"), Decimal("2000")])
        if self.reported():
            facts["subsidy_monthly"] = subsidy
        if self.reported():
            step = Decimal(self.rng.choice(["0", "0", "0.01", "200"]))
            facts["stipend_monthly"] = max(Decimal(0), subsidy + (step if self.good() else -step))

    def opening_day(self) -> date:
        """Around the edges that matter: two years back, and the ends of the periods looked at."""
        ends = [last for _, last in full_months_before(self.as_of, 3) + full_years_before(self.as_of, 3)]
        edges = [day + DAY * shift for day in ends for shift in (0, 1)]
        month_and_day = (2, 28) if (self.as_of.month, self.as_of.day) == (2, 29) else None
        month, day = month_and_day or (self.as_of.month, self.as_of.day)
        two_years_back = date(self.as_of.year - 2, month, day)
        edges += [two_years_back + DAY * shift for shift in (-1, 0, 1)]
        edges += [date(2024, 2, 29), date(2024, 2, 28), self.as_of, self.as_of + DAY]
        if self.good():
            return self.rng.choice([two_years_back, two_years_back - DAY, date(2019, 5, 1), date(2020, 2, 29)])
        return self.rng.choice(edges)

    # -- words ------------------------------------------------------------------------------------------

    def plaque(self) -> str:
        """A text that is right, or a slip away from right: a blank, another town, a word more or less."""
        right = self.rng.choice(list(self.want.plaques_of(self.tier)))
        town = str(self.division["township"] or "渠县")
        city = self.host_city = self.rng.choice(CITIES)
        text = right.replace("{town}", town).replace("{city}", city)
        if self.sometimes(0.5):
            text = text.replace("鲜渡镇", "𰝟渡镇")
        text = dressed(text, self.rng) if self.sometimes(0.2) else text
        if self.good():
            return text
        elsewhere = right.replace("{town}", self.rng.choice(["李渡镇", "鲜渡镇", "天星街道", "土溪乡"]))
        slips = [
            text + " ",
            " " + text,
            text + "。",
            text.replace("服务", ""),
            text[:-1],
            elsewhere.replace("{city}", self.rng.choice(["", "上海市", "成都"])),
            text.replace("——", "-"),
            text.replace("中心", ""),
            text.replace("微创", "创业"),
            "渠县" + text,
            "",
        ]
        return self.rng.choice(slips)

    def name_host_city(self, facts: dict[str, Any]) -> None:
        """The city the outpost itself names: the one on the sign, another one, or none."""
        on_the_sign = self.host_city or self.rng.choice(CITIES)
        self.host_city = None
        if self.reported():
            self.host_city = on_the_sign if self.good() else self.rng.choice(CITIES)
        if "plaque_text" in facts and self.sometimes(0.1):
            self.host_city = None

    def opening_hours(self) -> dict[str, list[list[str]]]:
        covering = [
            [["09:00", "17:00"]],
            [["08:30", "18:00"]],
            [["09:00", "12:00"], ["12:00", "17:00"]],
            [["09:00", "13:00"], ["11:30", "17:30"]],
            [["12:00", "17:00"], ["09:00", "12:00"]],
            [["08:00", "08:30"], ["09:00", "17:00"], ["19:00", "21:00"]],
        ]
        gaps: list[list[list[str]]] = [
            [["09:00", "12:00"], ["13:00", "17:00"]],
            [["09:01", "17:00"]],
            [["09:00", "16:59"]],
            [["09:00", "12:00"], ["12:01", "17:00"]],
            [],
        ]
        week = {day: self.rng.choice(covering) for day in ("mon", "tue", "wed", "thu", "fri")}
        for day in ("sat", "sun"):
            if self.sometimes(0.3):
                week[day] = self.rng.choice(covering + gaps)
        if not self.good():
            day = self.rng.choice(["mon", "tue", "wed", "thu", "fri"])
            if self.sometimes(0.3):
                del week[day]
            else:
                week[day] = self.rng.choice(gaps)
            if self.sometimes(0.05):
                return {}
        return week

    # -- things and people ------------------------------------------------------------------------------

    def equipment(self) -> dict[str, int]:
        inventory = {item: self.rng.choice([1, 1, 2, 7]) for item in self.want.equipment}
        if not self.good():
            for item in self.rng.sample(sorted(inventory), min(len(inventory), self.rng.choice([1, 1, 1, 1, 3]))):
                if self.sometimes(0.5):
                    inventory[item] = 0
                else:
                    del inventory[item]
            if self.sometimes(0.1):
                return {}
        if self.sometimes(0.3):
            inventory.setdefault(self.rng.choice(list(wanted.VOCABULARY["equipment"])), self.rng.choice([0, 1]))
        return inventory

    def staff(self) -> list[dict[str, Any]]:
        """The people the clauses ask for, in post from or until the very day; or one short of it."""
        roster = [self.person(role, employment) for role, employment in self.want.people(self.tier)]
        if not self.good():
            if self.sometimes(0.07):
                return []
            for person in self.rng.sample(roster, min(len(roster), self.rng.choice([1, 1, 2]))):
                self.spoil(person, roster)
        for _ in range(self.rng.choice([0, 0, 0, 1, 2])):
            person = self.person(self.rng.choice(wanted.ROLES), self.rng.choice(["full_time", "part_time"]))
            if self.sometimes(0.7):
                self.spoil_dates(person)
            roster.append(person)
        self.rng.shuffle(roster)
        return roster

    def person(self, role: str, employment: str) -> dict[str, Any]:
        came = self.rng.choice([None, self.as_of, self.as_of - DAY, date(2020, 2, 29), date(2024, 1, 1)])
        left = self.rng.choice([None, None, self.as_of, self.as_of + DAY, date(2030, 12, 31)])
        if came is not None and came > self.as_of:
            came = None
        person: dict[str, Any] = {"role": role, "employment": employment}
        if came is not None or self.sometimes(0.5):
            person["from"] = came.isoformat() if came else None
        if left is not None or self.sometimes(0.5):
            person["to"] = left.isoformat() if left else None
        if self.sometimes(0.3):
            person["name"] = "样例甲"
        if self.sometimes(0.3):
            person["public"] = self.sometimes(0.5)
        return person

    def spoil(self, person: dict[str, Any], roster: list[dict[str, Any]]) -> None:
        how = self.rng.choice(["leave", "dates", "dates", "employment", "role"])
        if how == "leave":
            roster.remove(person)
        elif how == "dates":
            self.spoil_dates(person)
        elif how == "employment":
            person["employment"] = "part_time" if person["employment"] == "full_time" else "full_time"
        else:
            person["role"] = self.rng.choice(wanted.ROLES)

    def spoil_dates(self, person: dict[str, Any]) -> None:
        """Gone the day before, or coming the day after."""
        if self.sometimes(0.5):
            person["from"] = self.rng.choice([None, "2019-01-01", (self.as_of - DAY).isoformat()])
            person["to"] = (self.as_of - DAY).isoformat()
        else:
            person["from"] = (self.as_of + DAY).isoformat()
            person["to"] = self.rng.choice([None, (self.as_of + DAY).isoformat(), "2031-01-01"])

    def trainings(self) -> list[dict[str, str]]:
        start = self.as_of.replace(year=self.as_of.year - 1, day=min(self.as_of.day, 28))
        if self.as_of.day > 28 and (self.as_of.month, self.as_of.day) != (2, 29):
            start = self.as_of.replace(year=self.as_of.year - 1)
        inside = [start, start + DAY, self.as_of, self.as_of - DAY * 90]
        outside = [start - DAY, self.as_of + DAY, start - DAY * 200]
        held: list[dict[str, str]] = []
        for topic in self.want.topics:
            if self.good():
                held.append({"topic": topic, "date": self.rng.choice(inside).isoformat()})
            if not self.good() or self.sometimes(0.2):
                held.append({"topic": topic, "date": self.rng.choice(outside).isoformat()})
        self.rng.shuffle(held)
        return held

    # -- metrics and waivers ----------------------------------------------------------------------------

    def metrics(self, operating_since: str | None) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for code, (period_kind, mark) in self.want.metrics.items():
            whole = code not in wanted.MEASURED
            for period, last in self.periods(period_kind):
                before_opening = operating_since is not None and last.isoformat() < operating_since
                if self.reported() and not (before_opening and self.sometimes(0.8)):
                    rows.append({"metric": code, "period": period, "value": self.around(mark, whole=whole)})
            for period in self.periods_beside(period_kind):
                if self.sometimes(0.15):
                    value = self.rng.choice([0, mark - 1, mark, mark + 3])
                    rows.append({"metric": code, "period": period, "value": value})
        self.rng.shuffle(rows)
        return rows

    def periods(self, kind: str) -> list[tuple[str, date]]:
        if kind == "month":
            return full_months_before(self.as_of, 3)
        if kind == "year":
            return full_years_before(self.as_of, 2)
        return [("cumulative", self.as_of)]

    def periods_beside(self, kind: str) -> list[str]:
        """Periods of the right length that no clause looks at: the running one, and older ones."""
        if kind == "month":
            older = full_months_before(self.as_of, 13)
            return [f"{self.as_of:%Y-%m}", older[3][0], older[12][0]]
        if kind == "year":
            return [f"{self.as_of:%Y}", full_years_before(self.as_of, 3)[2][0]]
        return []

    def waivers(self) -> list[dict[str, str]]:
        untils = [self.as_of, self.as_of + DAY, date(2031, 1, 1), self.as_of - DAY, self.as_of - DAY * 400]
        return [
            {"clause": clause, "reason": "样例理由", "until": self.rng.choice(untils).isoformat()}
            for clause in self.want.waivable
            if self.sometimes(0.4)
        ]
