"""What means nothing, or should be nowhere, is refused at its place: cards, codes, points, unseen signs."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.errors import Fault, InvalidInput
from app.sites.site import Site

Read = Callable[..., Site]
MARKET = {"code": "M-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county"}
CARD = "51172519000101003X"


def faults(read: Read, document: dict[str, Any], **options: Any) -> list[Fault]:
    with pytest.raises(InvalidInput) as refused:
        read(document, **options)
    return list(refused.value.faults)


@pytest.mark.parametrize(
    "written", [CARD, "51172519 00010100 3x", "５１１７２５１９０００１０１００３Ｘ", "511725000101003"]
)
@pytest.mark.parametrize(
    "path",
    ["name", "address", "phone", "facts.plaque_text", "staff[0].name", "staff[0].phone", "waivers[0].reason", "code"],
)
def test_the_number_of_a_card_is_refused_in_every_text_and_never_repeated(read: Read, path: str, written: str) -> None:
    document: dict[str, Any] = {**MARKET}
    head, _, rest = path.partition(".")
    if head.endswith("]"):
        rows = {
            "staff[0]": {"role": "manager", "employment": "full_time"},
            "waivers[0]": {"clause": "gig.area", "until": "2027-01-01"},
        }
        document[head.removesuffix("[0]")] = [{**rows[head], rest: f"甲 {written}"}]
    elif rest:
        document[head] = {rest: written}
    else:
        document[path] = written if path == "code" else f"{written}。"
    (fault,) = faults(read, document)
    assert (fault.path, fault.code) == (path, "identity_number")
    assert "身份证号码" in fault.message.zh
    assert written not in "".join(fault.message)
    assert read({**MARKET, "phone": "0818-7200004、13800138000"}).phone


def test_a_record_from_before_the_rule_is_read_and_refused_at_its_next_change(read: Read) -> None:
    before = {**MARKET, "address": CARD}
    assert read(before, recorded=True).address == CARD
    assert faults(read, before)[0].path == "address"


@pytest.mark.parametrize("code", [".", "..", "CON", "nearest", "M-\u0421", "a b", "M/1"])
def test_codes_that_mean_something_or_only_look_like_one_are_refused(read: Read, code: str) -> None:
    (fault,) = faults(read, {**MARKET, "code": code})
    assert (fault.path, fault.code) == ("code", "bad_code")
    assert {fault.path for fault in faults(read, {**MARKET, "parent": code})} == {"parent"}


@pytest.mark.parametrize(("code", "kept"), [("CON", True), ("M_1", True), ("M-" + "1" * 62, True), ("a b", False)])
def test_a_code_that_was_given_before_its_rule_stays_if_it_was_one_then(read: Read, code: str, kept: bool) -> None:
    document = {**MARKET, "code": code, "parent": code + "1"}
    if not kept:
        assert {fault.path for fault in faults(read, document, recorded=True)} == {"code", "parent"}
        return
    site = read({**document, "parent": code[:-1]}, recorded=True)
    assert (site.code, site.parent) == (code, code[:-1])


@pytest.mark.parametrize("lon", [-180, 180, -179.9999])
def test_coordinates_beyond_the_world_once_converted_are_a_fault(read: Read, lon: float) -> None:
    (fault,) = faults(read, {**MARKET, "location": {"lon": lon, "lat": 0, "crs": "bd09"}})
    assert (fault.path, fault.code) in {("location", "out_of_range"), ("location", "far_away")}


@pytest.mark.parametrize(("lon", "lat"), [(31.0, 107.0), (30.84, 106.97), (30.84, 91)])
@pytest.mark.parametrize("crs", ["wgs84", "gcj02", "bd09"])
def test_swapped_coordinates_are_called_so(read: Read, lon: float, lat: float, crs: str) -> None:
    (fault,) = faults(read, {**MARKET, "location": {"lon": lon, "lat": lat, "crs": crs}})
    assert "经纬度写反了" in fault.message.zh


@pytest.mark.parametrize("sign", ["\u202e", "\u0000", "\ufffd", "\U000e0041"])
def test_signs_that_change_a_text_are_refused_with_their_place(read: Read, sign: str) -> None:
    (fault,) = faults(read, {**MARKET, "address": f"文化{sign}街"})
    assert (fault.path, fault.code) == ("address", "bad_character")
    assert "第 3 个字" in fault.message.zh


def test_texts_are_kept_in_their_normal_form(read: Read) -> None:
    site = read(
        {
            **MARKET,
            "name": " 土溪镇\u200b零工市场 ",
            "address": "文化街1号\r\n二楼\n",
            "phone": "（０８１８）７２００００４",
        }
    )
    assert (site.name, site.address, site.phone) == ("土溪镇零工市场", "文化街1号\n二楼", "(0818)7200004")


def test_a_count_is_whole_and_the_noise_of_a_double_is_none(read: Read) -> None:
    def rows(value: str) -> dict[str, Any]:
        return {**MARKET, "metrics": [{"metric": "livestream_sessions", "period": "2026-09", "value": Decimal(value)}]}

    assert list(read(rows("11.999999999999998")).metrics.values()) == [12]
    assert [(f.path, f.code) for f in faults(read, rows("12.5"))] == [("metrics[0].value", "not_whole")]


def test_money_is_kept_to_the_fen(read: Read) -> None:
    site = read(
        {**MARKET, "facts": {"stipend_monthly": Decimal("1340.105"), "subsidy_monthly": Decimal("0.30000000000000004")}}
    )
    assert site.facts == {"stipend_monthly": Decimal("1340.11"), "subsidy_monthly": Decimal("0.3")}


def test_coordinates_are_kept_to_the_centimetre(read: Read) -> None:
    location = read(
        {**MARKET, "location": {"lon": 106.97283099999999, "lat": 30.838137000000003, "crs": "wgs84"}}
    ).location
    assert location is not None
    assert (location.source_lon, location.source_lat) == (Decimal("106.972831"), Decimal("30.838137"))
