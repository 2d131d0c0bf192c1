"""The table of rights: every action, whose it is, and how far it reaches. `may` reads it; nothing else decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from app.access.actor import PERSONAL_ROLES, Role
from app.wording import Wording

Action = Literal[
    "read_site_inside",
    "edit_site",
    "submit_change",
    "withdraw_change",
    "review_change",
    "undo_acceptance",
    "publish_directly",
    "import_sites",
    "export_sites_inside",
    "upload_evidence",
    "see_evidence",
    "read_history",
    "issue_waiver",
    "order_rectification",
    "answer_rectification",
    "reinspect_rectification",
    "answer_fault",
    "edit_papers",
    "keep_what_if",
    "place_village",
    "run_coverage",
    "read_county",
    "keep_spending",
    "keep_calendar",
    "read_log",
    "make_audit",
    "sign_audit",
    "read_assessment",
    "keep_ledger",
    "fill_assessment",
    "review_assessment",
    "keep_contract",
    "manage_accounts",
    "manage_own_account",
    "manage_own_tokens",
    "correct_programme",
    "keep_backups",
]
ACTIONS: tuple[Action, ...] = get_args(Action)

Reach = Literal["scope", "own", "others"]
"""`scope`: only inside the actor's scope. `own`: only what is the actor's own, wherever it is. `others`: inside the
scope, but never on what is the actor's own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: what the action is called, whose it is, how far it reaches.

    `in_person` actions are refused to API tokens: a token that leaks must not be able to make itself at home.
    """

    label: Wording
    roles: frozenset[Role]
    reach: Reach
    in_person: bool = False


_INSIDE: frozenset[Role] = frozenset({"site_editor", "reviewer", "county_admin", "operator", "reader", "program"})
_STAFF = _INSIDE - {"operator"}
_COUNTY: frozenset[Role] = frozenset({"county_admin", "program"})

RULES: Mapping[Action, Rule] = {
    "read_site_inside": Rule(Wording("查看站点内部信息", "read a site's inside data"), _INSIDE, "scope"),
    "edit_site": Rule(Wording("填报站点", "edit a site"), frozenset({"site_editor", "county_admin"}), "scope"),
    "submit_change": Rule(
        Wording("提交变更申请", "submit a change request"), frozenset({"site_editor", "county_admin"}), "scope"
    ),
    "withdraw_change": Rule(
        Wording("撤回变更申请", "withdraw a change request"), frozenset({"site_editor", "county_admin"}), "own"
    ),
    "review_change": Rule(
        Wording("审核变更申请", "review a change request"), frozenset({"reviewer", "county_admin"}), "others"
    ),
    "undo_acceptance": Rule(
        Wording("撤销已通过的变更申请", "undo an accepted change"), frozenset({"reviewer", "county_admin"}), "scope"
    ),
    "publish_directly": Rule(Wording("不经审核直接发布", "publish without review"), _COUNTY, "scope"),
    "import_sites": Rule(
        Wording("导入站点", "import sites"), frozenset({"site_editor", "county_admin", "program"}), "scope"
    ),
    "export_sites_inside": Rule(Wording("导出站点内部信息", "export inside data of sites"), _STAFF, "scope"),
    "upload_evidence": Rule(
        Wording("上传佐证材料", "upload evidence"),
        _INSIDE - {"reader"},
        "scope",
    ),
    "see_evidence": Rule(Wording("查看佐证材料", "see evidence"), _INSIDE, "scope"),
    "read_history": Rule(Wording("查看变更记录", "read the history"), _STAFF, "scope"),
    "issue_waiver": Rule(Wording("批准豁免", "issue a waiver"), _COUNTY, "scope"),
    "order_rectification": Rule(
        Wording("下达整改要求", "order a rectification"), frozenset({"reviewer", "county_admin"}), "scope"
    ),
    "answer_rectification": Rule(
        Wording("报送整改情况", "answer a rectification"),
        frozenset({"site_editor", "county_admin", "operator"}),
        "scope",
    ),
    "reinspect_rectification": Rule(
        Wording("复查整改事项", "re-inspect a rectification"), frozenset({"reviewer", "county_admin"}), "others"
    ),
    "answer_fault": Rule(
        Wording("回复公众反映", "answer what the public reports"),
        frozenset({"site_editor", "reviewer", "county_admin"}),
        "scope",
    ),
    "edit_papers": Rule(Wording("修改文书用语", "edit the words of papers"), frozenset({"county_admin"}), "scope"),
    "keep_what_if": Rule(Wording("保存条款测算", "keep a what-if"), frozenset({"reviewer", "county_admin"}), "scope"),
    "place_village": Rule(
        Wording("标注村（社区）位置", "mark the location of a village"),
        frozenset({"site_editor", "reviewer", "county_admin", "program"}),
        "scope",
    ),
    "run_coverage": Rule(
        Wording("测算服务圈", "compute the service circle"),
        frozenset({"reviewer", "county_admin", "program"}),
        "scope",
    ),
    "read_county": Rule(
        Wording("查看全县情况", "look at the county as a whole"),
        frozenset({"reviewer", "county_admin", "reader", "program"}),
        "scope",
    ),
    "keep_spending": Rule(Wording("登记、更正支出", "enter and correct spending"), _COUNTY, "scope"),
    "keep_calendar": Rule(Wording("登记放假安排", "enter holidays"), frozenset({"county_admin"}), "scope"),
    "read_log": Rule(Wording("查看全部变更记录", "read the whole change log"), _COUNTY, "scope"),
    "make_audit": Rule(Wording("核查存档", "keep an audit"), _COUNTY, "scope"),
    "sign_audit": Rule(
        Wording("签认核查存档", "sign an audit off"), frozenset({"county_admin"}), "scope", in_person=True
    ),
    "read_assessment": Rule(
        Wording("查看考核评分", "read an assessment"),
        frozenset({"reviewer", "county_admin", "operator", "reader", "program"}),
        "scope",
    ),
    "keep_ledger": Rule(Wording("登记台账", "keep a ledger"), frozenset({"operator", "program"}), "scope"),
    "fill_assessment": Rule(Wording("填写自评分", "fill in a self-assessment"), frozenset({"operator"}), "scope"),
    "review_assessment": Rule(
        Wording("填写验收考核评分", "review an assessment"), frozenset({"reviewer", "county_admin"}), "others"
    ),
    "keep_contract": Rule(
        Wording("登记合同、付款和警告", "keep a contract, its payments and warnings"),
        frozenset({"county_admin"}),
        "scope",
    ),
    "manage_accounts": Rule(Wording("管理账号", "manage accounts"), _COUNTY, "others", in_person=True),
    "manage_own_account": Rule(
        Wording("管理本人账号", "manage one's own account"), PERSONAL_ROLES, "own", in_person=True
    ),
    "manage_own_tokens": Rule(
        Wording("管理本人接口令牌", "manage one's own API tokens"), PERSONAL_ROLES, "own", in_person=True
    ),
    "keep_backups": Rule(Wording("备份与恢复", "back up and restore"), frozenset({"program"}), "scope"),
    "correct_programme": Rule(Wording("更正方案包", "correct a programme pack"), frozenset({"program"}), "scope"),
}
"""Every action, once."""

WHOLE_WITHOUT_SCOPE: frozenset[Role] = frozenset({"county_admin", "reader", "program"})
"""Roles that reach the whole installation when no scope is named; any other role then reaches nothing."""

WHILE_PASSWORD_IS_DUE: frozenset[Action] = frozenset({"manage_own_account"})
"""All that can be done before a first password has been replaced."""
