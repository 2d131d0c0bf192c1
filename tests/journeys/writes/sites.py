"""Journeys that write about sites: registering, changing, requesting, reviewing, accepting."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.exchange.pictures import sample_photo
from app.journeys.evidence import Upload, add_evidence, take_back
from app.journeys.faults.answering import answer_fault
from app.journeys.faults.report import FaultSaid, report_fault
from app.journeys.house import House
from app.journeys.inspections.rectifications import verdicts_now
from app.journeys.proposals.author import confirm, discard, withdraw
from app.journeys.proposals.outcomes import Entered, OnForm, Saved, Submitted, Then, done_or_raised
from app.journeys.proposals.review import accept, send_back
from app.journeys.proposals.save import save_all, save_typed
from app.journeys.proposals.undo import undo
from app.journeys.registry.acceptance import move_acceptance
from app.journeys.registry.life import change_life
from app.journeys.registry.merge import merge_sites
from app.journeys.registry.public_photos import PhotoOffered, publish_photo, withdraw_photo
from app.journeys.registry.register import register
from app.journeys.site_rights import stored_site
from app.store.evidence import read_evidence
from app.store.proposals import StoredProposal, read_proposal
from app.store.public_photos import read_public_photos
from tests.journeys.writes.table import EDITOR, OFFICE, REVIEWER, ROOT, Do, writes

WHY = "电话改了"


async def seen(code: str) -> int:
    return (await stored_site(code)).version


async def entered(house: House, who: Actor, code: str, then: Then, **form: object) -> tuple[Saved | Submitted, ...]:
    said = Entered({"phone": f"0818-72{len(code):05}"}, None, then, WHY, OnForm(**form) if form else None)
    return done_or_raised(await save_all(house, who, {code: said}))


async def requested(house: House, code: str, then: Then = "submit") -> StoredProposal:
    """A request of the editor."""
    (made,) = await entered(house, EDITOR, code, then)
    return made.stored


async def again(key: UUID) -> StoredProposal:
    found = await read_proposal(key)
    assert found is not None
    return found


@writes(register, "publish_directly", ROOT, "site.imported", reason="补充登记", place=False)
async def registering(house: House) -> Do:
    document = {"code": "QX-LINBA", "phone": "0818-7210001"}
    return lambda who, _: register(house, who, [document], reason="补充登记")


@writes(save_all, "submit_change", EDITOR, "proposal.submitted", reason=WHY, repeats=True)
async def handing_in(house: House) -> Do:
    return lambda who, _: entered(house, who, "QX-HUB", "submit")


@writes(save_typed, "edit_site", EDITOR, "proposal.saved", reason=WHY, repeats=True)
async def drafting(house: House) -> Do:
    said = Entered({"phone": "0818-7210002"}, None, "keep", WHY)
    return lambda who, _: save_typed(house, who, "QX-SANHUI", lambda sheet: said)


@writes(save_all, "publish_directly", OFFICE, "site.edited", reason=WHY)
async def publishing(house: House) -> Do:
    return lambda who, _: entered(house, who, "QX-GUIFU", "publish")


@writes(withdraw, "withdraw_change", EDITOR, "proposal.withdrawn")
async def withdrawing(house: House) -> Do:
    sent = await requested(house, "QX-WENCHONG")
    return lambda who, late: withdraw(house, who, sent.id, sent.version - late)


@writes(discard, "withdraw_change", EDITOR, "proposal.discarded")
async def discarding(house: House) -> Do:
    draft = await requested(house, "QX-YONGXING", "keep")
    return lambda who, late: discard(house, who, draft.id, draft.version - late)


@writes(confirm, "edit_site", EDITOR, "site.confirmed")
async def confirming(house: House) -> Do:
    said = {"code": "QX-YONGXING", "facts": {"area_m2": 77}}
    await register(house, OFFICE, [said], reason="x")
    version = await seen("QX-YONGXING")
    object.__setattr__(house, "now", later(house, 1))
    return lambda who, late: confirm(house, who, "QX-YONGXING", ["area_m2"], version - late)


def later(house: House, days: int):
    moment = house.now() + timedelta(days=days)
    return lambda: moment


@writes(send_back, "review_change", REVIEWER, "proposal.sent_back", reason="请附照片", never=EDITOR.key)
async def sending_back(house: House) -> Do:
    sent = await requested(house, "QX-JINGBIAN")
    return lambda who, late: send_back(house, who, sent.id, sent.version - late, "请附照片")


@writes(accept, "review_change", REVIEWER, "proposal.accepted", "proposal.accepted", reason=None, never=EDITOR.key)
async def accepting(house: House) -> Do:
    sent = await requested(house, "QX-BAOCHENG")
    site = await seen("QX-BAOCHENG")
    return lambda who, late: accept(house, who, sent.id, seen_version=sent.version, seen_site_version=site - late)


@writes(accept, "review_change", REVIEWER, "proposal.accepted", "proposal.accepted", reason=None, never=EDITOR.key)
async def accepting_a_request_that_moved_on(house: House) -> Do:
    sent = await requested(house, "QX-YOUQING")
    site = await seen("QX-YOUQING")
    return lambda who, late: accept(house, who, sent.id, seen_version=sent.version - late, seen_site_version=site)


@writes(
    undo,
    "undo_acceptance",
    REVIEWER,
    *("proposal.undone", "proposal.undone", "proposal.sent_back"),
    reason=None,
    never=EDITOR.key,
)
async def undoing(house: House) -> Do:
    sent = await requested(house, "QX-XIANDU")
    site = await seen("QX-XIANDU")
    await accept(house, REVIEWER, sent.id, seen_version=sent.version, seen_site_version=site)

    def do(who: Actor, late: int):
        return undo(house, who, sent.id, "点错了", also=["phone"], seen_site_version=site + 1 - late)

    return do


@writes(
    move_acceptance,
    "publish_directly",
    OFFICE,
    *("site.declared", "acceptance.declared"),
    reason="同意申报",
)
async def declaring(house: House) -> Do:
    version, day = await seen("QX-YANFENG"), house.today().isoformat()
    given = {"happened_on": day, "done_by": "张三", "opinion": "同意申报"}
    return lambda who, late: move_acceptance(house, who, "QX-YANFENG", (version - late, 0), "declare", given)


@writes(move_acceptance, "publish_directly", OFFICE, "acceptance.desk_reviewed", reason="资料齐全")
async def reviewing_papers(house: House) -> Do:
    version, day = await seen("QX-WANSHOU"), house.today().isoformat()
    given = {"happened_on": day, "done_by": "张三", "opinion": "资料齐全"}
    return lambda who, late: move_acceptance(house, who, "QX-WANSHOU", (version, -late), "desk", given)


@writes(change_life, "publish_directly", OFFICE, "site.suspended", reason="装修")
async def suspending(house: House) -> Do:
    version = await seen("QX-LANGYA")
    said = {"status": "suspended", "reason": "装修"}
    return lambda who, late: change_life(house, who, "QX-LANGYA", version - late, "status", said)


@writes(change_life, "issue_waiver", OFFICE, "site.waived", reason="会议决定", repeats=True)
async def waiving(house: House) -> Do:
    version = await seen("QX-LIDU")
    until = (house.today() + timedelta(days=30)).isoformat()
    site = await stored_site("QX-LIDU")
    clause = next(one.clause.id for one in verdicts_now(house, site) if one.clause.level == "generally")
    said = {"clause": clause, "until": until, "why": "搬迁", "paper": "渠府函1号", "reason": "会议决定"}
    return lambda who, late: change_life(house, who, "QX-LIDU", version - late, "waive", said)


@writes(change_life, "publish_directly", OFFICE, "site.undone", reason="登错", repeats=True)
async def undoing_the_last(house: House) -> Do:
    await register(house, OFFICE, [{"code": "QX-ZHONGTAN", "phone": "0818-7210009"}], reason="x")
    version = await seen("QX-ZHONGTAN")
    return lambda who, late: change_life(house, who, "QX-ZHONGTAN", version - late, "undo", {"reason": "登错"})


@writes(merge_sites, "publish_directly", OFFICE, *["site.merged"] * 4, reason="撤并")
async def merging(house: House) -> Do:
    version = await seen("QX-FENGLE")
    return lambda who, late: merge_sites(house, who, "QX-FENGLE", version - late, "QX-LIFU", "撤并")


@writes(add_evidence, "upload_evidence", EDITOR, "evidence.added", reason="address", repeats=True)
async def adding_evidence(house: House) -> Do:
    photo = Upload("门口.jpg", sample_photo())
    return lambda who, _: add_evidence(house, who, "QX-HELI", "address", [photo])


@writes(take_back, "upload_evidence", EDITOR, "evidence.taken_back", "photo.withdrawn", reason=None)
async def taking_evidence_back(house: House) -> Do:
    await add_evidence(house, EDITOR, "QX-QINGLONG", "address", [Upload("门口.jpg", sample_photo())])
    (piece,) = await read_evidence(["QX-QINGLONG"])
    await publish_photo(house, OFFICE, "QX-QINGLONG", PhotoOffered("门口", True, piece.id))
    return lambda who, _: take_back(house, who, piece.id)


@writes(publish_photo, "publish_directly", OFFICE, "photo.published")
async def showing_a_photo(house: House) -> Do:
    offered = PhotoOffered("门口", True, upload=sample_photo())
    return lambda who, _: publish_photo(house, who, "QX-JUANDONG", offered)


@writes(withdraw_photo, "publish_directly", OFFICE, "photo.withdrawn")
async def withdrawing_a_photo(house: House) -> Do:
    await publish_photo(house, OFFICE, "QX-WANGXI", PhotoOffered("门口", True, upload=sample_photo()))
    (photo,) = await read_public_photos("QX-WANGXI")
    return lambda who, _: withdraw_photo(house, who, "QX-WANGXI", photo.id)


@writes(answer_fault, "answer_fault", EDITOR, "fault.answered")
async def answering_a_fault(house: House) -> Do:
    told = await report_fault(house, "192.0.2.9", "QX-LONGFENG", FaultSaid("closed", "门锁着"), uuid4())
    return lambda who, late: answer_fault(house, who, told.id, told.version - late, "已按时开门")
