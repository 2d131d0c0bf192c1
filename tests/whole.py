"""A network of handed-in sites, as one is kept: for tests and benches that need no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.compliance.network_columns import NetworkColumns
from app.coverage.nearest_among import PointColumns
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.network.records import Records
from app.sites.splice import splice_of


def whole_of(house: House, members: Iterable[NetworkSite], day: date) -> Network:
    """The network of these sites on a day, with no table of verdicts."""
    every = tuple(sorted(members, key=lambda member: member.site.code))
    codes = [member.site.code for member in every]
    splice, _ = splice_of((), codes, codes)
    none = NetworkColumns.of(house.programmes, house.divisions, day)
    columns = none.replaced(splice, [(member.site, member.standing) for member in every])
    points = PointColumns(columns.cells.lat, columns.cells.lon)
    whole = Network(1, day, house, Records(), columns, points, {}, programmes=house.programmes)
    vars(whole)["every"] = every  # instead of being read off records
    return whole
