"""A site's one-page sheet as a document: its own words, its verdict of today, and the code of its public page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get

from app.access.actor import Actor
from app.compliance.cells import cells_of
from app.compliance.verdicts import COMPLIANCE_STATUSES, LEVELS, VERDICTS
from app.exchange.papers.site_sheet import SheetProblem, SiteSheet, site_sheet_docx
from app.inspections.notice import day_in_words
from app.journeys.audits.finding_words import standing_on
from app.journeys.desk.inside import InsideSite, inside_site
from app.journeys.house import House
from app.journeys.inspections.rectifications import rectification_counts
from app.journeys.turns import LISTS, in_turn
from app.sites.fields import FIELD, FIELDS
from app.sites.opening import OPENING_HOURS
from app.sites.site import FactValue
from app.sites.vocabulary import WEEKDAYS, FactKind
from app.standards.asked import asked_of
from app.web import formats
from app.web.audience import audience
from app.web.downloads import paper_response
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.payload import ALREADY_PACKED
from app.web.public.facts import fact_text, services_of
from app.web.site_rows import place_name, tier_label
from app.web.states import VERDICT_ORDER

_PROBLEMS = ("not_met", "unknown")
_UNSAID, _UNENTERED = "未填报", "未登记"
"""Of what the site reports, and of what the county office enters."""
_APART = frozenset({"name", "sample"})
"""Plain fields that stand in the sheet's head."""
_CHINESE = Speech("zh")
"""The language of papers, whatever that of the page is."""


@get("/work/sites/{code:str}/sheet.docx", opt=audience("read_site_inside") | ALREADY_PACKED)
async def site_sheet(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[bytes]:
    """站点情况表: one page to take along or to hang up."""
    found = await inside_site(house, request.user, code)
    orders = await rectification_counts(house, request.user, site=found.stored)
    said = f"未办结整改{orders.open}项{f'，其中逾期{orders.late}项' if orders.late else ''}。"
    sheet = _sheet(house, found, said)
    content = await in_turn(house, LISTS, site_sheet_docx, sheet)
    return paper_response(content, "site.docx", say("notice.sheet_file", name=sheet.name))


def _sheet(house: House, found: InsideSite, orders: str) -> SiteSheet:
    site, verdict = found.site, found.verdict
    programme = house.programme(site.programme)
    counts = "，".join(f"{VERDICTS[one].zh}{n}项" for one in VERDICT_ORDER if (n := verdict.count(one)))
    notes = "".join(note.zh for note in verdict.notes)
    standing = f"达标情况：{COMPLIANCE_STATUSES[verdict.status].zh}"
    standing += f"。对照{len(verdict.clauses)}项条款，{counts}。" if counts else f"。{notes}"
    wrong = sorted(
        (one for one in verdict.clauses if one.verdict in _PROBLEMS), key=lambda one: _PROBLEMS.index(one.verdict)
    )
    problems = []
    for one in wrong:
        cells = cells_of(one, programme.vocabulary)
        level = LEVELS[one.clause.level].zh
        problems.append(SheetProblem(one.clause.title.zh, level, cells.found.zh, cells.required.zh, cells.gap.zh))
    base = house.settings.base_url
    return SiteSheet(
        name=site.called,
        basics=tuple(_basics(house, found)),
        standing=standing,
        problems=problems,
        orders=orders,
        stands_on=standing_on(programme, verdict.as_of).zh,
        address=f"{base}/sites/{quote(site.code)}" if base else "",
        sample=site.sample,
    )


def _basics(house: House, found: InsideSite) -> Iterator[tuple[str, str]]:
    """What everybody may know of the site: its fields in order, then what a visitor asks first. A sheet may hang on a
    wall, so a field that stays inside is not on it.
    """
    site, today = found.site, house.today()
    programme = house.programme(site.programme)
    kind, tier = programme.kinds_by_code[site.kind].label.zh, tier_label(house, _CHINESE, site)
    asked = {field.key for field in asked_of(programme, site, today).fields}
    yield "站点编码", site.code
    yield FIELD["kind"].label.zh, f"{kind}（{tier}）" if tier and tier != kind else kind
    yield FIELD["division"].label.zh, place_name(house, _CHINESE, site) or _UNSAID
    for field in FIELDS:
        if field.value is None or not field.public or field.key in _APART:
            continue
        value = getattr(site, field.name)
        if value not in (None, ""):
            yield field.label.zh, _in_words(field.value, value)
        elif field.key in asked or field.kept_by == "county":
            yield field.label.zh, _UNENTERED if field.kept_by == "county" else _UNSAID
    yield "开放时间", _hours(found) or _UNSAID
    services = services_of(site, programme.vocabulary, _CHINESE)
    yield "服务事项", _UNSAID if services is None else "、".join(services) or "无"
    yield "在岗人数", _UNSAID if site.staff is None else f"{sum(one.in_post(today) for one in site.staff)}人"


def _in_words(kind: FactKind, value: FactValue) -> str:
    return day_in_words(value) if isinstance(value, date) else fact_text(kind, value, _CHINESE)


def _hours(found: InsideSite) -> str:
    """The week's hours, neighbouring days of the same hours together; empty where they were not reported."""
    hours = found.site.facts.get(OPENING_HOURS)
    if not isinstance(hours, Mapping):
        return ""
    said: list[tuple[str, str, str]] = []
    for day, label in WEEKDAYS.items():
        spans = " ".join(f"{formats.clock(opens)}–{formats.clock(closes)}" for opens, closes in hours.get(day, ()))
        if said and said[-1][2] == spans:
            said[-1] = (said[-1][0], label.zh, spans)
        else:
            said.append((label.zh, label.zh, spans))
    return "；".join(
        f"{first if first == last else f'{first}至{last}'} {spans or '不开放'}" for first, last, spans in said
    )
