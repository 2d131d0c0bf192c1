"""What can be given to whom: the scope that fits a role, and what giving it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.access.actor import ROLES, Role
from app.access.may import EVERYTHING, Target
from app.access.rules import WHOLE_WITHOUT_SCOPE
from app.errors import Fault
from app.sites.divisions import Divisions, level_of, widened
from app.wording import Wording

TAKES_DIVISIONS: frozenset[str] = frozenset({"site_editor", "reviewer", "county_admin", "reader"})
_MOST_CHOICES = 8
TAKES_SITES: frozenset[str] = frozenset({"site_editor", "operator", "reader"})
"""Which kinds of scope a role can be given. A role that is in neither `WHOLE_WITHOUT_SCOPE` must be given one."""


def known_role(code: str) -> Role | None:
    """The role a person can be given under this code, or None."""
    return next((role for role in ROLES if role == code), None)


def divisions_called(given: Sequence[str], divisions: Divisions) -> tuple[tuple[str, ...], list[Fault]]:
    """Divisions by code (6, 9 or 12 digits) or by name (土溪镇, 渠县土溪镇) as 12-digit codes, each once, in order.

    With a fault for every unknown one, and for every name that several have, which then says the choices.
    """
    codes: set[str] = set()
    faults = []
    for text in given:
        found = _divisions_called(text, divisions)
        if not found:
            message = Wording(f"没有区划 {text}", f"there is no division {text}")
            faults.append(Fault("divisions", "unknown_code", message))
        elif len(found) > 1:
            names = [f"{path_name(code, divisions)}（{code}）" for code in found[:_MOST_CHOICES]]
            zh = f"有 {len(found)} 个区划叫{text}，请写全称或代码：{'、'.join(names)}"
            en = f"{len(found)} divisions are called {text}; write the whole name or the code: {', '.join(names)}"
            faults.append(Fault("divisions", "ambiguous", Wording(zh, en)))
        codes.update(found[:1] or [text])
    return tuple(sorted(codes)), faults


def path_name(code: str, divisions: Divisions) -> str:
    """A division with those above it, as one writes it: 渠县土溪镇."""
    return "".join(division.name for division in divisions.path(code))


def _divisions_called(text: str, divisions: Divisions) -> list[str]:
    try:
        code = widened(text)
    except ValueError:
        name = "".join(text.split())
        return [
            d.code for d in divisions if divisions.name_agrees(d.code, name) or name == path_name(d.code, divisions)
        ]
    return [code] if divisions.get(code) is not None else []


def grant_faults(role: str, divisions: Sequence[str], sites: Sequence[str]) -> list[Fault]:
    """Why a role cannot have this scope (12-digit codes, site codes); empty when it can."""
    known = known_role(role)
    if known is None:
        codes = ", ".join(ROLES)
        said = Wording(f"没有这个角色，可用：{codes}", f"no such role; use one of {codes}")
        return [Fault("role", "unknown_code", said)]
    label = ROLES[known]
    faults = []
    if divisions and role not in TAKES_DIVISIONS:
        faults.append(
            Fault(
                "divisions",
                "not_for_role",
                Wording(f"{label.zh}按站点授权，不能指定区划", f"{label.en}: give it sites by name, not divisions"),
            )
        )
    if sites and role not in TAKES_SITES:
        faults.append(
            Fault(
                "sites",
                "not_for_role",
                Wording(f"{label.zh}按区划授权，不能指定站点", f"{label.en}: give it divisions, not single sites"),
            )
        )
    if role == "county_admin" and any(level_of(code) in ("township", "village") for code in divisions):
        faults.append(
            Fault(
                "divisions",
                "not_for_role",
                Wording("县级管理员只能授权到县（市、区）", "a county administrator is given whole counties only"),
            )
        )
    if not divisions and not sites and known not in WHOLE_WITHOUT_SCOPE:
        faults.append(Fault("sites" if role == "operator" else "divisions", "missing", _needs(known)))
    return faults


def account_targets(
    key: str | None, role: str, divisions: Sequence[str], sites: Mapping[str, str | None]
) -> tuple[Target, ...]:
    """What `manage_accounts` must be asked about before such an account is made, changed or shown.

    `key` is the account's own, None for one that does not exist yet; `sites` gives each site's division, None
    where nobody knows it. An account that reaches everything is for those who do so themselves.
    """
    parts = [Target(division=code, owner=key) for code in divisions]
    parts += [Target(site=code, division=division, owner=key) for code, division in sites.items()]
    return tuple(parts) or (Target(EVERYTHING.site, EVERYTHING.division, key),)


def _needs(role: Role) -> Wording:
    label = ROLES[role]
    if role == "operator":
        return Wording(f"{label.zh}必须指定所运营的站点", f"{label.en}: name the sites that it runs")
    if role in TAKES_SITES:
        return Wording(f"{label.zh}必须指定负责的区划或站点", f"{label.en}: name a division or a site")
    return Wording(f"{label.zh}必须指定负责的区划", f"{label.en}: name a division")
