"""Sites as features: which are wanted is found in the columns of the network in memory, their bytes are written in a
thread, once for each version of a site.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.errors import NotFound
from app.exchange.open_data.columns import OpenColumn, open_row
from app.exchange.strict_json import Written, dump_json
from app.journeys.files.open_data import open_site
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.find import SiteQuery, find_sites
from app.journeys.network.judged import Mark, NetworkSite, network
from app.journeys.network.records import microseconds
from app.journeys.network.saved_at import saved_at
from app.journeys.registry.public_photos import public_photos_of
from app.journeys.turns import LISTS, in_turn
from app.units import plain
from app.web.ogc.asked import AskedItems, TimeSpan
from app.web.ogc.collections import IN_GEOMETRY, PHOTOS, collections_of
from app.web.public.photos import photo_href
from app.wording import Wording

MOST_KEPT = 30_000
NO_SUCH = Wording("该集合中没有此要素。", "There is no such feature in the collection.")


class Page(NamedTuple):
    """One page of features: how many are matched in all, these, and after which identifier the next begins."""

    matched: int
    features: Sequence[Written]
    next_after: str | None


Photos = tuple[tuple[str, str], ...]
"""The address of each public photo of a site, and what it shows in words."""


@dataclass(slots=True)
class KeptSiteFeatures:
    """Kept: the bytes of the sites that were asked for. Renewed where a site is another version, stands otherwise or
    has other photos. Lost, they are written again.
    """

    by_code: dict[str, tuple[tuple[Mark, Photos], Written]] = field(default_factory=dict)


async def site_page(house: House, address: str, asked: AskedItems, wanted: SiteQuery) -> Page:
    """A page of sites in the order of their codes: the first of them after `asked.after`, so that a page that was read
    stays what it was while others save. `address` is our own, below which photos lie."""
    found = await find_sites(house, wanted)
    whole, places = found.network, found.places
    if asked.boxes:
        places = places[asked.inside(whole.columns.cells.lon, whole.columns.cells.lat)[places]]
    if asked.span is not None:
        places = places[_within(await saved_at(house, whole), asked.span)[places]]
    matched = len(places)
    if asked.after:
        places = places[places >= bisect_right(whole.columns.codes, asked.after)]
    shown = whole.at(places[: asked.limit])
    photos = await _photos(address, [member.site.code for member in shown])
    features = await in_turn(house, LISTS, _site_features, house, shown, photos)
    is_more = len(places) > len(shown)
    return Page(matched, features, shown[-1].site.code if is_more else None)


async def one_site(house: House, address: str, code: str) -> dict[str, Any]:
    """One site, a closed one too. Raises NotFound."""
    member = (await network(house)).by_code.get(code)
    if member is None:
        raise NotFound(NO_SUCH)
    photos = await _photos(address, [code])
    return _site_feature(house, collections_of(house).columns, member, photos.get(code, ()))


async def _photos(address: str, codes: Sequence[str]) -> dict[str, Photos]:
    found = await public_photos_of(codes)
    return {
        code: tuple((f"{address}{photo_href(one.sha256)}", one.caption) for one in photos)
        for code, photos in found.items()
    }


def _within(moments: NDArray[np.int64], span: TimeSpan) -> NDArray[np.bool_]:
    found = np.ones(len(moments), np.bool_)
    if span.start is not None:
        found &= moments >= microseconds(span.start)
    if span.end is not None:
        found &= moments <= microseconds(span.end)
    return found


def _site_features(house: House, members: Sequence[NetworkSite], photos: Mapping[str, Photos]) -> list[Written]:
    kept = house.kept.of(KeptSiteFeatures).by_code
    columns = collections_of(house).columns
    features = []
    for member in members:
        made, own = kept.get(member.site.code), photos.get(member.site.code, ())
        if made is None or made[0] != (member.mark, own):
            written = Written(dump_json(_site_feature(house, columns, member, own)))
            made = kept[member.site.code] = (member.mark, own), written
            let_go(kept, MOST_KEPT)
        features.append(made[1])
    return features


def _site_feature(house: House, columns: Sequence[OpenColumn], member: NetworkSite, photos: Photos) -> dict[str, Any]:
    row = open_row(columns, open_site(house, member), house.programmes, house.divisions)
    properties = {
        column.name: _as_real(row[column.name]) if column.holds == "number" else row[column.name]
        for column in columns
        if column.name not in IN_GEOMETRY
    }
    properties[PHOTOS] = [{"url": url, "alt": alt} for url, alt in photos]
    point = member.site.location.point if member.site.location else None
    return feature(member.site.code, point_of(point.lon, point.lat) if point else None, properties)


def _as_real(value: Any) -> Any:
    """A number with its point: a program that learns types from the first page reads later ones to the digit."""
    if isinstance(value, Decimal | int):
        text = plain(Decimal(value))
        return Written((text if "." in text else f"{text}.0").encode())
    return value


def point_of(lon: float, lat: float) -> Mapping[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat]}


def feature(code: str, geometry: Mapping[str, Any] | None, properties: Mapping[str, Any]) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "id": code, "geometry": geometry, "properties": properties}
