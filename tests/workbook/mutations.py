"""What people write into cells: drawn from a grammar, with what must come of each.

What must come of a cell is known to whoever wrote it, here: no reading of the program's is asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl

from tests.workbook.filling import EQUIPMENT, READY, ROSTER, STATION, at, column, figure, row

FULL = str.maketrans("0123456789.-/,", "０１２３４５６７８９．－／，")
HAN = "零一二三四五六七八九"


@dataclass
class Expected:
    """What must come of a workbook: new values by site and item, the places that are refused, the items asked about
    (in `asked` with the meaning that is chosen instead, in `asked_too` where the answer is that it was read rightly).
    """

    values: dict[tuple[str, str], Any] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    asked: dict[tuple[str, str], Any] = field(default_factory=dict)
    asked_too: set[tuple[str, str]] = field(default_factory=set)
    said: list[str] = field(default_factory=list)


Mutation = Callable[[openpyxl.Workbook, random.Random, Expected], None]


def _number(rng: random.Random) -> tuple[Any, str, int]:
    """A number as it is written, the format of its cell, and what it is."""
    n = rng.randrange(21, 190)
    big = rng.choice([n, n])
    ways: list[tuple[Any, str]] = [
        (big, ""),
        (str(big), ""),
        (str(big).translate(FULL), ""),
        (f" {big} ", ""),
        (f"{big}.0", ""),
        (f"{big}㎡", ""),
        (f"{big}平", ""),
        (f"{big}M²", ""),
        (f"{big}.00 平米".translate(FULL), ""),
        (f"{big} 平方米", ""),
        (f"{big}m²", ""),
        (big, "#,##0"),
        (big, "#,##0.00"),
        (f"{big}\n", ""),
        (f"\u200b{big}", ""),
    ]
    return *rng.choice(ways), big


def area_read(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """An area in one of the ways that are read."""
    code = rng.choice(["QX-TUXI", "QX-SANHUI"])
    cell = at(book, code, "facts.area_m2")
    cell.value, shown, wanted = _number(rng)
    if shown:
        cell.number_format = shown
    expected.values[code, "facts.area_m2"] = wanted


def area_refused(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """An area that nobody could take for a number."""
    n = rng.randrange(10, 99)
    cell = at(book, "QX-TUXI", "facts.area_m2")
    cell.value = rng.choice(
        [
            f"约{n}",
            f"{n}-{n + 20}",
            HAN[n // 10] + "十" + HAN[n % 10],
            f"{n}亩",
            f"{n}%",
            f"{n}左右",
            f"{n}，{n}",
            f"{n}人",
            f"0.{n}亩",
            f"≥{n}",
            f"{n}+{n}",
            f"{n}㎡以上",
            "无",
            "/",
            "待定",
            "#SPILL!",
            "很大",
            f"-{n}",
        ]
    )
    expected.refused.append((STATION, cell.coordinate))


def area_asked(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A format of per cent where areas are."""
    cell = at(book, "QX-TUXI", "facts.area_m2")
    cell.value, cell.number_format = rng.randrange(110, 190) / 100, rng.choice(["0%", "0.00%"])
    expected.asked["QX-TUXI", "facts.area_m2"] = Decimal(str(cell.value)) * 100


