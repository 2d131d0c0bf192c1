"""The change log as a whole: read by who, what and when, and its chain of fingerprints held to what stands there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import Unavailable
from app.journeys.desk.history import SITE_ACTIONS
from app.journeys.holidays import HOLIDAY_ACTIONS
from app.journeys.inspections.planned_visits import PLAN_ACTIONS
from app.journeys.opening import migrations_due
from app.journeys.spending.entries import SPENDING_ACTIONS
from app.store.changes import ChainChecked, ChangeRecord, LogQuery, check_chain, known_in_log, read_log
from app.store.log_subjects import read_subject_keys_of_site
from app.units import CHINA
from app.wording import Wording

_EARLIER = Wording(
    "数据库还是旧版结构，变更记录尚无校验链；请先用 zhanwang serve 更新",
    "the database is of an earlier version without a chain; bring it up to date with zhanwang serve first",
)
LOG_ACTIONS: Mapping[str, Wording] = {
    **SITE_ACTIONS,
    **SPENDING_ACTIONS,
    **PLAN_ACTIONS,
    **HOLIDAY_ACTIONS,
    "proposal.saved": Wording("保存变更申请草稿", "Draft of a change request saved"),
    "proposal.discarded": Wording("删除变更申请草稿", "Draft of a change request discarded"),
    "proposal.escalated": Wording("变更申请逾期未审核", "Change request not reviewed in time"),
    "evidence.added": Wording("上传佐证材料", "Evidence uploaded"),
    "evidence.taken_back": Wording("撤回佐证材料", "Evidence taken back"),
    "account.added": Wording("新建账号", "Account added"),
    "account.disabled": Wording("停用账号", "Account disabled"),
    "account.enabled": Wording("启用账号", "Account enabled"),
    "account.renamed": Wording("更正账号名称", "Account renamed"),
    "account.regranted": Wording("调整账号权限", "Account's rights changed"),
    "account.password_set": Wording("重置密码", "Password reset"),
    "account.password_changed": Wording("修改密码", "Password changed"),
    "account.session_ended": Wording("结束登录", "Session ended"),
    "token.issued": Wording("新建接口令牌", "API token issued"),
    "token.withdrawn": Wording("作废接口令牌", "API token withdrawn"),
    "programme.loaded": Wording("载入方案包", "Programme pack loaded"),
    "programme.corrected": Wording("更正方案包", "Programme pack corrected"),
    "village.placed": Wording("标注村（社区）位置", "Village located"),
    "coverage.kept": Wording("保存服务圈结果", "Service circle kept"),
    "roads.loaded": Wording("载入道路", "Roads loaded"),
    "site_plan.asked": Wording("计算选址方案", "Siting plan asked for"),
    "site_plan.stop_asked": Wording("停止选址方案", "Siting plan stopped"),
    "audit.made": Wording("核查存档", "Audit kept"),
    "audit.signed": Wording("签认核查存档", "Audit signed off"),
    "audit_clock.on": Wording("开启月末自动存档", "Automatic audits turned on"),
    "audit_clock.off": Wording("停用月末自动存档", "Automatic audits turned off"),
    "ledger.entered": Wording("登记台账", "Ledger row entered"),
    "ledger.corrected": Wording("更正台账", "Ledger row corrected"),
    "ledger.withdrawn": Wording("撤回台账记录", "Ledger row withdrawn"),
    "ledger.sampled": Wording("加入示例台账", "Sample ledgers added"),
    "assessment.self": Wording("填写自评分", "Operator's points saved"),
    "assessment.review": Wording("填写验收分", "Reviewer's points saved"),
    "assessment.closed": Wording("办结考核", "Assessment closed"),
    "assessment.put_right": Wording("整改验收合格", "What was put right accepted"),
    "what_if.kept": Wording("保存条款测算", "What-if kept"),
    "contract.terms": Wording("登记合同信息", "Signed contract entered"),
    "contract.objection": Wording("对评分提出异议", "Objection to points"),
    "contract.objection_answered": Wording("答复异议", "Objection answered"),
    "contract.request": Wording("书面请款", "Payment asked for"),
    "contract.request_passed_on": Wording("向财政局申请付款", "Request passed on"),
    "contract.paid": Wording("登记付款", "Payment entered"),
    "contract.quality": Wording("登记有无质量问题", "Quality after the term entered"),
    "contract.payment_withdrawn": Wording("撤回付款登记", "Payment withdrawn"),
    "contract.warning": Wording("给予警告", "Warning given"),
    "contract.warning_accepted": Wording("警告事项整改验收合格", "What was warned of accepted as put right"),
    "contract.replacement": Wording("建议撤换运营单位", "Replacement proposed"),
    "contract.replacement_withdrawn": Wording("撤回撤换建议", "Proposal withdrawn"),
    "fault.reported": Wording("公众反映问题", "Fault reported by the public"),
    "photo.published": Wording("公开照片", "Photo published"),
    "photo.withdrawn": Wording("撤回公开照片", "Public photo withdrawn"),
    "fault.answered": Wording("回复公众反映", "Report of a fault answered"),
    "inspection.recorded": Wording("登记检查", "Inspection recorded"),
    "notice.issued": Wording("出具通知书", "Notice issued"),
    "notice.received": Wording("登记通知书签收", "Receipt of a notice entered"),
    "notice_words.changed": Wording("修改通知书用语", "Words of notices changed"),
    "registry.restored": Wording("从备份恢复", "Restored from a backup"),
}
"""What is said of an action: every one that the program can write."""


@dataclass(frozen=True, slots=True)
class AskedLog:
    """Which records are wanted: all conditions hold together, an empty one asks nothing. Days are whole, in China.

    `subject` is a site's code, which asks for all that is about the site, or another subject's key.
    """

    actor: str = ""
    subject: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Records, the newest first, and what may be asked for: the names of those who acted, and the actions."""

    records: Sequence[ChangeRecord]
    actors: Sequence[str]
    actions: Sequence[str]


async def change_log(actor: Actor, asked: AskedLog, *, limit: int, before: int | None = None) -> LogPage:
    """The newest records that are wanted, those before a sequence. Raises NotAllowed: it tells of everything."""
    may(actor, "read_log", Target()).require()
    actors, actions = await known_in_log()
    return LogPage(await read_log(await _wanted(asked), limit, before), actors, actions)


async def log_in_parts(
    actor: Actor, asked: AskedLog, most: int, at_once: int = 1_000
) -> AsyncIterator[Sequence[ChangeRecord]]:
    """The same records, so many at most, some at once: each holds a document before and after. Raises NotAllowed."""
    may(actor, "read_log", Target()).require()
    wanted, before = await _wanted(asked), None
    for start in range(0, most, at_once):
        records = await read_log(wanted, min(at_once, most - start), before)
        if not records:
            return
        yield records
        before = records[-1].sequence


async def _wanted(asked: AskedLog) -> LogQuery:
    return LogQuery(
        actor_name=asked.actor,
        subject_keys=await read_subject_keys_of_site(asked.subject) if asked.subject else (),
        action=asked.action,
        since=_begin(asked.since) if asked.since else None,
        before=_begin(asked.until + timedelta(days=1)) if asked.until else None,
    )


async def verify_log(actor: Actor) -> ChainChecked:
    """Go through the whole chain. Raises NotAllowed; Unavailable where the tables are of an earlier version."""
    may(actor, "read_log", Target()).require()
    if await migrations_due():
        raise Unavailable(_EARLIER)
    return await check_chain()


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=CHINA)
