"""Reckoning the service circle of a programme, and keeping the result."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from app.access.actor import Actor
from app.access.may import Target, may
from app.coverage.by_road import RoadNetworks
from app.coverage.circle_shapes import CircleShape, shapes_by_road, shapes_by_straight_line
from app.coverage.places import sites_that_count
from app.coverage.report import CoverageReport, report_by_road, report_by_straight_line
from app.coverage.report_record import as_record
from app.errors import Fault, InvalidInput, NotFound
from app.exchange.roads import Progress, load_road_graph, read_osm_roads, save_road_graph
from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import House
from app.journeys.network import network
from app.journeys.village_points import places_of
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme, ServiceCircle
from app.store.changes import NewChange, append_changes
from app.store.coverage import StoredCoverage, keep_coverage_result, read_coverage_results
from app.store.engine import transaction
from app.store.revisions import read_revisions
from app.wording import Wording

_NO_CIRCLE = Wording("这个方案没有服务圈的要求。", "This programme asks for no service circle.")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A result with what it was reckoned from. `networks` is None by straight line."""

    programme: Programme
    report: CoverageReport
    networks: RoadNetworks | None


async def reckon(
    house: House,
    slug: str,
    *,
    kinds: Sequence[str] = (),
    statuses: Sequence[str] = (),
    as_of: date | None = None,
) -> Reckoned:
    """The service circle of a programme: by the roads of its county where they are loaded, else by straight line.

    `kinds` and `statuses` count other sites than the pack's. Remembered until a site, a village or the roads change.
    Raises NotFound where there is no circle, InvalidInput for unknown codes.
    """
    programme = house.programme(slug)
    circle = _circle(programme, kinds, statuses)
    whole = await network(house, as_of)
    graph_file = roads_file(house, programme)
    loaded = graph_file.stat().st_mtime_ns if graph_file.exists() else 0
    revisions = await read_revisions()
    key = (slug, tuple(kinds), tuple(statuses), whole.as_of, whole.revision, revisions.get("village_points", 0), loaded)
    kept: dict[Any, Reckoned] = house.kept.setdefault("circles", {})
    if key not in kept:
        places = await places_of(house, programme.jurisdiction)
        sites = sites_that_count([m.site for m in whole.of_programme(slug)], circle)
        networks = await asyncio.to_thread(_networks, house, programme, circle)
        if networks is None:
            report = await asyncio.to_thread(report_by_straight_line, places, sites, circle, whole.as_of)
        else:
            report = await asyncio.to_thread(report_by_road, places, sites, circle, networks, whole.as_of)
        kept[key] = Reckoned(programme, report, networks)
        while len(kept) > _KEPT:
            kept.pop(next(iter(kept)))
    return kept[key]


_KEPT = 8
"""How many results are remembered."""


def _circle(programme: Programme, kinds: Sequence[str], statuses: Sequence[str]) -> ServiceCircle:
    circle = programme.service_circle
    if circle is None:
        raise NotFound(_NO_CIRCLE)
    faults = [
        Fault("kind", "unknown_code", Wording(f"没有类别 {kind}", f"there is no kind {kind}"))
        for kind in kinds
        if kind not in programme.kinds_by_code
    ]
    faults += [
        Fault("status", "unknown_code", Wording(f"没有状态 {status}", f"there is no state {status}"))
        for status in statuses
        if status not in STATUSES
    ]
    if faults:
        raise InvalidInput(faults)
    changes: dict[str, Any] = {}
    if kinds:
        changes["counting_kinds"] = tuple(kinds)
    if statuses:
        changes["counting_statuses"] = tuple(statuses)
    return circle.model_copy(update=changes) if changes else circle


def _networks(house: House, programme: Programme, circle: ServiceCircle) -> RoadNetworks | None:
    """The roads of the county as each mode sees them; None where none are loaded or the pack gives no speeds."""
    path = roads_file(house, programme)
    if circle.roads is None or not path.exists():
        return None
    kept: dict[str, tuple[int, RoadNetworks]] = house.kept.setdefault("roads", {})
    stamp = path.stat().st_mtime_ns
    found = kept.get(programme.slug)
    if found is None or found[0] != stamp:
        found = (stamp, RoadNetworks(load_road_graph(path), circle))
        kept[programme.slug] = found
    return found[1]


def roads_file(house: House, programme: Programme) -> Path:
    """Where the roads of a programme's county are kept."""
    return house.settings.data_dir / "roads" / f"{programme.jurisdiction}.npz"


