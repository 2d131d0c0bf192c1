"""Mobile numbers and names of people in texts that everybody reads: found, so that somebody is asked about them.

A name is known where the roster has it, or where the words about it say that it is one (“联系人王芳”, “李主任”). What
is found this way can be right: an inn of a family, a street named after somebody. So it is asked, never refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.normal.text import compared

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)", re.ASCII)
_SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱林郭马罗梁宋郑谢韩唐冯董萧程曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪姜范"
    "姚谭廖邹熊陆郝崔康邱秦顾侯邵孟龚贺赖黎尹]"
)
"""The usual ones, without those that begin everyday words (任, 高, 万, 方, 于)."""
_NAMED = re.compile(
    rf"(?:联系人|负责人|经办人|工作人员|姓名|房东|业主|户主)[\s:：是为]*({_SURNAME}[\u4e00-\u9fff]{{1,2}})"
    rf"|({_SURNAME}[\u4e00-\u9fff]{{0,2}}(?:同志|女士|先生|老师|师傅))"
    rf"|({_SURNAME}(?:主任|书记|站长|所长|局长|科长|镇长|经理))"
)
_SHORTEST_NAME = 2


def mobile_in(text: str) -> str | None:
    """The first mobile number in a text, as it is written; None where there is none.

    >>> mobile_in("请先打 138 0000 1234"), mobile_in("0818-7200001"), mobile_in("编号 91138000012345")
    ('138 0000 1234', None, None)
    """
    found = _MOBILE.search(compared(text))
    return found[0] if found else None


def person_in(text: str, known: Iterable[str] = ()) -> str | None:
    """The first person named in a text: one of those `known`, or one whom the words about them give away.

    >>> person_in("王芳产假，暂缓", ["王芳"]), person_in("经李主任同意"), person_in("联系人：张三")
    ('王芳', '李主任', '张三')
    >>> person_in("县级书面批准豁免"), person_in("负责人任命未到"), person_in("工作人员不足")
    (None, None, None)
    """
    plain = compared(text)
    on_roster = next((name for name in map(compared, known) if len(name) >= _SHORTEST_NAME and name in plain), None)
    if on_roster is not None:
        return on_roster
    found = _NAMED.search(plain)
    return next(filter(None, found.groups())) if found else None
