"""People who propose and review changes of one site, and the moves that tests make with them."""

from uuid import UUID

from app.access.actor import Actor, Scope
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.proposals.outcomes import Entered, OnForm, SeenDraft, Then, done_or_raised
from app.journeys.proposals.read import Proposed, stored_proposal
from app.journeys.proposals.review import accept
from app.journeys.proposals.save import save_all
from app.sites.items import edit_of, items, value_at
from app.store.proposals import read_proposals
from app.store.sites import read_stored_site

COUNTY = (Scope(division="511725000000"),)
TUXI = (Scope(division="511725103000"),)
ANNA = Actor("anna", "安娜", "site_editor", TUXI)
BEN = Actor("ben", "本", "site_editor", COUNTY)
REVIEWER = Actor("rita", "瑞塔", "reviewer", COUNTY)
ADMIN = Actor("admin", "县局", "county_admin")
CODE = "QX-TUXI"


async def version() -> int:
    row = await read_stored_site(CODE)
    assert row is not None
    return row.version


async def published() -> dict:
    row = await read_stored_site(CODE)
    assert row is not None
    return load_json(row.document.encode())


async def save_draft(
    house: House,
    who: Actor,
    code: str,
    edit: dict,
    *,
    reason: str = "",
    seen_site_version: int,
    seen_version: int | None = None,
) -> Proposed:
    """What a form does that is sent with just this edit in it: begin a draft, or save over one's own as it was seen."""
    lying = await read_proposals(site_codes=[code], states=["draft", "sent_back"], author_key=who.key)
    if seen_version is None and lying:
        seen_version = lying[0].version
    # A form holds what was drafted before too: what is not in the edit now was put back to what the record says.
    record = await published()
    back = {item: value_at(record, item) for one in lying for item in items(load_json(one.edit.encode()))}
    edit = edit_of(back | items(edit))
    return await entered(house, who, code, edit, "keep", reason, seen_site_version, seen_version)


async def submit(house: House, who: Actor, key: UUID, seen_version: int, reason: str) -> Proposed:
    """Hand in a draft as it stands."""
    draft = await stored_proposal(key)
    edit = load_json(draft.edit.encode())
    return await entered(house, who, draft.site_code, edit, "submit", reason, draft.base_version, seen_version)


async def publish(
    house: House, who: Actor, code: str, edit: dict, *, reason: str, seen_site_version: int, draft: int | None = None
) -> None:
    """Publish an edit, from a form that held the draft of this version."""
    await entered(house, who, code, edit, "publish", reason, seen_site_version, draft)


async def entered(
    house: House, who: Actor, code: str, edit: dict, then: Then, reason: str, seen: int, draft: int | None
) -> Proposed:
    said = Entered(items(edit), seen, then, reason, OnForm((SeenDraft(draft),) if draft is not None else ()))
    return next(iter(done_or_raised(await save_all(house, who, {code: said}))), None)


async def submitted(house: House, who: Actor, edit: dict, reason: str = "x"):
    draft = await save_draft(house, who, CODE, edit, reason=reason, seen_site_version=await version())
    return await submit(house, who, draft.stored.id, draft.stored.version, reason)


async def accepted(house: House, sent, chosen=None) -> None:
    await accept(
        house,
        REVIEWER,
        sent.stored.id,
        seen_version=sent.stored.version,
        seen_site_version=await version(),
        chosen=chosen,
        reason="其余请核实" if chosen is not None else "",
    )
