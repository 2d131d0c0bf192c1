"""One site on a day: what is recorded of it, and the explained verdict on it. Asks the registry, not the network."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.compliance.judge import judge_registered
from app.compliance.verdicts import SiteVerdict
from app.errors import NotFound
from app.journeys.house import House
from app.journeys.network.closing import closed_since
from app.journeys.network.past import house_on
from app.journeys.network.recorded import NotYetRecorded, row_on
from app.journeys.network.stored import site_of
from app.sites.site import Site
from app.store.revisions import read_revisions
from app.store.sites import read_stored_site
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class RecordedSite:
    """One reading of a site's record: what it says, as which version, and when that was saved.

    Whoever shows or judges several of these takes them from one reading, since another version may follow any moment.
    """

    site: Site
    version: int
    updated_at: datetime


async def registry_state(house: House) -> Hashable:
    """What names all that the registry says today: another after any write, by whichever process, as soon as that is
    seen at all (`read_revisions`). An answer that was made at this state may be given again while it lasts.
    """
    return house.today(), tuple(sorted((await read_revisions()).items()))


async def recorded_on(house: House, code: str, as_of: date | None = None) -> RecordedSite:
    """The record of one site on a day (today when None). Raises NotFound, NotYetRecorded, Unreadable."""
    row = await read_stored_site(code)
    if row is None:
        raise NotFound(Wording(f"没有站点 {code}", f"there is no site {code}"))
    if as_of is not None and as_of < house.today():
        row = await row_on(row, as_of)
    return RecordedSite(site_of((await house_on(house, as_of)).house, row), row.version, row.updated_at)


async def site_on(house: House, code: str, as_of: date | None = None) -> Site:
    """What is recorded of one site on a day (today when None). Raises NotFound, NotYetRecorded, Unreadable."""
    return (await recorded_on(house, code, as_of)).site


async def site_verdict(house: House, code: str, as_of: date | None = None) -> SiteVerdict:
    """The explained verdict on one site on a day (today when None). Raises NotFound, Unreadable."""
    try:
        site = await site_on(house, code, as_of)
    except NotYetRecorded as early:
        slug, told = early.programme, (early.message,)
        document = house.programme(slug).document
        return SiteVerdict(early.code, slug, document, early.day, "not_assessed", (), (), told, "not_yet_recorded")
    return await verdict_on(house, site, as_of)


async def verdict_on(house: House, site: Site, as_of: date | None = None) -> SiteVerdict:
    """The explained verdict on a site that was read for a day (today when None), by the pack of that day."""
    then = await house_on(house, as_of)
    day = as_of or house.today()
    closed_on = await closed_since(site, day)
    verdict = judge_registered(site, then.house.programme(site.programme), house.divisions, day, closed_on)
    return replace(verdict, notes=(*then.notes.get(site.programme, ()), *verdict.notes))