def share(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A share of 100, written as a share or as a number."""
    n = rng.randrange(2, 99)
    cell = figure(book, "utilisation_rate")
    ways: list[tuple[Any, str]] = [
        (n, ""),
        (f"{n}%", ""),
        (f"{n}％", ""),
        (n / 100, "0%"),
        (f"{n} %", ""),
        (str(n).translate(FULL), ""),
    ]
    cell.value, shown = rng.choice(ways)
    if shown:
        cell.number_format = shown
    expected.values["INC-1", "metrics.utilisation_rate.2025"] = n


def share_asked(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A bare fraction."""
    n = rng.randrange(2, 99)
    figure(book, "utilisation_rate").value = rng.choice([n / 100, f"{n / 100:.2f}"])
    expected.asked["INC-1", "metrics.utilisation_rate.2025"] = n


def day_read(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A day of the past in one of the ways that are read."""
    day = date(2015, 1, 1) + timedelta(days=rng.randrange(3000))
    serial = (day - date(1899, 12, 30)).days
    item = "facts.operating_since"
    cell = at(book, "QX-TUXI", item)
    ways = [
        day,
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    ways += [
        f"{day:%Y-%m-%d}".translate(FULL),
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        serial,
        str(serial),
        f" {day:%Y-%m-%d} ",
        f"{day.year}年{day.month}月{day.day}号",
        f"{day.year}年{day.month}月{day.day}日".translate(FULL),
        f"{day.year}—{day.month}—{day.day}",
        f"{day:%Y/%m/%d} 00:00:00",
        datetime.combine(day, time(8, 30)),
    ]
    cell.value = rng.choice(ways)
    if isinstance(cell.value, int):
        cell.number_format = "General"
    expected.values["QX-TUXI", item] = day.isoformat()


def day_refused(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A day without its year or its day, none at all, or one to come."""
    cell = at(book, "QX-TUXI", "facts.operating_since")
    year, month, day = rng.randrange(2016, 2025), rng.randrange(1, 13), rng.randrange(1, 28)
    cell.value = rng.choice(
        [
            f"{year}年{month}月",
            f"{year}/{month}",
            f"{month}月{day}日",
            f"2099-{month:02d}-{day:02d}",
            f"{year}-02-30",
            "去年",
            f"{year}13{day:02d}",
            f"{year}年",
            f"{month % 12 + 1}.{month}.{year}",  # either may be the month
            "二〇二〇年三月一日",
            "#N/A",
            "待定",
        ]
    )
    expected.refused.append((STATION, cell.coordinate))


def truth(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A sign for yes or no."""
    sign, wanted = rng.choice(
        [
            *((s, True) for s in ("√", "✓", "✔", "☑", True, "TRUE", 1, "1", "１", "对", "有", "是", " √", "Y")),
            *((s, False) for s in ("×", "✘", "x", False, 0, "无", "没有", "否", "0", "FALSE", "N")),
        ]
    )
    at(book, "QX-SANHUI", READY).value = sign
    expected.values["QX-SANHUI", READY] = wanted


def unfinished(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """What is taken only when confirmed: a text that stands in for an address, a telephone that lost its zero."""
    item, text, stored = rng.choice(
        [
            *(("address", sign, sign) for sign in ("/", "——", "暂无", "同上", "不详")),
            ("phone", 8187000000 + rng.randrange(200000, 999999), None),
        ]
    )
    cell = at(book, "QX-SANHUI", item)
    cell.value = text
    if item == "phone":
        cell.number_format = "General"
    expected.values["QX-SANHUI", item] = stored or str(text)
    expected.asked_too.add(("QX-SANHUI", item))


def telephone(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A telephone, plain or in full width."""
    number = f"0818-72{rng.randrange(10000, 99999)}"
    at(book, "QX-SANHUI", "phone").value = rng.choice([number, number.translate(FULL), f" {number}", f"{number}\n"])
    expected.values["QX-SANHUI", "phone"] = number


def nothing_new(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A blank where something was, or the same text with blanks around it."""
    item = rng.choice(["name", "address", "facts.networks[jinbao]", "facts.opening_hours[tue]", "location.lon"])
    cell = at(book, "QX-TUXI", item)
    blank = rng.random() < 0.5 or item != "address"
    cell.value = (
        rng.choice([None, "  ", "\u3000"]) if blank else f"{cell.value}{rng.choice([' ', chr(10), chr(0x200B)])}"
    )


def cleared(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """One item of a set taken away."""
    at(book, "QX-TUXI", "facts.networks[gov_extranet]").value = rng.choice(["清除", " 清除", "无", "×"])
    expected.values["QX-TUXI", "facts.networks"] = ["jinbao"]


def hours(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """The hours of a day."""
    opens, closes = rng.randrange(7, 11), rng.randrange(12, 19)
    span = [f"{opens:02d}:00", f"{closes:02d}:00"]
    ways: list[tuple[str, list[list[str]]]] = [("休息", []), ("全天", [["00:00", "24:00"]])]
    ways += [
        (text, [span])
        for text in (
            f"{opens}-{closes}",
            f"{opens}点到{closes}点",
            f"{opens}:00~{closes}:00",
            f"{opens:02d}：00－{closes}：00",
        )
    ]
    text, spans = rng.choice(ways)
    at(book, "QX-TUXI", "facts.opening_hours[mon]").value = text
    week = {"mon": spans, "tue": [["09:00", "17:00"]]}
    expected.values["QX-TUXI", "facts.opening_hours"] = {day: found for day, found in week.items() if found}


def counted(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """How many of a thing."""
    n = rng.randrange(3, 9)
    cell = book[EQUIPMENT].cell(row(book, EQUIPMENT, "QX-TUXI"), column(book, EQUIPMENT, "count"))
    cell.value = rng.choice([n, str(n), f"{n}台", f"{n} 台", str(n).translate(FULL)])
    expected.values["QX-TUXI", "equipment"] = {"computer": n, "printer": 1}


def roster(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """One person fewer."""
    book[ROSTER].delete_rows(row(book, ROSTER, "QX-TUXI") + 1)
    staff = [{"role": "hr_specialist", "employment": "full_time", "from": "2026-01-05", "to": None, "name": "王芳"}]
    expected.values["QX-TUXI", "staff"] = staff


def roster_emptied(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """Nobody left."""
    book[ROSTER].delete_rows(row(book, ROSTER, "QX-TUXI"), 2)
    expected.asked["QX-TUXI", "staff"] = []
