"""What entry and search do a short way for what nearly every document holds, they do as the long way does."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from app.exchange.strict_json import dump_json, load_json, reload_json
from app.normal.text import searched
from app.sites.document import read_site, write_site
from app.sites.entry import Entry
from app.sites.facts import read_fact
from app.sites.reread import reread
from app.sites.search import search_text
from app.sites.site import Site
from app.sites.vocabulary import FactKind, FactType
from app.wording import Wording
from tests.networks import seeds
from tests.oracle.documents import random_envelope, to_json
from tests.province import documents as province
from tests.thorough import share

ITEMS = {code: Wording(code, code) for code in "abcdef"}
CLOCKS = ["00:00", "08:30", "09:00", "12:00", "13:30", "17:30", "24:00", "8:30", "25:00", ""]


def read(kind: FactType, value: Any, *, registering: bool = True, highest: int | None = None) -> tuple[Any, Any]:
    """What is read of a value, and what is said against it."""
    entry, most = Entry(registering=registering), None if highest is None else Decimal(highest)
    found = read_fact(entry, FactKind("x", kind, Wording("甲", "x"), items=ITEMS, highest=most), value, "x")
    return found, entry.faults


@given(number=st.integers(-3, 2 * 10**9) | st.integers(-3, 12), highest=st.none() | st.integers(0, 12))
def test_a_whole_number_is_read_as_the_same_decimal_is(number: int, highest: int | None) -> None:
    for kind in ("number", "integer"):
        assert read(kind, number, highest=highest) == read(kind, Decimal(number), highest=highest)


@given(spans=st.lists(st.lists(st.sampled_from(CLOCKS), min_size=1, max_size=3), max_size=3), registering=st.booleans())
def test_hours_in_lists_are_read_as_hours_in_pairs(spans: list[list[str]], registering: bool) -> None:
    in_lists = read("hours", {"mon": spans, "tue": []}, registering=registering)
    in_pairs = read("hours", {"mon": [tuple(span) for span in spans], "tue": []}, registering=registering)
    assert in_lists == in_pairs


@given(codes=st.lists(st.sampled_from([*ITEMS, "z", 1, None]), max_size=7))
def test_of_a_set_each_code_counts_once_and_the_others_are_refused(codes: list[Any]) -> None:
    found, faults = read("set", codes)
    assert found == {code for code in codes if code in ITEMS}
    known = [code for code in codes if code in ITEMS]
    assert len(faults) == len(codes) - len(set(known))


def test_what_is_written_of_a_site_reads_as_that_site_without_a_question() -> None:
    rules = {slug: programme.entry_rules for slug, programme in seeds().programmes.items()}
    rng = random.Random(20261130)
    drawn = [random_envelope(rng)["site"] for _ in range(share(400, 8000))]
    drawn += province(list(seeds().programmes.values()), seeds().divisions, share(200, 4000))
    for document in drawn:
        site = read_site(load_json(to_json(document).encode()), rules, seeds().divisions)
        written = dump_json(write_site(site))
        assert reread(reload_json(written), rules) == site
        assert dump_json(write_site(reread(reload_json(written), rules))) == written


@given(number=st.decimals(0, 10**9, places=20) | st.decimals(0, 10**15 - 1, places=3) | st.integers(0, 10**15 - 1))
def test_a_number_of_any_length_is_read_again_to_the_digit(number: Decimal | int) -> None:
    rules = {slug: programme.entry_rules for slug, programme in seeds().programmes.items()}
    document = {"code": "C", "programme": "qu-2023", "kind": "service_point", "tier": "village"}
    given = document | {
        "facts": {"area_m2": number},
        "location": {"lon": Decimal("106.9724019"), "lat": 31, "crs": "wgs84"},
    }
    written = dump_json(write_site(read_site(given, rules, seeds().divisions)))
    again = reread(reload_json(written), rules)
    assert again == read_site(load_json(written), rules, seeds().divisions)
    assert dump_json(write_site(again)) == written


def test_a_name_is_spelled_as_it_is_spelled_whole() -> None:
    rng = random.Random(20261130)
    phrases = rng.sample([phrase for phrase in PHRASES_DICT if len(phrase) < 6], 400)
    others = ["A座", "12", "（", "二", "①", "Ⅱ", " ", "服务站", "行", "长", "重庆", "渠", "é", "𠀀"]
    for _ in range(share(600, 20_000)):
        parts = [rng.choice([rng.choice(phrases)[: rng.randint(1, 5)], rng.choice(others)]) for _ in range(5)]
        name = "".join(parts).strip()
        lines = search_text(Site("C", "qu-2023", "k", "t", name=name), seeds().divisions).split("\n")
        assert searched("".join(lazy_pinyin(name))) in lines