async def load_roads(house: House, actor: Actor, slug: str, extract: Path, progress: Progress | None = None) -> int:
    """Take the roads of a county from an OpenStreetMap extract, clipped with the pack's margin; how many nodes.

    Raises Malformed for a file that cannot be read, InvalidInput where it holds no road of the county.
    """
    may(actor, "run_coverage").require()
    programme = house.programme(slug)
    circle = _circle(programme, (), ())
    margin = float(circle.roads.clip_margin_km) if circle.roads is not None else 0.0
    outline = await asyncio.to_thread(county_outline, house, programme.jurisdiction)
    graph = await asyncio.to_thread(read_osm_roads, extract, outline, margin, progress)
    path = roads_file(house, programme)
    path.parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(save_road_graph, graph, path)
    change = NewChange(
        at=house.now(),
        actor_key=actor.key,
        actor_name=actor.name,
        request_id=actor.request_id,
        action="roads.loaded",
        subject_kind="roads",
        subject_key=programme.jurisdiction,
        reason=extract.name,
        before=None,
        after=dump_json({"source": graph.source, "data_as_of": graph.data_as_of, "nodes": graph.nodes}).decode(),
    )
    async with transaction():
        await append_changes([change])
    return graph.nodes


def county_outline(house: House, jurisdiction: str) -> BaseGeometry | None:
    """The county's outline from the seeds, in lon and lat; None where there is none."""
    path = house.settings.seeds_dir / "boundaries" / "boundaries.geojson"
    if not path.exists():
        return None
    features = orjson.loads(path.read_bytes())["features"]
    found = next((f for f in features if f["properties"]["code"] == jurisdiction), None)
    return shape(found["geometry"]) if found else None


async def keep_result(house: House, actor: Actor, found: Reckoned) -> bool:
    """Keep a result to be compared later; False when it is kept already. Raises NotAllowed."""
    may(actor, "run_coverage", Target(division=found.programme.jurisdiction)).require()
    report = found.report
    result = StoredCoverage(
        programme=found.programme.slug,
        as_of=report.as_of,
        fingerprint=report.fingerprint,
        method=report.method,
        record=dump_json(as_record(report)).decode(),
        reckoned_by=actor.name,
        reckoned_at=house.now(),
    )
    async with transaction():
        if not await keep_coverage_result(result):
            return False
        change = NewChange(
            at=result.reckoned_at,
            actor_key=actor.key,
            actor_name=actor.name,
            request_id=actor.request_id,
            action="coverage.kept",
            subject_kind="coverage",
            subject_key=str(result.id),
            reason=found.programme.slug,
            before=None,
            after=dump_json({"fingerprint": result.fingerprint}).decode(),
        )
        await append_changes([change])
    return True


@dataclass(frozen=True, slots=True)
class KeptResult:
    """A kept result in short. `low` and `high`: the covered share in percent, None where there is nobody to count."""

    at: Any
    by: str
    as_of: date
    method: str
    fingerprint: str
    low: str | None
    high: str | None
    standings: dict[str, str]


async def kept_results(slug: str) -> list[KeptResult]:
    """The kept results of a programme, the newest first."""
    found = []
    for stored in await read_coverage_results(slug):
        record = load_json(stored.record.encode())
        share = record["with_approximate"]["everyone"]["share"]
        standings = {place["code"]: place["standing"] for place in record["places"]}
        found.append(
            KeptResult(
                stored.reckoned_at,
                stored.reckoned_by,
                stored.as_of,
                stored.method,
                stored.fingerprint,
                share["percent_low"],
                share["percent_high"],
                standings,
            )
        )
    return found


async def shapes_of(house: House, found: Reckoned) -> tuple[CircleShape, ...]:
    """The circle as filled areas, clipped to the county; none where its outline is not known."""
    outline = await asyncio.to_thread(county_outline, house, found.programme.jurisdiction)
    if outline is None:
        return ()
    report = found.report
    if found.networks is None:
        return tuple(await asyncio.to_thread(shapes_by_straight_line, report.sites, report.circle, outline))
    return tuple(await asyncio.to_thread(shapes_by_road, report.sites, report.circle, found.networks, outline))


def default_programme(house: House) -> str:
    """The programme that has a service circle; the first where several have. Raises NotFound where none has."""
    slug = next((slug for slug, programme in house.programmes.items() if programme.service_circle is not None), None)
    if slug is None:
        raise NotFound(_NO_CIRCLE)
    return slug
