"""Roads of a county: taken from an OpenStreetMap extract, kept beside the database, prepared for reckoning.

With them goes the county's ground, the same roads and the extract's waters to be drawn behind the maps; it is kept in a
file of its own, so that a map needs no road graph.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from app.access.actor import Actor
from app.access.may import may
from app.coverage.by_road import RoadNetworks
from app.coverage.ground import Ground, ground_of
from app.exchange.boundaries import OUTLINES, outlines_in
from app.exchange.ground import load_ground, read_osm_waters, save_ground
from app.exchange.roads import OSM_ATTRIBUTION, Progress, load_road_graph, read_osm_roads, save_road_graph
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.coverage.prepared_roads import kept_in
from app.journeys.house import House
from app.standards.programme import Programme, ServiceCircle
from app.store.changes import append_changes
from app.store.engine import transaction


@dataclass(slots=True)
class LoadedRoads:
    """Kept: the roads of each programme's county, with the time stamp of the file they came from.

    Renewed when the file has another stamp. Lost, the file is read again (about a second for a county).
    """

    by_programme: dict[str, tuple[int, RoadNetworks]] = field(default_factory=dict)


@dataclass(slots=True)
class LoadedGround:
    """Kept: the ground of each programme's county, with the time stamp of its file; renewed as `LoadedRoads` is. None
    of a file that is damaged: it is not read again for every page.
    """

    by_programme: dict[str, tuple[int, Ground | None]] = field(default_factory=dict)


def roads_file(house: House, programme: Programme) -> Path:
    """Where the roads of a programme's county are kept."""
    return house.settings.data_dir / "roads" / f"{programme.jurisdiction}.npz"


def networks_of(house: House, programme: Programme, circle: ServiceCircle) -> RoadNetworks | None:
    """The roads of the county as each mode sees them; None where none are loaded or the pack gives no speeds."""
    path = roads_file(house, programme)
    if circle.roads is None or not path.exists():
        return None
    kept = house.kept.of(LoadedRoads).by_programme
    stamp = path.stat().st_mtime_ns
    found = kept.get(programme.slug)
    if found is None or found[0] != stamp:
        graph = load_road_graph(path)
        keep = kept_in(house.settings.data_dir, programme.jurisdiction, graph, circle.roads)
        found = (stamp, RoadNetworks(graph, circle, keep))
        kept[programme.slug] = found
    return found[1]


def ground_file(house: House, programme: Programme) -> Path:
    """Where the ground of a programme's county is kept."""
    return roads_file(house, programme).with_suffix(".ground")


def ground_stamp(house: House, programme: Programme) -> int | None:
    """A number that changes whenever the ground is loaded anew; None while there is none."""
    try:
        return ground_file(house, programme).stat().st_mtime_ns
    except FileNotFoundError:
        return None


def ground_to_draw(house: House, programme: Programme) -> Ground | None:
    """The roads and waters of a programme's county; None where none are loaded, or their file is damaged."""
    kept = house.kept.of(LoadedGround).by_programme
    stamp = ground_stamp(house, programme)
    found = kept.get(programme.slug)
    if stamp is None:
        return None
    if found is None or found[0] != stamp:
        found = kept[programme.slug] = stamp, load_ground(ground_file(house, programme))
    return found[1]


async def load_roads(
    house: House,
    actor: Actor,
    slug: str,
    extract: Path,
    progress: Progress | None = None,
    *,
    source: str = "",
    attribution: str = OSM_ATTRIBUTION,
) -> int:
    """Take the roads of a county from an OpenStreetMap extract, clipped with the pack's margin; how many nodes.

    They are shown as from `source`, the file's name where none is given, with the `attribution` that is their due.
    Raises Malformed for a file that cannot be read, InvalidInput where it holds no road of the county.
    """
    may(actor, "run_coverage").require()
    programme = house.programme(slug)
    rules = programme.service_circle.roads if programme.service_circle is not None else None
    margin = float(rules.clip_margin_km) if rules is not None else 0.0
    outline = await asyncio.to_thread(county_outline, house, programme.jurisdiction)
    graph = await asyncio.to_thread(read_osm_roads, extract, outline, margin, progress)
    graph = replace(graph, source=source or graph.source, attribution=attribution)
    waters = await asyncio.to_thread(read_osm_waters, extract, outline, margin)
    ground = await asyncio.to_thread(ground_of, graph, waters)
    await asyncio.to_thread(save_road_graph, graph, roads_file(house, programme))
    await asyncio.to_thread(save_ground, ground, ground_file(house, programme))
    after = json_text({"source": graph.source, "data_as_of": graph.data_as_of, "nodes": graph.nodes})
    change = change_by(
        actor, house, "roads.loaded", "roads", programme.jurisdiction, reason=source or extract.name, after=after
    )
    async with transaction():
        await append_changes([change])
    return graph.nodes


def county_outline(house: House, jurisdiction: str) -> BaseGeometry | None:
    """The county's outline from the seeds, in lon and lat; None where there is none."""
    known = outlines_in(house.settings.seeds_dir / OUTLINES)
    return next((outline for properties, outline in known if properties["code"] == jurisdiction), None)
