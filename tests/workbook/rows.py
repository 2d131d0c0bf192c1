"""The table of what people write in workbooks, and which test is whose."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.workbook.filling import AREA

TABLE = Path(__file__).with_name("what_people_write.md")
COVERED: dict[str, str] = {}
LABELS = {
    "address": "地址",
    AREA: "场地面积",
    "facts.networks[jinbao]": "金保",
    "facts.opening_hours[mon]": "周一",
    "location.lat": "纬度",
}
NAME = "土溪镇公共就业创业中心服务站"


def of_row(written: str) -> Callable[[Any], Any]:
    """Marks a test as that of a row of the table."""

    def mark(test: Any) -> Any:
        COVERED[written] = test.__name__
        return test

    return mark
