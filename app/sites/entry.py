"""Reading single values at the door: text, codes, dates, numbers, yes/no. Every refusal names its path.

`Entry` collects faults and goes on, so that a person sees all of them at once. A reader that finds a fault answers
None; the caller must look at `faults` before it trusts anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeGuard, TypeVar

from app.errors import Fault, InvalidInput
from app.normal.days import EARLIEST, LATEST, day_fault
from app.normal.identity_numbers import holds_identity_number
from app.normal.numbers import meant
from app.normal.printable import printable, unprintable
from app.normal.telephones import normal_telephone
from app.normal.text import compared, harmful, kept, one_line
from app.units import Period, within_bounds
from app.wording import Wording

LONGEST_NAME, LONGEST_TEXT, LONGEST_TELEPHONE = 200, 4000, 60
MOST_KEYS_NAMED = 100
MOST_ROWS = 20_000

_ORDINARY = 10**9
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


Value = TypeVar("Value")


class Entry:
    """The faults found so far in one document, and readers that add to them."""

    def __init__(self, *, recorded: bool = False, registering: bool = False) -> None:
        self.faults: list[Fault] = []
        self.recorded = recorded
        """Whether this was let in before, by the rules of its time: what is merely unwanted today is then let pass."""
        self.registering = registering
        """Whether it is to be put on record, which asks for more than judging does."""

    def fault(self, path: str, code: str, zh: str, en: str, parts: tuple[str, ...] = ()) -> None:
        """Note one fault."""
        self.faults.append(Fault(path, code, Wording(zh, en), parts))

    def end(self) -> None:
        """Raise InvalidInput with every fault there was, if any."""
        if self.faults:
            raise InvalidInput(self.faults)

    def sound(self, value: Value | None) -> Value:
        """What a reader answered, where nothing at all was wrong. Raises as `end` does."""
        self.end()
        assert value is not None, "a reader that answers None has noted a fault"
        return value

    def unknown_keys(self, document: Mapping[Any, Any], allowed: Collection[str], path: str) -> None:
        """Refuse every key that has no meaning here. Past the first hundred, which nobody mistyped, only counted."""
        if not document.keys() - allowed:
            return
        unknown = [key for key in document if key not in allowed]
        for key in unknown[:MOST_KEYS_NAMED]:
            place = f"{path}.{key}" if path else str(key)
            self.fault(
                printable(place), "unknown_key", "没有这个字段，请检查拼写", "there is no such key; check the spelling"
            )
        if left := len(unknown[MOST_KEYS_NAMED:]):
            self.fault(
                path, "unknown_key", f"另有 {left} 个没有的字段", f"there are {left} more keys that do not exist"
            )

    def mapping(self, value: object, path: str) -> Mapping[str, Any] | None:
        """An object."""
        if type(value) is dict or isinstance(value, Mapping):
            return value
        self.fault(path, "wrong_type", "应为对象 {…}", "must be an object {…}")
        return None

    def rows(self, value: object, path: str) -> list[Any] | None:
        """A list."""
        if not isinstance(value, (list, tuple)):
            self.fault(path, "wrong_type", "应为列表 […]", "must be a list […]")
            return None
        if len(value) > MOST_ROWS:
            self.fault(path, "too_long", f"最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows")
            return None
        return list(value)

    def text(
        self, value: object, path: str, *, longest: int = LONGEST_TEXT, blank: bool = False, lines: bool = False
    ) -> str | None:
        """A text in the normal form in which texts are kept (`normal.text`), on one line unless it may have several
        `lines`. Signs that are no text or turn it round, and numbers of identity cards, are refused; `blank` allows
        empty.
        """
        if not isinstance(value, str):
            self.fault(path, "wrong_type", "应为文字", "must be a text")
            return None
        text = kept(value) if lines else one_line(value)
        if len(text) > longest:
            self.fault(path, "too_long", f"最多 {longest} 个字", f"at most {longest} characters")
            return None
        if (sign := harmful(value)) is not None and not (self.recorded and not unprintable(sign)):
            self._harmful(path, sign, value.index(sign) + 1)
            return None
        if not self.recorded and holds_identity_number(text):
            self.fault(path, IDENTITY_NUMBER.code, IDENTITY_NUMBER.message.zh, IDENTITY_NUMBER.message.en)
            return None
        if not blank and not text:
            self.fault(path, "empty", "不能为空", "must not be empty")
            return None
        return text

    def telephone(self, value: object, path: str, *, longest: int = LONGEST_TELEPHONE) -> str | None:
        """A field of telephones, in half width; empty where there is none, or it says so."""
        text = self.text(value, path, longest=longest, blank=True, lines=True)
        return None if text is None else normal_telephone(text)

    def _harmful(self, path: str, sign: str, place: int) -> None:
        point = f"U+{ord(sign):04X}"
        if sign == "\N{REPLACEMENT CHARACTER}":
            zh, en = f"第 {place} 个字是乱码，请重新输入", f"character {place} is garbled; type it anew"
        elif unprintable(sign):
            zh = f"第 {place} 个字（{point}）是不能保存的控制字符，请删去"
            en = f"character {place} ({point}) is a control character that cannot be kept; delete it"
        else:
            zh = f"第 {place} 个字（{point}）看不见，却会改变文字的含义，请删去"
            en = f"character {place} ({point}) is unseen and changes how the text reads; delete it"
        self.fault(path, "bad_character", zh, en)

    def one_of(self, value: object, path: str, allowed: Collection[str], what: Wording | None = None) -> str | None:
        """A code out of a list; `what` it is of, for whoever left it out. People are shown labels where there are any,
        the English says the codes.
        """
        if value in (None, ""):
            self.missing(path, what, choose=True)
            return None
        if not isinstance(value, str):
            self.fault(path, "wrong_type", "应为代码文字", "must be a code")
            return None
        if value not in allowed:
            labels = allowed if isinstance(allowed, Mapping) else {}
            few = list(allowed)[:30]
            named = [label.zh if isinstance(label := labels.get(code), Wording) else code for code in few]
            self.fault(
                path,
                "unknown_code",
                f"没有“{printable(value)}”这一项，可选：{'、'.join(named)}",
                f"no code {printable(value)}; use one of: {', '.join(few)}",
            )
            return None
        return value

    def missing(self, path: str, what: Wording | None = None, *, choose: bool = False) -> None:
        """Refuse what was left out, by its name where it has one."""
        zh, en = (what.zh, what.en) if what is not None else ("", "")
        said = (f"请选择{zh}" if choose else f"请填写{zh}") if zh else "必须填写"
        self.fault(path, "missing", said, f"{en} is required" if en else "is required")

    def boolean(self, value: object, path: str) -> bool | None:
        """Yes or no, and nothing that merely looks like it."""
        if isinstance(value, bool):
            return value
        self.fault(path, "wrong_type", "应为 true 或 false", "must be true or false")
        return None

    def number(
        self,
        value: object,
        path: str,
        *,
        highest: Decimal | None = None,
        signed: bool = False,
        decimals: int | None = None,
        unit: Wording | None = None,
    ) -> Decimal | None:
        """A finite decimal, not negative unless `signed`, at most `highest`: the one that was meant (`normal.numbers`),
        rounded to `decimals` places where a precision is stated. `unit` is the one it is asked in.
        """
        if is_ordinary(value, highest):
            return Decimal(value)
        number = _as_decimal(value)
        if number is None:
            self._no_number(value, path, unit)
            return None
        if not number.is_finite():
            self.fault(path, "not_finite", "不是有限的数", "is not a finite number")
            return None
        if not within_bounds(number):
            self.fault(path, "too_large", "数值过大或小数位过多", "is too large or has too many decimals")
            return None
        number = meant(number, decimals)
        if number < 0 and not signed:
            self.fault(path, "negative", "不能为负数", "must not be negative")
            return None
        if highest is not None and number > highest:
            self.fault(path, "too_high", f"不能超过 {highest}", f"must not exceed {highest}")
            return None
        return number

    def _no_number(self, value: object, path: str, unit: Wording | None) -> None:
        """Say what is wanted, and what stands there instead where that is a text that may be repeated."""
        zh, en = (f"，单位是{unit.zh}", f" of {unit.en}") if unit is not None else ("", "")
        if isinstance(value, str) and not holds_identity_number(value):
            shown = printable(value)
            zh, en = f"{zh}，填的是“{shown}”", f"{en}, not “{shown}”"
        self.fault(path, "wrong_type", f"应为数字{zh}", f"must be a number{en}")

    def integer(
        self, value: object, path: str, *, highest: Decimal | None = None, unit: Wording | None = None
    ) -> int | None:
        """A whole number from 0."""
        if is_ordinary(value, highest):
            return value
        number = self.number(value, path, highest=highest, unit=unit)
        if number is None:
            return None
        if number != number.to_integral_value():
            self.fault(path, "not_whole", "应为整数", "must be a whole number")
            return None
        return int(number)

    def day(self, value: object, path: str, *, latest: date | None = None) -> date | None:
        """A calendar date ``YYYY-MM-DD`` that exists and, where a `latest` day is given, does not lie after it."""
        if isinstance(value, datetime) or not isinstance(value, (str, date)):
            self.fault(path, "wrong_type", "应为日期文字，如 2026-11-22", "must be a date text such as 2026-11-22")
            return None
        if value == "":
            self.fault(path, "missing", "请填写日期", "a date is required")
            return None
        found = _day_of(value if isinstance(value, str) else value.isoformat())
        if isinstance(found, Wording):
            self.fault(path, "impossible_date", found.zh, found.en)
            return None
        if latest is not None and found > latest:
            self.fault(path, "in_the_future", f"日期不能晚于今天：{found}", f"{found} is later than today")
            return None
        return found

    def period(self, value: object, path: str) -> Period | None:
        """A reporting period."""
        try:
            if not isinstance(value, str):
                raise ValueError
            period = Period.parse(value)
            if period.grain != "cumulative" and not EARLIEST.year <= int(value[:4]) <= LATEST.year:
                raise ValueError
        except ValueError:
            self.fault(
                path,
                "impossible_period",
                "应为 2026、2026-H1、2026-Q3、2026-09 或 cumulative",
                "must be 2026, 2026-H1, 2026-Q3, 2026-09 or cumulative",
            )
            return None
        return period

    def clock(self, value: object, path: str) -> time | None:
        """A time of day ``HH:MM``; ``24:00`` is the end of the day."""
        found = time_of(value) if isinstance(value, str) else None
        if found is None:
            self.fault(path, "impossible_time", "应为 00:00–24:00 的时刻", "must be a time from 00:00 to 24:00")
        return found


@lru_cache(4096)  # days and times are the same few in all documents
def _day_of(text: str) -> date | Wording:
    """The day that a text names, or what is wrong with it."""
    plain = compared(text)
    wrong = day_fault(printable(plain))
    return date.fromisoformat(plain) if wrong is None else wrong


@lru_cache(4096)
def time_of(text: str) -> time | None:
    """The time of day that a text writes; None where it writes none."""
    if text == "24:00":
        return time.max
    match = _TIME.fullmatch(text)
    return time(int(match[1]), int(match[2])) if match is not None else None


IDENTITY_NUMBER = Fault(
    "",
    "identity_number",
    Wording("含有身份证号码，不得登记，请删去", "holds an identity card number, which is never recorded; delete it"),
)
"""What is said of a text with the number of an identity card in it. The number itself is repeated nowhere."""


NAMED_BY_CARD = Wording(
    "文件名含有身份证号码，请改名后再试", "the file's name holds an identity card number; rename it and try again"
)
"""What is said of such a number in the name of a file."""


def is_ordinary(value: object, highest: Decimal | None = None) -> TypeGuard[int]:
    """Whether a value is a whole number of which nothing remains to be asked, as most that documents hold."""
    return type(value) is int and 0 <= value <= _ORDINARY and (highest is None or value <= highest)


def _as_decimal(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(repr(value)) if isinstance(value, float) else None
