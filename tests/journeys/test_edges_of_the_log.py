"""The change log at its bounds: whole days of the county, subjects that have no name, a database without a chain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import Unavailable
from app.exchange.pictures import sample_photo
from app.journeys.accounts.tokens import StoredToken
from app.journeys.audits.kept_audits import make_audit
from app.journeys.change_log import AskedLog, change_log, verify_log
from app.journeys.desk.what_if_kept import keep_what_if
from app.journeys.evidence import Upload, add_evidence
from app.journeys.house import House
from app.journeys.log_subjects import actor_words, named_subjects
from app.journeys.network.closing import closed_since, merged_into
from app.journeys.network.one_site import recorded_on
from app.journeys.registry.merge import merge_sites
from app.journeys.registry.public_photos import PhotoOffered, publish_photo
from app.journeys.registry.register import register
from app.store.accounts import read_account
from app.store.changes import read_changes
from app.store.engine import opened, transaction
from app.store.evidence import read_evidence
from app.store.public_photos import read_public_photos
from app.store.sessions import insert_token
from tests.journeys.proposing_people import ADMIN
from tests.journeys.writes.table import EDITOR, OFFICE, QU
from tests.networks import house_of_copy

CODE, DAY = "QX-LINBA", date(2031, 5, 6)


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration, for all of these tests."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("log")) as built:
        yield built


async def saved_at(house: House, moment: datetime, area: int) -> None:
    later = replace(house, now=lambda: moment)
    await register(later, OFFICE, [{"code": CODE, "facts": {"area_m2": area}}], reason=f"{area}")


async def test_days_asked_for_are_whole_days_of_the_county(house: House) -> None:
    begins = datetime(2031, 5, 5, 16, tzinfo=UTC)
    for area, moment in (
        (41, begins.replace(hour=15, minute=59, second=59, microsecond=999_999)),
        (42, begins),
        (43, datetime(2031, 5, 6, 15, 59, 59, 999_999, tzinfo=UTC)),
        (44, datetime(2031, 5, 6, 16, tzinfo=UTC)),
    ):
        await saved_at(house, moment, area)
    for asked, reasons in (
        ({"since": DAY, "until": DAY}, ["43", "42"]),
        ({"since": DAY}, ["44", "43", "42"]),
        ({"until": DAY}, ["43", "42", "41"]),
    ):
        page = await change_log(ADMIN, AskedLog(subject=CODE, action="site.imported", **asked), limit=len(reasons))
        assert [record.reason for record in page.records] == reasons, asked


async def test_every_subject_is_named_by_what_people_call_it_and_by_its_key_only_where_it_is_gone(
    house: House,
) -> None:
    await add_evidence(house, EDITOR, CODE, "address", [Upload("门口.jpg", sample_photo())])
    (piece,) = await read_evidence([CODE])
    await publish_photo(house, OFFICE, CODE, PhotoOffered("大门", True, piece.id))
    (photo,) = await read_public_photos(CODE)
    person = await read_account("demo-tuxi")
    assert person is not None
    token = StoredToken(
        account=person.id, name="月报", token_sha256="0" * 64, created_at=house.now(), expires_at=house.now()
    )
    async with transaction():
        await insert_token(token)
    audits = [await make_audit(house, OFFICE, QU, title=title) for title in ("", "年底核查")]
    kept = await keep_what_if(house, OFFICE, QU, "station.area_basic", {"check.value": "20"}, "二十平", None)
    site, today = f"临巴镇公共就业创业中心服务站 {CODE}", house.today()
    county, village = house.programmes[QU].short_title, house.divisions.get("511725103201")
    assert village is not None
    expected = {
        ("evidence", str(piece.id)): f"佐证材料 {site} 门口.jpg",
        ("public_photo", str(photo.id)): f"公开照片 {site} 大门",
        ("token", str(token.id)): "接口令牌 月报",
        ("token", str(piece.id)): f"接口令牌 {piece.id}",
        ("account", str(person.id)): "账号 demo-tuxi",
        ("audit", str(audits[0].id)): f"核查存档 {today}",
        ("audit", str(audits[1].id)): f"核查存档 {today} 年底核查",
        ("what_if", str(kept.id)): "条款测算 二十平",
        ("site", CODE): f"临巴镇公共就业创业中心服务站 {CODE}",
        ("acceptance", CODE): f"验收 {site}",
        ("notice_words", QU): f"通知书用语 {county.zh}",
        ("audit_clock", QU): f"月末自动存档 {county.zh}",
        ("programme", "gone-1999"): "方案包 gone-1999",
        ("holidays", "2027"): "放假安排 2027",
        ("village", "511725103201"): f"村（社区） {village.name}",
        ("registry", "whole"): "全部数据",
        ("no_such_kind", "7"): "no_such_kind 7",
    }
    (record,) = await read_changes(limit=1)
    about = [replace(record, subject_kind=kind, subject_key=key) for kind, key in expected]
    named = await named_subjects(house, about)
    assert {key: one.words.zh for key, one in named.items()} == expected
    assert named["audit_clock", QU].words.en == f"Automatic audits {county.en}"
    assert named["registry", "whole"].words.en == "Registry"
    assert named["token", str(token.id)].known["username"] == "demo-tuxi"
    assert named["village", "511725103201"].known["programme"] == QU
    assert named["acceptance", CODE].known == {"key": CODE, "site": CODE}


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("cli:root", "命令行（root）", "Terminal (root)"),
        ("clock", "系统（月末存档）", "The program (end of month)"),
        ("escalation", "系统（逾期升级）", "The program (escalating)"),
        ("public", "公众", "The public"),
        ("李四", "李四", "李四"),
    ],
)
def test_whoever_acted_is_named_and_the_program_by_what_it_did(name: str, zh: str, en: str) -> None:
    assert tuple(actor_words(name)) == (zh, en)


async def test_a_closed_site_closed_on_the_last_day_on_which_it_did_by_the_day_asked_for(house: House) -> None:
    code, into, midnight = "QX-YANFENG", "QX-LIFU", datetime(2031, 6, 1, 16, tzinfo=UTC)

    async def on(day: int, **changed: Any) -> None:
        there = replace(house, now=lambda: midnight + timedelta(days=day))
        await register(there, OFFICE, [{"code": code, **changed}], reason="x")

    def june(day: int) -> date:
        return date(2031, 6, day + 2)

    await on(0, status="operating")
    assert await closed_since((await recorded_on(house, code)).site, june(9)) is None
    await on(1, status="closed")
    await on(2, address="新街1号")
    site = (await recorded_on(house, code)).site
    assert [await closed_since(site, june(day)) for day in (0, 1, 2, 9)] == [None, june(1), june(1), june(1)]
    assert await merged_into(site, june(9)) is None
    await on(3, status="operating")
    version = (await recorded_on(house, code)).version
    await merge_sites(replace(house, now=lambda: midnight + timedelta(days=4)), OFFICE, code, version, into, "撤并")
    await on(5, address="新街2号")
    site = (await recorded_on(house, code)).site
    assert [await closed_since(site, june(day)) for day in (1, 3, 4, 9)] == [june(1), None, june(4), june(4)]
    assert [await merged_into(site, june(day)) for day in (1, 3, 4, 9)] == [None, None, into, into]
    never_recorded = replace(site, code="QX-NEVER")
    assert await closed_since(never_recorded, june(9)) is None


async def test_a_database_of_an_earlier_version_has_no_chain_to_be_held_to(empty_database_url: str) -> None:
    async with opened(empty_database_url):
        with pytest.raises(Unavailable, match="without a chain"):
            await verify_log(ADMIN)
