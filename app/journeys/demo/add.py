"""The demonstration: sample facts for the whole network that the documents promise, and sample accounts.

Everything made here carries `sample`, and every name that no document gives ends in （示例）. Nothing is left to
chance: the same day gives the same network. Dates are counted back from the day it is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.access.actor import program
from app.access.passwords import DEMONSTRATION
from app.errors import Refused
from app.exchange.demo_toml import Demo, read_demo
from app.journeys.accounts.accounts import add_account, list_accounts
from app.journeys.demo.sample_acceptance import add_acceptances
from app.journeys.demo.sample_country import add_country
from app.journeys.demo.sample_ledgers import add_ledgers
from app.journeys.demo.sample_sites import SampleNetwork
from app.journeys.demo.sample_spending import add_spending
from app.journeys.demo.under_way import ask_for_changes, change_sites, keep_tried, order_visited, record_inspected
from app.journeys.house import House
from app.journeys.registry.register import SAMPLED, register
from app.store.changes import read_changes
from app.store.sites import SiteFilter, StoredSite, read_sites
from app.wording import Wording

REASON = "演示用示例数据，不代表任何真实站点 / sample data for demonstration, true of no real site"
PASSWORD = DEMONSTRATION
_ACTOR = replace(program("demo"), name="示例填报员")
_REAL_SITES = Wording(
    "数据库中已有真实站点，不能加入演示数据；请换一个空的数据目录（ZHANWANG_DATA_DIR）",
    "the database holds real sites, so no demonstration is added; use an empty data directory (ZHANWANG_DATA_DIR)",
)


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account of the demonstration. All have the same password, which the sign-in page tells."""

    username: str
    display_name: str
    role: str
    divisions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


ACCOUNTS = (
    SampleAccount("demo-county", "县就业局（示例）", "county_admin"),
    SampleAccount("demo-reviewer", "审核员（示例）", "reviewer", ("511725000000",)),
    SampleAccount("demo-gangbei", "港北区考核组（示例）", "reviewer", ("450802000000",)),
    SampleAccount("demo-tuxi", "土溪镇填报员（示例）", "site_editor", ("511725103000",)),
    SampleAccount("demo-operator", "运营单位（示例）", "operator", (), ("GB-CENTRE",)),
    SampleAccount("demo-reader", "查阅员（示例）", "reader"),
)


async def add_whole_demo(house: House) -> None:
    """The demonstration with all that goes on in it, in a country with sample villages and roads.

    All but the sample network is made with it, once: whoever accepts the sample requests or moves a village finds it
    so after a restart.
    Raises Refused on a database with real sites.
    """
    is_first = not await _has_samples()
    await add_demo(house)
    if is_first:
        await _begin_what_goes_on(house)


async def _begin_what_goes_on(house: House) -> None:
    demos = _demos(house)
    ways = [demo.under_way for demo in demos.values()]
    await change_sites(house, _ACTOR, [one for way in ways for one in way.change], REASON)
    await order_visited(house, [one for way in ways for one in way.visited])
    await ask_for_changes(house, [one for way in ways for one in way.request])
    await record_inspected(house, [one for way in ways for one in way.inspected])
    for slug, demo in demos.items():
        await keep_tried(house, slug, demo.under_way.what_if)
    await add_ledgers(house, _ACTOR, REASON)
    await add_acceptances(house, _ACTOR)
    await add_spending(house, _ACTOR)
    await add_country(house, _ACTOR, REASON)


async def add_demo(house: House) -> None:
    """Add what the demonstration lacks. A second call changes nothing. Raises Refused on a database with real sites."""
    unsampled = await read_sites(SiteFilter(sample=False))
    if await _holds_real_sites(unsampled):
        raise Refused(_REAL_SITES)
    known = {row.code: row for row in unsampled}
    demos = _demos(house)
    if not await _has_samples():
        documents = [
            document
            for slug, demo in demos.items()
            for document in SampleNetwork(house, house.programmes[slug], demo, known).documents()
        ]
        await register(house, _ACTOR, documents, reason=REASON, action=SAMPLED)
    taken = {account.username for account in await list_accounts()}
    # Side by side, because hashing a password takes a tenth of a second of one core.
    await asyncio.gather(*(_add(house, account) for account in ACCOUNTS if account.username not in taken))
    await order_visited(house, [one for demo in demos.values() for one in demo.visited])


async def _add(house: House, account: SampleAccount) -> None:
    await add_account(
        house,
        _ACTOR,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        password=PASSWORD,
        divisions=account.divisions,
        sites=account.sites,
        must_change_password=False,
        sample=True,
    )


def _demos(house: House) -> dict[str, Demo]:
    """What the demonstration holds of each programme that it has a file of."""
    folder = house.settings.seeds_dir / "demo"
    read = {slug: read_demo(folder / f"{slug}.toml") for slug in house.programmes}
    return {slug: demo for slug, demo in read.items() if demo is not None}


async def _has_samples() -> bool:
    return bool(await read_sites(SiteFilter(sample=True), limit=1))


async def _holds_real_sites(unsampled: Sequence[StoredSite]) -> bool:
    """Whether anybody registered or changed a site that is no sample; what seeding registered does not count."""
    for row in unsampled:
        if [change.action for change in await read_changes("site", row.code, limit=2)] != ["site.seeded"]:
            return True
    return False
