"""Ordering at many sites at once: what a list of findings holds, ticked, one text and deadline, a notice a township."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault, InvalidInput, Refused
from app.exchange.papers.notice import notice_docx
from app.journeys.audits.finding_words import in_words, standing_on, township_name
from app.journeys.audits.findings import Finding, Scene, explained, finding_scene
from app.journeys.audits.pairs import PROBLEMS
from app.journeys.house import House
from app.journeys.inspections.issue import draft_notice, issue_notices
from app.journeys.inspections.notice_texts import notice_texts
from app.journeys.inspections.notice_words import whom
from app.journeys.inspections.wanted_orders import MOST_AT_ONCE, WantedOrders, read_wanted
from app.journeys.site_rights import target_of
from app.journeys.turns import LISTS, in_turn
from app.web.audience import audience
from app.web.audits.finding_links import FindingLinks, read_finding_query
from app.web.downloads import paper_response
from app.web.given import GivenHouse, GivenSpeech, form_key
from app.web.inspections.deadlines import deadline_choices, deadline_in
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader
from app.web.states import MARKS, Mark

NEW = "/notices/new"
_FIELDS = ("found_on", "demand", "remarks", "due", "due_on")
_FEW_CLAUSES = 3
_SURE = 16


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A clause at a site that can be ordered. `number` is of an open order that names it already."""

    value: str
    clause: str
    mark: Mark
    sentence: str
    number: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ShownSite:
    """A site with what can be ordered there."""

    code: str
    name: str
    sample: bool
    pairs: tuple[ShownPair, ...]


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """What one notice would carry, and to whom."""

    code: str
    name: str
    addressee: str
    copy_to: str
    sites: tuple[ShownSite, ...]

    @property
    def ticked(self) -> int:
        """How many clauses are ticked."""
        return sum(pair.ticked for site in self.sites for pair in site.pairs)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed; `ticked` None: nothing was sent yet."""

    fields: Mapping[str, str]
    ticked: Collection[str] | None = None
    addressees: Mapping[str, str] | None = None
    key: str = ""
    sure: str = ""


def sure_of(typed: Typed) -> str:
    """What a form says that was asked whether it is sure of what is ticked: other ticks are asked about again."""
    return sha256("\n".join(sorted(typed.ticked or ())).encode()).hexdigest()[:_SURE]


def _asked_before(house: House, wanted: WantedOrders, say: Speech) -> str:
    """What issuing would do: how many notices, and to which township how many clauses."""
    each = [
        f"{say.of(township_name(house, code))} {sum(len(one.clauses) for one in ordered)}"
        for code, ordered in wanted.by_township.items()
    ]
    return say("notice.sure", n=len(each), each=say.comma.join(each))


@get(NEW, opt=audience("order_rectification"))
async def issue_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The form over the findings that the address asks for, as the list of findings writes it."""
    return await _form(request, house, say, Typed(dict.fromkeys(_FIELDS, "")), ())


