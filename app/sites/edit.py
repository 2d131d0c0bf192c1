"""Applying an edit: a partial document laid over a whole one.

The one rule for forms, API, imports and workbooks. A key left out leaves what is there; null takes it away; a value
replaces it. `facts` and `reports` go key by key, `metrics` by metric and period (a null value takes the figure away);
the other lists (`staff`, `trainings_held`, `waivers`, `history`) and `equipment` are replaced whole, because a reported
list is complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

from app.errors import Fault
from app.sites.site import Dated, FormerValue, Report, Site
from app.sites.vocabulary import EQUIPMENT, STAFF, TRAININGS
from app.wording import Wording

_BY_KEY = ("facts", "reports")
_IDENTITY = {"programme": Wording("方案", "programme"), "kind": Wording("类型", "kind")}
"""What a site is. Neither is dated, and all that was recorded (tier, waivers, history) has its meaning from them."""


def merged(document: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any]:
    """`document` after `edit`. Neither is changed. Shapes that make no sense are passed on for entry to refuse.

    >>> merged({"code": "A", "facts": {"area_m2": 12}}, {"code": "A", "facts": {"area_m2": 18}})
    {'code': 'A', 'facts': {'area_m2': 18}}
    >>> merged({"code": "A", "staff": []}, {"code": "A", "staff": None})
    {'code': 'A'}
    """
    result = dict(document)
    if "opening_hours" in edit:
        result["facts"] = {k: v for k, v in dict(result.get("facts", {})).items() if k != "opening_hours"}
    for key, value in edit.items():
        if value is None:
            result.pop(key, None)
        elif key in _BY_KEY and isinstance(value, Mapping):
            result[key] = _by_key(result.get(key, {}), value)
        elif key == "metrics" and isinstance(value, list):
            result[key] = _metrics(result.get(key, []), value)
        else:
            result[key] = value
    return result


def identity_faults(before: Site, whole: Mapping[str, Any]) -> list[Fault]:
    """A fault for programme and kind each, where the whole document after an edit has another one than the site."""
    return [
        Fault(
            key,
            "fixed",
            Wording(
                f"已登记站点的{label.zh}不能更改；请把该站点的状态改为 closed（已关闭），另用新编码登记一个站点",
                f"the {label.en} of a registered site cannot change; set its status to closed and register a new site"
                " under a code of its own",
            ),
        )
        for key, label in _IDENTITY.items()
        if whole.get(key) != getattr(before, key)
    ]


def acceptance_faults(before: Site, after: Site) -> list[Fault]:
    """A fault where an edit would set or change the day on which a registered site was accepted: acceptance sets it."""
    if after.accepted_on == before.accepted_on:
        return []
    now = before.accepted_on
    zh = f"验收日期由验收产生，现为 {now}" if now else "验收日期由验收产生，该站点尚未验收"
    en = f"it is {now}, set by the acceptance" if now else "the site is not accepted yet; the acceptance sets it"
    todo = "请恢复原值；验收在“站点管理”中该站点的“验收”办理"
    return [
        Fault(
            "accepted_on", "by_acceptance", Wording(f"{zh}；{todo}", f"{en}. Put it back; accept the site on its page")
        )
    ]


def _by_key(before: Any, edit: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(before) if isinstance(before, Mapping) else {}
    return {key: value for key, value in {**kept, **edit}.items() if value is not None}


def _metrics(before: list[Any], edit: list[Any]) -> list[Any]:
    """Figures laid over figures. Rows that name no metric and period, or name one twice, stay for entry to refuse."""
    given = [(row.get("metric"), row.get("period")) for row in edit if isinstance(row, Mapping)]
    kept = [row for row in before if (row.get("metric"), row.get("period")) not in given]
    return kept + [row for row in edit if not (isinstance(row, Mapping) and "value" in row and row["value"] is None)]


def stamped(before: Site | None, after: Site, day: date, by: str) -> Site:
    """`after` with who reported what when: every fact that changed and carries no newer report is `by`'s, on `day`.

    Reports of facts that are gone go with them.
    """
    reports: dict[str, Report] = {}
    old, were = (before.reports, _reported(before)) if before else ({}, {})
    today = Report(day, by)
    for code, value in _reported(after).items():
        unchanged = code in were and were[code] == value
        given = after.reports.get(code)
        if given is not None and (unchanged or given != old.get(code)):
            reports[code] = given
        elif not unchanged:
            reports[code] = today
    return replace(after, reports=reports)


def _reported(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = dict(site.facts)
    for code, value in ((EQUIPMENT, site.equipment), (STAFF, site.staff), (TRAININGS, site.trainings)):
        if value is not None:
            found[code] = value
    return found


def with_history(before: Site, after: Site, effective: date) -> Site:
    """`after` remembering what parent, tier and name were until the day before `effective`, where they changed.

    Nothing is added where the edit itself brought a history, or where the old value held for no whole day.
    """
    if after.history != before.history:
        return after
    added: list[FormerValue] = []
    last_day = effective - timedelta(days=1)
    for name in get_args(Dated):
        old = getattr(before, name)
        if old == getattr(after, name):
            continue
        ends = [f.end for f in before.history if f.field == name]
        start = max(ends) + timedelta(days=1) if ends else None
        if start is None or start <= last_day:
            added.append(FormerValue(name, old, start, last_day))
    return replace(after, history=(*after.history, *added)) if added else after
