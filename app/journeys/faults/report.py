"""Taking in what somebody without an account reports about a site, and telling them what became of it.

Nothing of it becomes part of the site's record, and nothing that was typed or sent leaves the house again: whoever has
the number is told what was answered. The change record says that there was a report, never what it said.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from app.access.actor import program
from app.access.allowance import Allowance
from app.access.throttle import counted_address
from app.errors import Fault, InvalidInput, NotFound, TooLarge, TooMany
from app.exchange.images import JPEG, prepared
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.evidence import MOST_BYTES, TOO_LARGE
from app.journeys.house import House
from app.journeys.site_rights import stored_site
from app.journeys.storage import lay_down
from app.journeys.turns import PICTURES, in_turn
from app.normal.identity_numbers import holds_identity_number
from app.normal.telephones import normal_telephone, telephones
from app.normal.text import kept
from app.sites.entry import IDENTITY_NUMBER
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.fault_reports import (
    StoredFaultReport,
    insert_fault_report,
    read_fault_report,
    read_fault_report_by_number,
    read_waiting_fault_reports,
)
from app.wording import Wording

SUBJECT = "fault_report"
PUBLIC = "public"
SORTS: Mapping[str, Wording] = {
    "closed": Wording("去了没开门", "It was closed"),
    "moved": Wording("已经搬走或找不到", "It has moved, or cannot be found"),
    "hours": Wording("开放时间不对", "The opening hours are wrong"),
    "telephone": Wording("电话打不通或不对", "The telephone is wrong, or nobody answers"),
    "other": Wording("其他问题", "Something else"),
}
"""What can be wrong, in the order in which it is offered."""
LONGEST_WORDS, LONGEST_PHONE = 500, 40
MOST_WAITING = 50
"""Reports of one site that wait; more say nothing new."""
_AN_HOUR = timedelta(hours=1)
_REPORTS_AN_HOUR = 6
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_NUMBER_SIGNS = 12
_WAIT = Wording("您提交得太频繁，请稍后再试。", "You have sent many reports; please try again later.")
_MANY_WAIT = Wording(
    "此站点已有许多反映等待处理，暂不接收新的反映。", "Many reports about this site are waiting; no more are taken now."
)
_NO_SUCH = Wording("没有此编号的反映，请核对编号。", "There is no report of this number; please check it.")


@dataclass(frozen=True, slots=True)
class FaultSaid:
    """What somebody says is wrong; `photo` are the bytes of a picture, empty for none."""

    sort: str
    words: str = ""
    phone: str = ""
    photo: bytes = b""


class ReportsAllowance(Allowance):
    """Kept: how many reports each address has sent within the last hour, in this process. Lost, each begins anew."""


def _allowance(house: House) -> ReportsAllowance:
    return house.kept.of(ReportsAllowance, lambda: ReportsAllowance(_REPORTS_AN_HOUR, _AN_HOUR))


async def report_fault(house: House, address: str | None, code: str, said: FaultSaid, key: UUID) -> StoredFaultReport:
    """Take a report in; the same `key` again is the same report. Raises NotFound where there is no such site,
    InvalidInput with every fault, TooLarge, TooMany.
    """
    site = await stored_site(code)
    if (known := await read_fault_report(key)) is not None:
        return known
    if len(said.photo) > MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    caller = counted_address(address) or ""
    if seconds := _allowance(house).wait_seconds(caller, house.now()):
        raise TooMany(_WAIT, seconds)
    checked, faults = _checked(said)
    digest = None
    if said.photo and not faults:
        try:
            digest = await _kept_photo(house, said.photo)
        except InvalidInput as error:
            faults += [replace(fault, path="photo") for fault in error.faults]
    if faults:
        raise InvalidInput(faults)
    report = StoredFaultReport(
        id=key,
        number=_number(),
        site_code=site.code,
        sort=checked.sort,
        words=checked.words,
        phone=checked.phone or None,
        photo_sha256=digest,
        reported_at=house.now(),
    )
    async with transaction():
        if (known := await read_fault_report(key)) is not None:
            return known
        if len(await read_waiting_fault_reports([site.code])) >= MOST_WAITING:
            raise TooMany(_MANY_WAIT, int(_AN_HOUR.total_seconds()))
        await insert_fault_report(report)
        await append_changes([_change(house, report)])
    _allowance(house).spend(caller, 1, house.now())
    return report


async def answer_to(number: str) -> StoredFaultReport:
    """The report of a number, for whoever has it: what was answered may be told, what was sent may not.

    Raises NotFound.
    """
    signs = "".join(sign for sign in number.upper() if sign.isalnum())
    found = await read_fault_report_by_number(signs) if len(signs) == _NUMBER_SIGNS else None
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def written_number(number: str) -> str:
    """A number as people read it out.

    >>> written_number("ABCD2345EFGH")
    'ABCD-2345-EFGH'
    """
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))


def _checked(said: FaultSaid) -> tuple[FaultSaid, list[Fault]]:
    faults = []
    words, phone = kept(said.words), normal_telephone(said.phone)
    if said.sort not in SORTS:
        faults.append(Fault("sort", "missing", Wording("请选择是什么问题", "choose what is wrong")))
    if len(words) > LONGEST_WORDS:
        zh, en = f"不能超过 {LONGEST_WORDS} 个字", f"{LONGEST_WORDS} characters at most"
        faults.append(Fault("words", "too_long", Wording(zh, en)))
    if said.sort == "other" and not words:
        faults.append(Fault("words", "missing", Wording("请写明是什么问题", "say what is wrong")))
    faults += [replace(IDENTITY_NUMBER, path="words")] if holds_identity_number(words) else []
    if phone and (len(phone) > LONGEST_PHONE or not any(one.dialled for one in telephones(phone))):
        faults.append(Fault("phone", "bad_telephone", Wording("电话号码不对；也可不填", "no telephone; may be empty")))
    return replace(said, words=words, phone=phone), faults


async def _kept_photo(house: House, raw: bytes) -> str:
    """The hash of a photo that was drawn anew and laid down. Raises InvalidInput for anything but a photo."""
    drawn = await in_turn(house, PICTURES, prepared, raw)
    if drawn.media_type != JPEG:
        raise InvalidInput([Fault("photo", "not_a_photo", Wording("请上传照片", "must be a photo"))])
    digest = hashlib.sha256(drawn.content).hexdigest()
    await asyncio.to_thread(lay_down, house, digest, drawn.content)
    return digest


def _number() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_NUMBER_SIGNS))


def _change(house: House, report: StoredFaultReport) -> NewChange:
    after = json_text({"site": report.site_code, "sort": report.sort})
    return change_by(program(PUBLIC), house, "fault.reported", SUBJECT, report.id, after=after)
