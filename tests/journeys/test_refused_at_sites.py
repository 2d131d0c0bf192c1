"""What journeys about sites refuse, each for its own reason: notices, visits, photos, requests, registration."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from app.access.actor import Actor
from app.errors import NotAllowed, NotFound, Refused, TooLarge, Unavailable
from app.journeys.desk.labels import labels_of
from app.journeys.evidence import Upload
from app.journeys.house import House
from app.journeys.inspections.issue import draft_notice, issue_for_order, issue_notices
from app.journeys.inspections.planned_visits import call_off_planned_visit, plan_visits
from app.journeys.inspections.rectify import (
    answer_rectification,
    order_rectification,
    send_back_rectification,
    withdraw_rectification,
)
from app.journeys.inspections.visits import record_visit
from app.journeys.log_subjects import actor_words, named_subjects
from app.journeys.network.judged import network
from app.journeys.proposals.author import withdraw
from app.journeys.proposals.outcomes import Entered, done_or_raised
from app.journeys.proposals.review import accept
from app.journeys.proposals.save import save_all
from app.journeys.proposals.undo import undo
from app.journeys.registry.life import change_life
from app.journeys.registry.merge import merge_sites
from app.journeys.registry.public_photos import PhotoOffered, public_photo_bytes, publish_photo
from app.journeys.registry.register import register
from app.journeys.storage import place_of_bytes
from app.store.accounts import read_account
from app.store.changes import read_changes
from app.store.evidence import read_evidence
from app.store.public_photos import read_public_photos
from tests.journeys.looked_at import CODE, CONTRACT, World, world
from tests.journeys.test_refused_with_its_reason import MOST_BYTES, faults, refused
from tests.journeys.writes.sites import requested, seen
from tests.journeys.writes.table import EDITOR, OFFICE, QU, REVIEWER, ROOT

__all__ = ["world"]

OTHER_OFFICE = replace(OFFICE, key="office-2", name="县局另一人")


@pytest.fixture
def house(world: World) -> House:
    """The county that all of these journeys are asked in."""
    return world.house


def asked(house: House, *pairs: Any) -> dict[str, Any]:
    day = str(house.today())
    return {"found_on": day, "demand": "补挂", "due_on": day, "pairs": list(pairs)}


async def test_a_notice_is_issued_for_what_is_wrong_at_open_sites_and_once_an_order(house: House, world: World) -> None:
    for pairs, code in (
        ([], "empty"),
        ([("QX-TUXI",)], "wrong_type"),
        (["QX-TUXI"], "wrong_type"),
        ([("QX-TUXI", 1)], "wrong_type"),
        ([("NO-SUCH", "station.posted")], "unknown_site"),
        ([(CONTRACT, "station.posted")], "unknown_site"),
        ([("QX-TUXI", "station.posted")], "nothing_to_order"),
        ([("QX-TUXI", "no.clause")], "nothing_to_order"),
        ([("QX-TUXI", "station.posted")] * 301, "too_long"),
    ):
        told = await faults(issue_notices(house, REVIEWER, QU, asked(house, *pairs)))
        assert code in {one for _, one in told}, pairs
    await refused(issue_for_order(house, REVIEWER, world["order"]), Refused, "已有通知书")
    order = {"found_on": str(house.today()), "finding": "x", "demand": "y", "due_on": str(house.today())}
    over = await order_rectification(house, REVIEWER, "QX-HELI", order)
    await withdraw_rectification(house, REVIEWER, over.id, 1, "x")
    await refused(issue_for_order(house, REVIEWER, over.id), Refused, "已结束")
    again = await order_rectification(house, REVIEWER, "QX-HELI", order)
    await answer_rectification(house, EDITOR, again.id, 1, "x")
    assert await faults(send_back_rectification(house, REVIEWER, again.id, 2, "", "")) == [
        ("remark", "empty"),
        ("due_on", "missing"),
    ]
    every = (await network(house)).tables[QU]
    code, clause = next(
        (code, clause)
        for codes, _, _ in every.blocks()
        for code in codes
        for clause, verdict in every.verdicts(code).items()
        if verdict == "unknown"
    )
    await refused(draft_notice(house, REVIEWER, QU, asked(house, (code, clause)), "x"), Refused, "没有选中")


async def test_a_closed_site_is_ordered_planned_and_noticed_no_more(house: House) -> None:
    version, said = await seen("QX-JINGBIAN"), {"status": "closed", "reason": "撤并"}
    await change_life(house, OFFICE, "QX-JINGBIAN", version, "status", said)
    order = {"found_on": str(house.today()), "finding": "x", "demand": "y", "due_on": str(house.today())}
    await refused(order_rectification(house, REVIEWER, "QX-JINGBIAN", order), Refused, "已关闭")
    pair = ("QX-JINGBIAN", "station.posted")
    await refused(issue_notices(house, REVIEWER, QU, asked(house, pair)), Refused, "关闭")
    account = await read_account("demo-reviewer")
    assert account is not None
    plan = {"planned_on": str(house.today()), "inspector": str(account.id)}
    assert await faults(plan_visits(house, REVIEWER, ["QX-JINGBIAN"], plan)) == [("site", "closed")]
    assert await faults(plan_visits(house, REVIEWER, [], plan)) == [("site", "missing")]
    many = [f"X-{number}" for number in range(201)]
    assert await faults(plan_visits(house, REVIEWER, many, plan | {"planned_on": ""})) == [
        ("site", "too_many"),
        ("planned_on", "missing"),
    ]
    await refused(plan_visits(house, REVIEWER, many[:200], plan), NotFound)
    await refused(call_off_planned_visit(house, REVIEWER, uuid4(), 1, "x"), NotFound, "没有此检查安排")
    stranger = Actor("x", "x", "reader")
    assert await faults(plan_visits(house, REVIEWER, ["QX-HELI"], plan | {"inspector": stranger.key})) == [
        ("inspector", "unknown")
    ]


async def test_a_visit_has_sixty_photos_at_most_and_none_too_large(house: House) -> None:
    given = {"visited_on": str(house.today()), "inspectors": "张三", "looked-station.posted": "same"}
    small = Upload("a.jpg", b"x")
    many = {"station.posted": [small] * 61}
    assert await faults(record_visit(house, REVIEWER, CODE, given, None, photos=many)) == [("photos", "too_many")]
    large = {"station.posted": [Upload("b.jpg", b"x" * (MOST_BYTES + 1))]}
    await refused(record_visit(house, REVIEWER, CODE, given, None, photos=large), TooLarge)
    assert await faults(record_visit(house, REVIEWER, CODE, given, None, of=uuid4())) == [("of", "other_site")]


async def test_a_request_is_not_taken_back_over_a_draft_and_what_the_office_keeps_is_the_offices_to_undo(
    house: House,
) -> None:
    sent = await requested(house, "QX-LANGYA")
    await requested(house, "QX-LANGYA", "keep")
    await refused(withdraw(house, EDITOR, sent.id, sent.version), Refused, "还有一份草稿")
    moved = Entered({"parent": "QX-PARK"}, None, "submit", "归市场管理")
    (made,) = done_or_raised(await save_all(house, OTHER_OFFICE, {"QX-LIDU": moved}))
    version = await seen("QX-LIDU")
    await accept(house, OFFICE, made.stored.id, seen_version=1, seen_site_version=version)
    await refused(undo(house, REVIEWER, made.stored.id, "x"), NotAllowed)
    await undo(house, OFFICE, made.stored.id, "x")


async def test_waivers_merges_and_photos_are_refused_for_what_they_are(house: House) -> None:
    version = await seen("QX-LIFU")
    gone = {"clause": "station.posted", "until": "2027-01-01", "reason": "x"}
    await refused(change_life(house, OFFICE, "QX-LIFU", version, "revoke", gone), Refused, "没有此项豁免")
    for into, code in (
        ("NO-SUCH", "unknown_site"),
        ("QX-LIFU", "itself"),
        ("QX-PARK", "other_kind"),
        (CONTRACT, "other_kind"),
        ("QX-JINGBIAN-X", "unknown_site"),
    ):
        assert await faults(merge_sites(house, OFFICE, "QX-LIFU", version, into, "x")) == [("into", code)]
    assert await faults(merge_sites(house, OFFICE, "QX-LIFU", version, "QX-FENGLE", "")) == [("reason", "empty")]
    large = PhotoOffered("门口", True, upload=b"x" * (MOST_BYTES + 1))
    await refused(publish_photo(house, OFFICE, "QX-LIFU", large), TooLarge)
    piece = (await read_evidence([CODE]))[0]
    of_another = PhotoOffered("门口", True, piece.id)
    await refused(publish_photo(house, OFFICE, "QX-LIFU", of_another), NotFound)
    for number in range(6):
        await publish_photo(house, OFFICE, "QX-LIFU", PhotoOffered(f"{number}", True, upload=shade(number)))
    assert await faults(publish_photo(house, OFFICE, "QX-LIFU", PhotoOffered("又一张", True, upload=shade(9)))) == [
        ("file", "too_many")
    ]
    digest = (await read_public_photos("QX-LIFU"))[0].sha256
    place_of_bytes(house, digest).unlink()
    await refused(public_photo_bytes(house, digest), Unavailable)


def shade(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (number * 25, 99, 0)).save(out, "PNG")
    return out.getvalue()


async def test_the_log_names_people_programs_villages_and_roads(house: House) -> None:
    for name, zh, en in (
        ("cli:root", "命令行（root）", "Terminal (root)"),
        ("seed", "系统（载入方案）", "The program (loading packs)"),
        ("李四", "李四", "李四"),
    ):
        assert tuple(actor_words(name)) == (zh, en)
    (record,) = await read_changes(limit=1)
    about = [replace(record, subject_kind=kind, subject_key=key) for kind, key in SUBJECTS]
    named = await named_subjects(house, about)
    assert {key: one.words.zh for key, one in named.items()} == {
        ("village", "511725103201"): f"村（社区） {house.divisions.get('511725103201').name}",
        ("village", "999999999999"): "村（社区） 999999999999",
        ("roads", "511725000000"): "道路 渠县",
        ("registry", "all"): "全部数据",
        ("programme", QU): f"方案包 {house.programmes[QU].short_title.zh}",
        ("site", "NO-SUCH"): "NO-SUCH",
    }
    assert named["village", "511725103201"].known["programme"] == QU
    assert "programme" not in named["village", "999999999999"].known


SUBJECTS = (
    *(("village", "511725103201"), ("village", "999999999999"), ("roads", "511725000000"), ("registry", "all")),
    *(("programme", QU), ("site", "NO-SUCH")),
)


async def test_codes_at_a_site_are_called_by_their_names(house: House) -> None:
    labels = labels_of(house, house.programmes[QU], "service_station", {"QX-TUXI": "土溪镇服务站"})
    assert str(labels["division"]("511725103000").zh).endswith("土溪镇")
    assert labels["division"]("999999999999") is None
    assert (labels["parent"]("QX-TUXI").zh, labels["parent"]("NO-SUCH")) == ("土溪镇服务站", None)
    tier = labels["tier"]("township_basic")
    assert tier is not None
    assert "基础" in tier.zh
    assert labels["waivers"]("station.posted").zh == "制度上墙"
    assert labels_of(house, house.programmes[QU], "nothing", {})["tier"]("township_basic") is None


async def test_a_programme_that_does_not_exist_is_not_found(house: House) -> None:
    whole = await network(house)
    with pytest.raises(NotFound):
        whole.programme("nothing")
    assert whole.programme(QU) is house.programmes[QU]


async def test_what_is_registered_has_a_name_a_place_and_a_status_and_keeps_them(house: House) -> None:
    bare = {"code": "QX-BARE", "programme": QU, "kind": "service_point", "tier": "village"}
    assert set(await faults(register(house, ROOT, [bare], reason="x"))) == {
        ("[0].name", "missing"),
        ("[0].division", "missing"),
        ("[0].status", "missing"),
    }
    for item in ("name", "division", "status"):
        without = register(house, ROOT, [{"code": CODE, item: None}], reason="x")
        assert (f"[0].{item}", "missing") in await faults(without)
