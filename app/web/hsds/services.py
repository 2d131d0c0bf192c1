"""Services found in the network in memory: by their identifiers, by words, by when they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from app.errors import NotFound
from app.exchange.hsds import Document, identifier, listed_service, whole_service
from app.journeys.files.open_data import open_site
from app.journeys.house import House
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.find import SiteQuery, find_sites
from app.journeys.network.judged import NetworkSite, network
from app.journeys.network.records import microseconds
from app.journeys.network.saved_at import saved_at
from app.journeys.turns import LISTS, in_turn
from app.wording import Wording

_NO_SUCH = Wording("没有此服务。", "There is no such service.")


class CodesById(Beside[dict[str, str]]):
    """Kept: the code of each site by the identifier of its service. Codes are never given anew, so none goes."""


@dataclass(frozen=True, slots=True)
class Services:
    """One page of services: how many are wanted in all, and these."""

    matched: int
    documents: Sequence[Document]


async def services(
    house: House,
    wanted: SiteQuery,
    changed_since: datetime | None,
    first: int,
    beyond: int,
    *,
    full: bool,
) -> Services:
    """The services wanted from the place `first` up to, not including, `beyond`."""
    found = await find_sites(house, wanted)
    whole, places = found.network, found.places
    if changed_since is not None:
        places = places[(await saved_at(house, whole) >= microseconds(changed_since))[places]]
    shown = whole.at(places[first:beyond])
    return Services(len(places), await in_turn(house, LISTS, _documents, house, shown, full))


async def one_service(house: House, key: UUID) -> Document:
    """One service with all that belongs to it, that of a closed site too. Raises NotFound."""
    whole = await network(house)

    def build(renewal: Renewal[dict[str, str]] | None) -> dict[str, str]:
        before, members = ({}, whole.every) if renewal is None else (renewal.before, renewal.members)
        return before | {identifier("service", member.site.code): member.site.code for member in members}

    codes = await house.kept.of(CodesById).of(house, whole, build)
    member = whole.by_code.get(codes.get(str(key), ""))
    if member is None:
        raise NotFound(_NO_SUCH)
    return _documents(house, [member], True)[0]


def _documents(house: House, members: Sequence[NetworkSite], full: bool) -> list[Document]:
    made, address = [], house.settings.base_url
    for member in members:
        one, programme = open_site(house, member), house.programmes[member.site.programme]
        page = f"{address}/sites/{quote(member.site.code)}" if address else None
        made.append(
            whole_service(one, programme, house.divisions, page) if full else listed_service(one, programme, page)
        )
    return made
