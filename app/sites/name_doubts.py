"""Names on a roster that are probably not one person's: two in one row are counted as one, “2人” as a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.normal.doubts import Doubt
from app.normal.text import compared, stands_in
from app.sites.site import Site
from app.wording import Wording

_HAN = "[\u4e00-\u9fff]"
_SEVERAL = re.compile(rf"\S\s*[、，,;；/\\+&]\s*\S|{_HAN}{{2,}}(?:\s+|[和与及]){_HAN}{{2,}}")
_REMARK = re.compile(r"\([^()]*\)")


def name_doubts(before: Site | None, after: Site) -> Iterator[Doubt]:
    """The doubts about new names on the roster; `before` is None for a new site."""
    known = {person.name for person in (before.staff or ())} if before is not None else set()
    for index, person in enumerate(after.staff or ()):
        if person.name is not None and person.name not in known and (why := _why(person.name)):
            kind, said = why
            yield Doubt(f"staff[{index}].name", kind, person.name, said)


def _why(name: str) -> tuple[str, Wording] | None:
    plain = _REMARK.sub("", compared(name)).strip()
    if any(sign.isdigit() for sign in plain) or stands_in(plain):
        return "no_name", Wording(
            f"“{name}”不像姓名；请填姓名，未定请留空，确实如此请确认",
            f"“{name}” does not look like a name; write one, leave it blank if unknown, or confirm",
        )
    if _names_several(plain):
        return "several_people", Wording(
            f"“{name}”像是几个人，只算 1 人；请一人填一行，确为一人请确认",
            f"“{name}” looks like several people but counts as one; give each a row, or confirm",
        )
    return None


def _names_several(plain: str) -> bool:
    """Whether several people are named; 和 within a name of four at most is part of it.

    >>> [_names_several(name) for name in ("张三、李四", "张三 李四", "张三和李四", "张 三", "李和平", "阿依·古丽")]
    [True, True, True, False, False, False]
    """
    return _SEVERAL.search(plain) is not None
