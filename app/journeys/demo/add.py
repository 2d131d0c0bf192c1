"""The demonstration: sample facts for the whole network that the documents promise, and sample accounts.

Everything made here carries `sample`, and every name that no document gives ends in （示例）. Nothing is left to
chance: the same day gives the same network. Dates are counted back from the day it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.access.actor import Actor, program
from app.errors import Refused
from app.exchange.demo_toml import Visited, read_demo
from app.journeys.accounts.accounts import add_account, list_accounts
from app.journeys.demo.sample_sites import SampleNetwork
from app.journeys.house import House
from app.journeys.inspections.rectify import order_rectification
from app.journeys.registry.register import register
from app.store.changes import read_changes
from app.store.rectifications import read_rectifications
from app.store.sites import StoredSite, read_sites
from app.wording import Wording

REASON = "演示用样例数据，不代表任何真实站点 / sample data for demonstration, true of no real site"
PASSWORD = "zhanwang-demo"
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
    SampleAccount("demo-tuxi", "土溪镇填报员（示例）", "site_editor", ("511725103000",)),
    SampleAccount("demo-operator", "运营单位（示例）", "operator", (), ("GB-CENTRE",)),
    SampleAccount("demo-reader", "查阅员（示例）", "reader"),
)


async def add_demo(house: House) -> None:
    """Add what the demonstration lacks. A second call changes nothing. Raises Refused on a database with real sites."""
    rows = await read_sites()
    if await _holds_real_sites(rows):
        raise Refused(_REAL_SITES)
    known = {row.code: row for row in rows}
    demos = {slug: read_demo(house.settings.seeds_dir / "demo" / f"{slug}.toml") for slug in house.programmes}
    if not any(row.sample for row in rows):
        documents = [
            document
            for slug, demo in demos.items()
            if demo is not None
            for document in SampleNetwork(house, house.programmes[slug], demo, known).documents()
        ]
        await register(house, _ACTOR, documents, reason=REASON, action="site.sampled")
    taken = {account.username for account in await list_accounts()}
    for account in ACCOUNTS:
        if account.username not in taken:
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
    await _order(house, [one for demo in demos.values() if demo is not None for one in demo.visited])


async def _order(house: House, visited: Sequence[Visited]) -> None:
    """Order what the made-up visits found, once a site, as the sample account of the county."""
    (county,) = [a for a in await list_accounts() if a.username == ACCOUNTS[0].username]
    actor, today = Actor(str(county.id), county.display_name, "county_admin"), house.today()
    for one in visited:
        if await read_rectifications(site_codes=[one.site]):
            continue
        found_on, due_on = today - timedelta(days=one.days_ago), today + timedelta(days=one.due_in_days)
        given = {"found_on": found_on, "finding": one.finding, "clauses": one.clauses}
        await order_rectification(house, actor, one.site, {**given, "demand": one.demand, "due_on": due_on})


async def _holds_real_sites(rows: Sequence[StoredSite]) -> bool:
    """Whether anybody registered or changed a site that is no sample; what seeding registered does not count."""
    for row in rows:
        if row.sample:
            continue
        changes = await read_changes("site", row.code, limit=2)
        if len(changes) != 1 or changes[0].action != "site.seeded":
            return True
    return False
