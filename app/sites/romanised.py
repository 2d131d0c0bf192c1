"""Names for those who read no Chinese: divisions in English (土溪镇 is Tuxi Town), sites as they sound.

A machine reads some characters wrongly in place names; for those the seeds give the reading (`readings.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from app.sites.sounds import syllables

_COMMITTEE = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|办事处)$")
_RANKS = (
    ("自治区", "Autonomous Region"),
    ("社区", "Community"),
    ("街道", "Subdistrict"),
    ("村", "Village"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("县", "County"),
    ("区", "District"),
    ("市", "City"),
    ("省", "Province"),
)
_COMMITTEE_RANKS = {"村": "Village", "居": "Community"}
_WITH_A_SUBDISTRICT = re.compile(r"^.+街道(?=.)")
_VOWELS = "aoeāáǎàōóǒòēéěè"
_WORDS = (
    *("公共", "就业", "创业", "服务", "中心", "零工", "市场", "驿站", "专业化", "直播", "标准化", "职业", "指导"),
    *("技能", "培训", "工作室", "工作站", "分站", "孵化", "基地", "天府", "微创园", "帮扶", "车间", "见习", "驻外"),
    *(
        "农民工",
        "专项",
        "人力",
        "资源",
        "产业园",
        "创业园",
        "创业园区",
        "园区",
        "综合",
        "社区",
        "街道",
        "劳务",
        "经纪人",
    ),
    *("有限公司", "广场"),
)
"""Words that names of sites are made of, so that they are spoken word by word; what else stands there is one name."""
_HAN = re.compile("[\u4e00-\u9fff]+")
_IN_LATIN = str.maketrans("（）、，", "(),,")
LONGEST_CITY = 3
"""A typed city of up to so many characters is taken for a bare name; anything longer may be an address."""


@cache
def spelled(name: str, reading: str = "") -> str:
    """A name in pinyin as one word. `reading`: its syllables where the machine's would be wrong.

    >>> spelled("东安"), spelled("大圩", "da xu")
    ("Dong'an", 'Daxu')
    """
    said = reading.split() or syllables(name)
    word = "".join(f"'{s}" if place and s[:1] in _VOWELS else s for place, s in enumerate(said))
    return word[:1].upper() + word[1:]


def pinyin_of(name: str, reading: str = "") -> str:
    """A whole name with its rank as one types it in pinyin. `reading`: the syllables of what stands before the rank.

    >>> pinyin_of("渠县"), pinyin_of("大圩镇", "da xu")
    ('quxian', 'daxuzhen')
    """
    stem, _ = split(name)
    return "".join([*(reading.split() or syllables(stem)), *syllables(name.removeprefix(stem))])


@cache
def split(name: str) -> tuple[str, str]:
    """The name without its rank, and the rank in English ("" where the name carries none).

    >>> split("渠江街道"), split("学堂村村民委员会"), split("何村村委会")
    (('渠江', 'Subdistrict'), ('学堂', 'Village'), ('何村', 'Village'))
    """
    committee = _COMMITTEE.search(name)
    stem = _WITH_A_SUBDISTRICT.sub("", name[: committee.start()] if committee else name)
    for ending, rank in _RANKS:
        # 何村 is a whole name: what is left without the ending would be half of one.
        whole = committee is not None and ending == "村" and len(stem) <= len(ending) + 1
        if stem.endswith(ending) and len(stem) > len(ending) and not whole:
            return stem.removesuffix(ending), rank
    return stem, _COMMITTEE_RANKS.get(committee.group()[0], "") if committee else ""


def sounded(name: str, places: Mapping[str, str]) -> str:
    """How the name of a site sounds, word by word; empty where there is no Chinese in it.

    `places`: the divisions that may stand in it, with their sound, for their borders and readings.

    >>> sounded("大圩镇公共就业服务点（二楼）", {"大圩镇": "Daxu Zhen"})
    'Daxu Zhen Gonggong Jiuye Fuwu Dian (Erlou)'
    >>> sounded("创业园综合服务中心", {})
    'Chuangyeyuan Zonghe Fuwu Zhongxin'
    """
    if not _HAN.search(name):
        return ""
    known = sorted((*places, *_WORDS), key=len, reverse=True)
    said = []
    for part in re.split(f"({'|'.join(map(re.escape, known))})", name):
        said.append(places.get(part) or _HAN.sub(lambda run: f" {spelled(run[0])} ", part))
    words = " ".join(" ".join(said).translate(_IN_LATIN).replace("(", " (").split())
    return words.replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def english_name(name: str, reading: str = "") -> str:
    """A division's name in English. `reading` gives the syllables of the name without its rank.

    >>> english_name("土溪镇"), english_name("渠县"), english_name("庆丰社区居民委员会")
    ('Tuxi Town', 'Qu County', 'Qingfeng Community')
    """
    stem, rank = split(name)
    return f"{spelled(stem, reading)} {rank}".strip()


def english_city(name: str) -> str:
    """A city as somebody typed it, in pinyin where it is a bare name; anything longer as it was typed.

    >>> english_city("重庆"), english_city("广东省东莞市")
    ('Chongqing', '广东省东莞市')
    """
    bare = name.removesuffix("市")
    is_name = 1 < len(bare) <= LONGEST_CITY and all("\u4e00" <= c <= "\u9fff" for c in bare)
    return spelled(bare) if is_name else name
