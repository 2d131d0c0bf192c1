"""People who propose and review changes of one site, and the moves that tests make with them."""

from app.access.actor import Actor, Scope
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.proposals.author import save_draft, submit
from app.journeys.proposals.review import accept
from app.store.sites import read_site

COUNTY = (Scope(division="511725000000"),)
TUXI = (Scope(division="511725103000"),)
ANNA = Actor("anna", "安娜", "site_editor", TUXI)
BEN = Actor("ben", "本", "site_editor", COUNTY)
REVIEWER = Actor("rita", "瑞塔", "reviewer", COUNTY)
ADMIN = Actor("admin", "县局", "county_admin")
CODE = "QX-TUXI"


async def version() -> int:
    row = await read_site(CODE)
    assert row is not None
    return row.version


async def published() -> dict:
    row = await read_site(CODE)
    assert row is not None
    return load_json(row.document.encode())


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
