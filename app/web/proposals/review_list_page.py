"""What waits for a review: what climbed to the county first, each with what it would do; and accepting many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import InvalidInput, NotAllowed, NotFound, Stale, ZhanwangError
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.network.stored import readable
from app.journeys.proposals.escalate import escalate
from app.journeys.proposals.form import tried
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.review import accept_many, decided_lately, waiting_reviews
from app.proposals.states import STATES
from app.sites.words import item_label
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.wording import Wording

DONE = frozenset({"accepted", "partly", "sent_back"})
MOST_AT_ONCE = 100
_NAMED = 4
_WHY: Mapping[type[ZhanwangError], str] = {
    Stale: "stale",
    InvalidInput: "invalid",
    NotAllowed: "not_allowed",
    NotFound: "not_found",
}
REFUSALS = frozenset({*_WHY.values(), "refused"})
_NO_SUCH = Wording("没有此变更申请", "there is no such change request")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One change in the list. `gained` and `lost` count the clauses it would turn to met, or away from it."""

    key: UUID
    site: str
    sample: bool
    author: str
    when: Any
    days: int
    items: str
    count: int
    gained: int
    lost: int
    level: int
    state: str
    conflicts: bool
    rivals: int
    failed: str = ""


@get("/review", opt=audience("review_change"))
async def review_list(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What waits for this reviewer, the longest waiting first, and what was decided lately."""
    await escalate(house)
    whole = await network(house)
    names = whole.names
    waiting = await waiting_reviews(house, request.user)
    failed = _failed(request.query_params.getall("failed", []))
    rivals = _rivals(waiting)
    rows = [_row(house, whole, found, names, say, rivals, failed) for found in waiting]
    accepted = request.query_params.get("accepted", "")
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "proposals/review_list.html",
        has_samples=whole.has_samples,
        late=[row for row in rows if row.level],
        rows=[row for row in rows if not row.level],
        recent=[_row(house, whole, found, names, say, {}, {}) for found in await decided_lately(house, request.user)],
        states={state: say.of(label) for state, label in STATES.items()},
        accepted=int(accepted) if accepted.isdecimal() and len(accepted) < 6 else None,
        failed=[(names_of, say("review.refusal_" + why)) for names_of, why in _named(failed, rows, say)],
        none_selected=bool(request.query_params.get("none")),
        done=done if done in DONE else "",
        limits=house.settings.review_escalation_days,
    )


@post("/review/accept", opt=audience("review_change"), status_code=303)
async def accepting_many(request: Request[Actor, Any, Any], house: GivenHouse) -> Redirect:
    """Accept the selected changes as they stand, each by itself; the list then tells what came of it."""
    form = await request.form()
    keys = [_key(str(value)) for value in form.getall("key", [])][:MOST_AT_ONCE]
    if not keys:
        return Redirect("/review?none=1", status_code=303)
    outcome = await accept_many(house, request.user, keys)
    told = [("accepted", str(sum(error is None for error in outcome.values())))]
    told += [("failed", f"{key}.{_why(error)}") for key, error in outcome.items() if error is not None]
    return Redirect("/review?" + urlencode(told), status_code=303)


def _why(error: ZhanwangError) -> str:
    return next((word for kind, word in _WHY.items() if isinstance(error, kind)), "refused")


def _failed(given: Sequence[str]) -> dict[str, str]:
    """Why each request that was not accepted was not, as the address says it."""
    parts = (text.partition(".") for text in given[:MOST_AT_ONCE])
    return {key: why for key, _, why in parts if why in REFUSALS}


def _named(failed: Mapping[str, str], rows: Sequence[ReviewRow], say: Speech) -> list[tuple[str, str]]:
    sites = {str(row.key): row.site for row in rows}
    return [(sites.get(key, say("review.gone")), why) for key, why in failed.items()]


def _rivals(waiting: Sequence[Proposed]) -> dict[UUID, int]:
    """How many others that wait would change the same items of the same site."""
    asked = Counter((found.site.code, d.item) for found in waiting for d in found.differences)
    return {
        found.stored.id: max((asked[found.site.code, d.item] for d in found.differences), default=1) - 1
        for found in waiting
    }


def _row(
    house: House,
    whole: Network,
    found: Proposed,
    names: Mapping[str, str],
    say: Speech,
    rivals: Mapping[UUID, int],
    failed: Mapping[str, str],
) -> ReviewRow:
    stored, site = found.stored, found.site
    vocabulary = house.programme(site.programme).vocabulary
    labels = [say.of(item_label(d.item, vocabulary)) for d in found.differences]
    gained = lost = 0
    before_site = readable(house, site)
    if stored.state == "submitted" and before_site is not None:
        published = load_json(site.document.encode())
        edit = load_json(stored.edit.encode())
        trial = tried(house, whole, site, before_site, published, edit)
        before, after = trial.before, trial.after.by_clause()
        turned = [(before.get(clause), now) for clause, now in after.items() if before.get(clause) != now]
        gained = sum(now == "met" for _, now in turned)
        lost = sum(was == "met" for was, _ in turned)
    more = len(labels) - _NAMED
    listed = say("review.list_sign").join(labels[:_NAMED])
    return ReviewRow(
        key=stored.id,
        site=names.get(stored.site_code, stored.site_code),
        sample=site.sample,
        author=stored.author_name,
        when=stored.submitted_at or stored.updated_at,
        days=(house.now() - (stored.submitted_at or stored.updated_at)).days,
        items=say("review.and_more", items=listed, n=more) if more > 0 else listed,
        count=len(labels),
        gained=gained,
        lost=lost,
        level=found.level,
        state=stored.state,
        conflicts=bool(found.conflicts),
        rivals=rivals.get(stored.id, 0),
        failed=failed.get(str(stored.id), ""),
    )


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_NO_SUCH) from None
