"""What else people call the cities that outposts stand in: by their old sign (驻蓉, 沪) and by their province (广东).

The cities that people of western China go to for work; any other is found by the name that its site reports.
"""

from __future__ import annotations

from collections.abc import Iterator

CITY = "市"
_SIGNS_AND_PROVINCE = {
    "北京": ("京", ""),
    "上海": ("沪", ""),
    "天津": ("津", ""),
    "重庆": ("渝", ""),
    "成都": ("蓉", "四川"),
    "贵阳": ("筑", "贵州"),
    "昆明": ("昆", "云南"),
    "南宁": ("邕", "广西"),
    "广州": ("穗", "广东"),
    "深圳": ("深", "广东"),
    "东莞": ("莞", "广东"),
    "佛山": ("禅", "广东"),
    "惠州": ("惠", "广东"),
    "中山": ("", "广东"),
    "珠海": ("", "广东"),
    "杭州": ("杭", "浙江"),
    "宁波": ("甬", "浙江"),
    "温州": ("瓯", "浙江"),
    "金华": ("婺", "浙江"),
    "义乌": ("", "浙江"),
    "南京": ("宁", "江苏"),
    "苏州": ("苏", "江苏"),
    "无锡": ("锡", "江苏"),
    "昆山": ("", "江苏"),
    "常州": ("常", "江苏"),
    "福州": ("榕", "福建"),
    "厦门": ("厦", "福建"),
    "泉州": ("泉", "福建"),
    "晋江": ("", "福建"),
    "武汉": ("汉", "湖北"),
    "长沙": ("长", "湖南"),
    "郑州": ("郑", "河南"),
    "西安": ("镐", "陕西"),
    "兰州": ("兰", "甘肃"),
    "西宁": ("", "青海"),
    "银川": ("", "宁夏"),
    "乌鲁木齐": ("", "新疆"),
    "拉萨": ("", "西藏"),
    "青岛": ("青", "山东"),
    "济南": ("济", "山东"),
    "沈阳": ("沈", "辽宁"),
    "大连": ("连", "辽宁"),
}


def known_cities() -> Iterator[str]:
    """The cities whose names search knows as words, wherever an outpost stands."""
    yield from _SIGNS_AND_PROVINCE


def also_called(host_city: str) -> Iterator[str]:
    """Other words for a site in that city.

    >>> list(also_called("成都市")), list(also_called("浙江义乌")), list(also_called("某市"))
    (['驻蓉', '四川'], ['浙江'], [])
    """
    bare = host_city.removesuffix(CITY)
    for city, (sign, province) in _SIGNS_AND_PROVINCE.items():
        if bare.endswith(city):
            yield from (word for word in (sign and f"驻{sign}", province) if word)
