"""The one rule: who may do what, and where. Pages, API, import and command line all ask here and nowhere else.

`rules.RULES` is the whole of it as a table; `may` only reads it. Whoever is refused learns why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.access.actor import ROLES, Actor, Role
from app.access.rules import RULES, WHILE_PASSWORD_IS_DUE, WHOLE_WITHOUT_SCOPE, Action, Rule
from app.errors import NotAllowed, NotSignedIn
from app.sites.divisions import lies_within
from app.wording import Wording

Why = Literal[
    "not_signed_in",
    "disabled",
    "password_due",
    "role",
    "scope",
    "own_request",
    "own_account",
    "not_own",
    "in_person",
]
"""Why something is refused, for programs; people read `Decision.reason`."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted on. Nothing given means the whole installation.

    `site` is a code and `division` where it lies (12 digits; None when nobody knows, and then no division's
    scope reaches it). `owner` is the key of the account that it belongs to or came from: the author of a change
    request, the holder of a token, the account itself. Moving a site is two targets: where it was and where it
    goes.
    """

    site: str | None = None
    division: str | None = None
    owner: str | None = None


EVERYTHING = Target()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed; if not, `why` for programs and `reason` for people."""

    why: Why | None = None
    reason: Wording | None = None

    @property
    def allowed(self) -> bool:
        """True when nothing stands against it."""
        return self.why is None

    def require(self) -> None:
        """Pass when allowed. Raises NotSignedIn for a stranger and NotAllowed for everybody else."""
        if self.reason is None:
            return
        raise NotSignedIn(self.reason) if self.why == "not_signed_in" else NotAllowed(self.reason)


ALLOWED = Decision()


def may(actor: Actor | None, action: Action, target: Target = EVERYTHING) -> Decision:
    """Whether `actor` (None for a stranger) may do this to that."""
    in_general = may_somewhere(actor, action)
    if not in_general.allowed:
        return in_general
    assert actor is not None
    rule = RULES[action]
    own = target.owner == actor.key
    if rule.reach == "own" and not own:
        return Decision(
            "not_own",
            Wording(
                f"只能对本人的内容操作（{rule.label.zh}）", f"you can do this only with your own ({rule.label.en})"
            ),
        )
    if rule.reach == "others" and own:
        return _own_is_not_for(action)
    if rule.reach in ("scope", "others") and not reaches(actor, target):
        return Decision("scope", _out_of_scope(target))
    return ALLOWED


def may_all(actor: Actor | None, action: Action, targets: Iterable[Target]) -> Decision:
    """Whether the actor may do this to every one of them; the first refusal if not."""
    decisions = (may(actor, action, target) for target in targets)
    return next((decision for decision in decisions if not decision.allowed), ALLOWED)


def may_somewhere(actor: Actor | None, action: Action) -> Decision:
    """Whether there can be anything at all that the actor may do this to: what menus and routes ask.

    Whoever gets a yes here still has to ask `may` about the thing itself.
    """
    if actor is None:
        return Decision("not_signed_in", _SIGN_IN)
    if actor.standing == "disabled":
        return Decision("disabled", _DISABLED)
    if actor.standing == "password_due" and action not in WHILE_PASSWORD_IS_DUE:
        return Decision("password_due", _PASSWORD_DUE)
    rule = RULES[action]
    if actor.role not in rule.roles:
        return Decision("role", _not_for_role(actor.role, rule))
    if rule.in_person and actor.by_token:
        return Decision("in_person", _IN_PERSON)
    return ALLOWED


def reaches(actor: Actor, target: Target) -> bool:
    """Whether the target lies in the actor's scope.

    The whole installation lies only in the scope of those who have it all. An operator's scope is the sites it
    runs, by name: a division given to it means nothing.
    """
    if not actor.scopes:
        return actor.role in WHOLE_WITHOUT_SCOPE
    for scope in actor.scopes:
        if scope.site is not None and scope.site == target.site:
            return True
        if scope.division is None or actor.role == "operator":
            continue
        if target.division is not None and lies_within(target.division, scope.division):
            return True
    return False


_SIGN_IN = Wording("请先登录。", "Please sign in first.")
_DISABLED = Wording(
    "该账号已停用，请联系县级管理员。", "This account is disabled. Please ask the county administrator."
)
_PASSWORD_DUE = Wording("请先修改初始密码。", "Please change your initial password first.")
_IN_PERSON = Wording(
    "接口令牌不能用于此操作，请登录后在页面上操作。", "A token cannot do this; please sign in and do it on the page."
)
_OWN_REQUEST = Wording(
    "不能审核本人提交的变更申请，请由其他审核员审核。",
    "Nobody reviews a change of their own; another reviewer has to.",
)
_OWN_ANSWER = Wording(
    "不能复查本人报送的整改情况，请由其他人员复查。",
    "Nobody re-inspects what they reported themselves; somebody else has to.",
)
_OWN_POINTS = Wording(
    "自评分由您填写，验收考核评分须由其他人员填写。",
    "You scored for the operator; somebody else has to review it.",
)
_OWN_ACCOUNT = Wording(
    "不能更改本人的角色、管理范围或状态，请由其他管理员操作。",
    "Nobody changes their own role, scope or state; another administrator has to.",
)


def _own_is_not_for(action: Action) -> Decision:
    if action == "review_change":
        return Decision("own_request", _OWN_REQUEST)
    if action == "reinspect_rectification":
        return Decision("own_request", _OWN_ANSWER)
    if action == "review_assessment":
        return Decision("own_request", _OWN_POINTS)
    return Decision("own_account", _OWN_ACCOUNT)


def _not_for_role(role: Role, rule: Rule) -> Wording:
    who = ROLES.get(role, Wording("系统程序", "The program"))
    return Wording(
        f"{who.zh}不能{rule.label.zh}；如确有需要，请联系县级管理员。",
        f"The role {who.en} may not {rule.label.en}; if you need to, ask the county administrator.",
    )


def _out_of_scope(target: Target) -> Wording:
    if target.site is not None:
        return Wording(f"站点 {target.site} 不在您的管理范围内。", f"Site {target.site} is outside your scope.")
    if target.division is not None:
        return Wording(
            f"区划 {target.division} 不在您的管理范围内。", f"Division {target.division} is outside your scope."
        )
    return Wording("此操作涉及全部站点，超出您的管理范围。", "This concerns the whole network, beyond your scope.")
