"""Reckoning the service circle of a programme, and keeping the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import isnan

import numpy as np

from app.compliance.network_clause import CoveredShare, NetworkVerdict, Unsure, judge_network
from app.coverage.asked import AskedCircle, circle_as_asked
from app.coverage.by_road import RoadNetworks
from app.coverage.circle_shapes import CircleShape, shapes_by_road, shapes_by_straight_line
from app.coverage.places import ServingSite, SitesByCode
from app.coverage.report import CoverageReport, report_by_road, report_by_straight_line
from app.errors import NotFound
from app.journeys.coverage.roads import county_outline, networks_of, roads_file
from app.journeys.coverage.village_points import places_of
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.judged import Network, network
from app.journeys.network.past import house_on
from app.journeys.turns import ASKED_CIRCLES, CIRCLES, a_turn
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme, ServiceCircle
from app.store.revisions import read_revisions
from app.units import LatLon
from app.wording import Wording

_NO_CIRCLE = Wording("此方案没有服务圈条款。", "This programme asks for no service circle.")
_AS_IN_THE_PACK = AskedCircle()
_KEPT = 8
"""How many results are remembered."""
Basis = tuple[str, AskedCircle, int, int, date, int, int]
"""Programme, what was asked, state of network and villages, stamp of roads: what names a result among all others."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A result with what it was reckoned from. `networks` is None by straight line."""

    programme: Programme
    report: CoverageReport
    networks: RoadNetworks | None
    basis: Basis


@dataclass(slots=True)
class Circles:
    """Kept: the last few results by their basis.

    A result is found again only while all of these are the same. Lost, it is reckoned again (seconds, with roads).
    """

    by_basis: dict[Basis, Reckoned] = field(default_factory=dict)
    shapes: dict[Basis, tuple[CircleShape, ...]] = field(default_factory=dict)


async def reckon(house: House, slug: str, asked: AskedCircle = _AS_IN_THE_PACK, as_of: date | None = None) -> Reckoned:
    """The service circle of a programme: by the roads of its county where they are loaded, else by straight line.

    `asked` changes the pack's rules for this result. Remembered until a site, a village or the roads change.
    Raises NotFound where there is no circle, InvalidInput for what cannot be asked, Busy.
    """
    whole = await network(house, as_of)
    programme = whole.programme(slug)
    circle = _circle(programme, asked)
    graph_file = roads_file(house, programme)
    loaded = graph_file.stat().st_mtime_ns if graph_file.exists() else 0
    revisions = await read_revisions()
    key = (slug, asked, *whole.state, revisions.get("village_points", 0), loaded)
    kept = house.kept.of(Circles).by_basis
    found = kept.get(key)
    if found is not None:
        return found
    plain = asked == _AS_IN_THE_PACK and as_of is None
    async with a_turn(house, CIRCLES if plain else ASKED_CIRCLES) as at_work:
        # Whoever came with the same question waited for the one answer.
        if (found := kept.get(key)) is not None:
            return found
        places = await places_of(house, programme.jurisdiction)
        sites = await at_work(serving_sites, whole, slug, circle)
        then = (await house_on(house, as_of)).house
        networks = await at_work(networks_of, then, programme, circle)
        if networks is None:
            report = await at_work(report_by_straight_line, places, sites, circle, whole.as_of)
        else:
            report = await at_work(report_by_road, places, sites, circle, networks, whole.as_of)
        found = kept[key] = Reckoned(programme, report, networks, key)
        _forget_some(kept, key)
        return found


def serving_sites(whole: Network, slug: str, circle: ServiceCircle) -> SitesByCode:
    """The sites of the kinds and states that the circle counts, in the order of their codes: read off the columns, and
    of the record only the name of one that is shown. No kind and no location is guessed.
    """
    columns = whole.columns
    among = columns.of_programme(slug) & columns.named("kind").any_of(circle.counting_kinds)
    among &= columns.named("status").any_of(circle.counting_statuses)
    places = np.flatnonzero(among)
    kinds = columns.names["kind"].of(columns.cells.kind[places].tolist())
    degrees = np.column_stack((columns.cells.lat[places], columns.cells.lon[places]))
    codes, records = columns.codes, whole.records  # and not the network, which a kept result would hold

    def tell(row: int) -> ServingSite:
        code, (lat, lon) = codes[places[row]], degrees[row].tolist()
        return ServingSite(code, records.name_of(code), kinds[row], None if isnan(lat) else LatLon(lat, lon))

    return SitesByCode(kinds, degrees, tell)


def _forget_some(kept: dict[Basis, Reckoned], newest: Basis) -> None:
    """Let the oldest go; last what pages show by the pack's own rules: anybody may ask for any number of others."""

    def shown(basis: Basis) -> bool:
        return basis[1] == _AS_IN_THE_PACK and basis[2:6] == newest[2:6]

    let_go(kept, _KEPT, sorted(kept, key=shown))


def network_verdict(found: Reckoned) -> NetworkVerdict | None:
    """The programme's network clause judged on the covered share; None before it is in force.

    Always by the document's own limit of the share; with rules changed by hand it is the verdict under those.
    """
    everyone = found.report.with_approximate.everyone
    counts = everyone.places
    unsure: dict[Unsure, int] = {
        "village_location": counts["unlocated"],
        "road_condition": counts["covered_if_roads_good"],
        "road_data": counts["no_route"],
    }
    share = everyone.share
    fact = CoveredShare(share.low, share.high, share.whole, counts["not_covered"], unsure, found.report.unlocated)
    return judge_network(found.report.circle, fact, found.report.as_of)


async def network_verdicts(house: House, slug: str, as_of: date | None = None) -> tuple[NetworkVerdict, ...]:
    """The verdicts on the clauses that a programme addresses to its network; none where it has no such clause.

    None either of a day before anything was recorded: nothing is known then, and that is not a circle of none.
    """
    if (await house_on(house, as_of)).house.programme(slug).service_circle is None:
        return ()
    if not (await network(house, as_of)).knows(slug):
        return ()
    verdict = network_verdict(await reckon(house, slug, as_of=as_of))
    return () if verdict is None else (verdict,)


def _circle(programme: Programme, asked: AskedCircle) -> ServiceCircle:
    circle = programme.service_circle
    if circle is None:
        raise NotFound(_NO_CIRCLE)
    return circle_as_asked(circle, asked, programme.kinds_by_code, STATUSES)


async def shapes_of(house: House, found: Reckoned) -> tuple[CircleShape, ...]:
    """The circle as filled areas, clipped to the county; none where its outline is not known."""
    report, kept = found.report, house.kept.of(Circles).shapes
    if (drawn := kept.get(found.basis)) is not None:
        return drawn
    async with a_turn(house, ASKED_CIRCLES) as at_work:
        outline = await at_work(county_outline, house, found.programme.jurisdiction)
        if outline is None:
            return ()
        if found.networks is None:
            shapes = await at_work(shapes_by_straight_line, report.sites, report.circle, outline)
        else:
            shapes = await at_work(shapes_by_road, report.sites, report.circle, found.networks, outline)
        drawn = kept[found.basis] = tuple(shapes)
        let_go(kept, _KEPT)
        return drawn


def default_programme(house: House) -> str:
    """The programme that has a service circle; the first where several have. Raises NotFound where none has."""
    slug = next((slug for slug, programme in house.programmes.items() if programme.service_circle is not None), None)
    if slug is None:
        raise NotFound(_NO_CIRCLE)
    return slug
