"""What a change record is about, in words: the kind and which one, so that nobody has to read an id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.journeys.house import House
from app.store.changes import ChangeRecord
from app.store.log_subjects import read_subjects
from app.store.sites import read_sites_of
from app.wording import Wording, same

LOG_SUBJECTS: Mapping[str, Wording] = {
    "site": Wording("站点", "Site"),
    "proposal": Wording("变更申请", "Change request"),
    "rectification": Wording("整改事项", "Rectification"),
    "notice": Wording("通知书", "Notice"),
    "notice_words": Wording("通知书用语", "Words of notices"),
    "inspection": Wording("检查记录", "Inspection"),
    "planned_visit": Wording("检查安排", "Planned visit"),
    "holidays": Wording("放假安排", "Holidays"),
    "audit": Wording("核查存档", "Audit"),
    "audit_clock": Wording("月末自动存档", "Automatic audits"),
    "account": Wording("账号", "Account"),
    "token": Wording("接口令牌", "API token"),
    "programme": Wording("方案包", "Programme pack"),
    "contract": Wording("运营合同", "Contract"),
    "village": Wording("村（社区）", "Village"),
    "evidence": Wording("佐证材料", "Evidence"),
    "coverage": Wording("服务圈", "Service circle"),
    "roads": Wording("道路", "Roads"),
    "site_plan": Wording("选址方案", "Siting plan"),
    "ledger_entry": Wording("台账记录", "Ledger row"),
    "assessment": Wording("考核评分", "Assessment"),
    "spending": Wording("支出", "Spending"),
    "acceptance": Wording("验收", "Acceptance"),
    "what_if": Wording("条款测算", "What-if"),
    "fault_report": Wording("公众反映", "Report of a fault"),
    "public_photo": Wording("公开照片", "Public photo"),
    "registry": Wording("全部数据", "Registry"),
}
"""What is said of a kind of subject, before which one it is; a site is named without it."""
_ACTORS: Mapping[str, Wording] = {
    "seed": Wording("系统（载入方案）", "The program (loading packs)"),
    "clock": Wording("系统（月末存档）", "The program (end of month)"),
    "escalation": Wording("系统（逾期升级）", "The program (escalating)"),
    "public": Wording("公众", "The public"),
}
_TERMINAL = "cli:"
_BY_PROGRAMME = frozenset({"notice_words", "audit_clock", "programme"})
_BY_DIVISION = frozenset({"village", "roads"})
_BY_SITE = frozenset({"site", "acceptance"})
_COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class LogSubject:
    """One subject: `words` name it, `known` is what its page's address needs, by place, `key` among it."""

    kind: str
    words: Wording
    known: Mapping[str, str]


async def named_subjects(house: House, records: Iterable[ChangeRecord]) -> dict[tuple[str, str], LogSubject]:
    """The subjects of these records, by kind and key. What is gone is named by its kind and key."""
    keys: dict[str, set[str]] = defaultdict(set)
    for record in records:
        keys[record.subject_kind].add(record.subject_key)
    known = {
        (kind, key): {"key": key} | _without_table(house, kind, key) | found.get(key, {})
        for kind, some in keys.items()
        for found in [await read_subjects(kind, some)]
        for key in some
    }
    owners = await read_subjects("account", [said["account"] for said in known.values() if "account" in said])
    sites = await read_sites_of(said["site"] for said in known.values() if "site" in said)
    named = {}
    for (kind, key), said in known.items():
        if "account" in said:
            said |= {"username": owners.get(said["account"], {}).get("username", "")}
        site = sites.get(said.get("site", ""))
        named[kind, key] = LogSubject(kind, _words(house, kind, said, site.name if site else None), said)
    return named


def actor_words(name: str) -> Wording:
    """Who acted: people by their name, the program by what it was doing."""
    if name.startswith(_TERMINAL):
        told = name.removeprefix(_TERMINAL)
        return Wording(f"命令行（{told}）", f"Terminal ({told})")
    return _ACTORS.get(name, same(name))


def _without_table(house: House, kind: str, key: str) -> dict[str, str]:
    """What the key says by itself, of kinds that are not told apart by ids."""
    if kind in _BY_SITE:
        return {"site": key}
    if kind in _BY_PROGRAMME:
        return {"programme": key}
    if kind in _BY_DIVISION:
        county = key[:_COUNTY_DIGITS]
        here = [p.slug for p in house.programmes.values() if p.jurisdiction[:_COUNTY_DIGITS] == county]
        division = house.divisions.get(key)
        return {"name": division.name if division else key} | ({"programme": here[0]} if here else {})
    return {}


def _words(house: House, kind: str, said: Mapping[str, str], site_name: str | None) -> Wording:
    label = LOG_SUBJECTS.get(kind, same(kind))
    code = said.get("site", "")
    site = " ".join(part for part in (site_name, code) if part)
    if kind == "site":
        return same(site)
    which = same(" ".join(part for part in (site, said.get("day", ""), said.get("name", "")) if part))
    if not which.zh:
        programme = house.programmes.get(said.get("programme", ""))
        which = programme.short_title if programme else same("" if kind == "registry" else said["key"])
    return Wording(f"{label.zh} {which.zh}".strip(), f"{label.en} {which.en}".strip())
