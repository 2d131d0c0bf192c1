"""Sample acceptances: the sites that were declared stand in every stage there is, one of them refused, one accepted.

Every word of them is marked as sample, and each step is put on record the ordinary way.
"""

from __future__ import annotations

from datetime import timedelta

from app.access.actor import Actor
from app.inspections.acceptance import AcceptanceMove
from app.journeys.house import House
from app.journeys.network.stored import site_of
from app.journeys.registry.acceptance import acceptance_of, move_acceptance
from app.store.sites import SiteFilter, read_sites, read_stored_site

_WAYS: tuple[tuple[AcceptanceMove, ...], ...] = (
    ("desk",),
    ("desk", "onsite"),
    ("desk", "refuse"),
    ("desk", "onsite", "accept"),
    (),
)
_SAID: dict[AcceptanceMove, tuple[str, str]] = {
    "desk": ("审核员甲（示例）", "申报资料齐全（示例）"),
    "onsite": ("核验员乙、丙（示例）", "现场与申报一致（示例）"),
    "refuse": ("核验员乙（示例）", "标牌未上墙，改好后再申报（示例）"),
    "accept": ("验收组（示例）", "验收合格（示例）"),
}
_FIRST_DAYS_AGO, _DAYS_BETWEEN = 24, 6


async def add_acceptances(house: House, actor: Actor) -> None:
    """Steps for every declared sample site that has none."""
    for place, row in enumerate(await read_sites(SiteFilter(statuses=("declared",), sample=True))):
        for number, move in enumerate(_WAYS[place % len(_WAYS)]):
            now = await read_stored_site(row.code)
            assert now is not None, "it was read a moment ago"
            site = site_of(house, now)
            by, opinion = _SAID[move]
            day = house.today() - timedelta(days=_FIRST_DAYS_AGO - _DAYS_BETWEEN * number)
            given = {"happened_on": day.isoformat(), "done_by": by, "opinion": opinion}
            serial = (await acceptance_of(house, site)).serial
            await move_acceptance(house, actor, row.code, (now.version, serial), move, given)
