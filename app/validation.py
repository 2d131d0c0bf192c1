"""What pydantic refuses, said in both languages. It speaks English only; its error types are stable.

>>> said_in_both({"type": "decimal_parsing", "msg": "Input should be a valid decimal"}).zh
'应为数字'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.wording import Wording, same

_NUMBER, _WHOLE, _TEXT, _YES_NO, _DATE = (
    "应为数字",
    "应为整数",
    "应为文字",
    "应为 true 或 false",
    "应为日期，如 2026-11-22",
)
_IN_CHINESE: Mapping[str, str] = {
    "missing": "必须填写",
    "extra_forbidden": "没有这个字段，请检查拼写",
    **dict.fromkeys(("decimal_type", "decimal_parsing", "float_type", "float_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    "string_type": _TEXT,
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES_NO),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), _DATE),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), "应为列表"),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), "应为一组字段"),
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "string_pattern_mismatch": "格式不符，应合于 {pattern}",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    **dict.fromkeys(("literal_error", "enum"), "只能是 {expected}"),
    "union_tag_invalid": "没有 {tag} 这种检查，可用：{expected_tags}",
    "union_tag_not_found": "缺少 type",
    "path_type": "应为路径",
}


class Unfit(ValueError):
    """A value that a validator of ours refuses, and why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.wording = Wording(zh, en)


def said_in_both(problem: Mapping[str, Any]) -> Wording:
    """One of pydantic's errors in both languages; in English alone where there is no translation."""
    context = problem.get("ctx") or {}
    error = context.get("error")
    if isinstance(error, Unfit):
        return error.wording
    english = str(problem["msg"]).removeprefix("Value error, ")
    chinese = _IN_CHINESE.get(problem["type"])
    return same(english) if chinese is None else Wording(chinese.format(**context), english)