@post(NEW, opt=audience("order_rectification"), status_code=303)
async def issuing(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Issue them, once it was confirmed what that means. What is wrong comes back beside its field, with everything
    typed.
    """
    slug, typed, given = await _sent(request)
    try:
        if typed.sure != sure_of(typed):
            wanted = await read_wanted(house, request.user, house.programme(slug), given)
            return await _form(request, house, say, typed, (), _asked_before(house, wanted, say))
        issued = await issue_notices(house, request.user, slug, given, form_key(typed.key))
    except InvalidInput as error:
        return await _form(request, house, say, typed, error.faults)
    except Refused as error:
        return await _form(request, house, say, typed, [Fault("pairs", "refused", error.message)])
    if len(issued) == 1:
        return Redirect(f"/notices/{issued[0].id}?done=issued", status_code=303)
    return Redirect(f"/notices?programme={slug}&done={len(issued)}", status_code=303)


@post("/notices/draft", opt=audience("order_rectification") | ALREADY_PACKED, status_code=200)
async def drafting(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """What the notice of one township would say, as a document to read; nothing is issued."""
    slug, typed, given = await _sent(request)
    township = str((await request.form()).get("township", ""))
    try:
        paper = await draft_notice(house, request.user, slug, given, township)
    except InvalidInput as error:
        return await _form(request, house, say, typed, error.faults)
    except Refused as error:
        return await _form(request, house, say, typed, [Fault("pairs", "refused", error.message)])
    content = await in_turn(house, LISTS, lambda: notice_docx(paper))
    return paper_response(content, "draft.docx", say("notice.draft_file", name=paper.addressee))


async def _sent(request: Request[Actor, Any, Any]) -> tuple[str, Typed, dict[str, Any]]:
    form = await request.form()
    fields = {name: str(form.get(name, "")).replace("\r\n", "\n") for name in _FIELDS}
    pairs = [str(value) for value in form.getall("pair", [])]
    addressees = {name.removeprefix("to-"): str(value) for name, value in form.items() if name.startswith("to-")}
    typed = Typed(fields, frozenset(pairs), addressees, str(form.get("key", "")), str(form.get("sure", "")))
    given = {
        "found_on": fields["found_on"],
        "demand": fields["demand"],
        "remarks": fields["remarks"],
        "due_on": deadline_in(form),
        "pairs": [tuple(value.rpartition("|")[::2]) for value in pairs],
        "addressees": addressees,
    }
    return str(form.get("programme", "")), typed, given


async def _form(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    typed: Typed,
    faults: Sequence[Fault],
    asked_before: str = "",
) -> Template:
    reader = QueryReader(request)
    slug, asked = read_finding_query(reader, house)
    scene = await finding_scene(house, request.user, slug, asked)
    found = [one for one in await explained(house, scene, MOST_AT_ONCE) if _can_be_ordered(request.user, one)]
    texts = (await notice_texts(scene.programme)).texts
    is_mixed = len({one.verdict.verdict for one in found}) > 1
    townships = [
        _township(house, scene, typed, is_mixed, code, list(some), say, whom(house, texts, code))
        for code, some in groupby(found, lambda one: one.township)
    ]
    today = house.today()
    fields = dict(typed.fields)
    if typed.ticked is None:
        fields |= {"found_on": today.isoformat(), "demand": _demand(found, say)}
    links = FindingLinks(scene.programme.slug, asked)
    return page(
        request,
        say,
        "inspections/issue.html",
        has_samples=scene.whole.has_samples,
        status_code=422 if faults else 200,
        programme=scene.programme,
        standing=say.of(standing_on(scene.programme, scene.as_of)),
        back_href=links.href(),
        here=links.href(NEW),
        draft_href=links.href("/notices/draft"),
        townships=townships,
        pairs=len(found),
        left_out=max(0, scene.matched - MOST_AT_ONCE),
        most=MOST_AT_ONCE,
        typed=fields,
        key=typed.key or str(uuid4()),
        asked_before=asked_before,
        sure=sure_of(typed) if asked_before else "",
        is_mixed=is_mixed,
        deadlines=deadline_choices(today, typed.fields["due"], say),
        today=today.isoformat(),
        faults=by_field(faults, say),
    )


def _can_be_ordered(actor: Actor, finding: Finding) -> bool:
    return (
        finding.verdict.verdict in PROBLEMS
        and may(actor, "order_rectification", target_of(finding.member.site)).allowed
    )


def _township(
    house: House,
    scene: Scene,
    typed: Typed,
    is_mixed: bool,
    code: str,
    found: Sequence[Finding],
    say: Speech,
    usual: tuple[str, str],
) -> ShownNotice:
    def pair(one: Finding) -> ShownPair:
        words, value = in_words(house, scene, one), f"{one.member.site.code}|{one.verdict.clause.id}"
        asked = not one.orders and not (is_mixed and one.verdict.verdict == "unknown")
        ticked = asked if typed.ticked is None else value in typed.ticked
        number = words.orders[0].number if words.orders else ""
        return ShownPair(value, say.of(words.title), MARKS[one.verdict.verdict], say.of(words.sentence), number, ticked)

    sites = tuple(
        ShownSite(site.code, site.called, site.sample, tuple(pair(one) for one in some))
        for site, some in ((members[0].member.site, members) for members in _by_site(found))
    )
    addressee = (typed.addressees or {}).get(code) or usual[0]
    return ShownNotice(code, say.of(township_name(house, code)), addressee, usual[1], sites)


def _by_site(found: Sequence[Finding]) -> list[list[Finding]]:
    return [list(some) for _, some in groupby(found, lambda one: one.member.site.code)]


def _demand(found: Sequence[Finding], say: Speech) -> str:
    """What the office begins with: the document's own words where they are few; to report, where nothing fails."""
    failed = [one for one in found if one.verdict.verdict == "not_met"]
    if not failed:
        return say("notice.demand_report")
    quotes = list(dict.fromkeys(one.verdict.clause.quote for one in failed))
    if len(quotes) > _FEW_CLAUSES:
        return say("notice.demand_all")
    return say("notice.demand_of", quotes="；".join(f"“{quote.rstrip('。；')}”" for quote in quotes))
