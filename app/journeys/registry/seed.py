"""Seeding: bringing into a database what the seeds folder says exists, and nothing else.

Divisions, the programme packs in their present version, and the sites that the documents themselves name or
imply (`sites.csv` of a pack). One transaction; a second run changes nothing. A site is known by its code:
one that is there already stays as people have made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter

from app.access.actor import Actor, program
from app.errors import Fault, InvalidInput, Malformed
from app.exchange.entered import repeated_codes
from app.exchange.points_csv import read_points
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.network.past import LOADED
from app.journeys.registry.planned import Planned, plan_many, save
from app.sites.divisions import Divisions
from app.sites.document import read_site
from app.sites.site import Site
from app.standards.programme import Programme
from app.store.changes import append_changes
from app.store.divisions import StoredDivision, read_divisions, upsert_divisions
from app.store.engine import transaction
from app.store.programmes import StoredProgrammeVersion, read_current_hashes, save_programme_version
from app.store.sites import read_sites_of
from app.wording import Wording

SITES_FILE = "sites.csv"
REASON = "方案文件中写明或隐含的站点 / named or implied by the programme's document"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a run of seeding wrote: how many divisions, which programmes' packs, which sites."""

    divisions: int
    programmes: tuple[str, ...]
    sites: tuple[str, ...]


async def seed(house: House) -> Seeded:
    """Register what the seeds hold and the database lacks. Raises InvalidInput where a pack's sites are
    faulty.

    The sites of a pack are stored in one transaction with its fingerprint, which covers their file, and none is ever
    deleted: where that version is the current one, as at nearly every start, nothing of it is read.
    """
    actor = program("seed")
    async with transaction():
        divisions = await _seed_divisions(house)
        before = await read_current_hashes()
        changed = [p for slug, p in house.programmes.items() if before.get(slug) != p.content_hash]
        sites = _all_named_sites(house, changed)
        programmes = [p.slug for p in changed if await _seed_programme(house, actor, p, before.get(p.slug))]
        planned = await _missing(house, actor, sites) if sites else []
        await save(planned)
    return Seeded(divisions, tuple(programmes), tuple(p.after.code for p in planned))


def named_sites(folder: Path, programme: Programme, divisions: Divisions) -> list[Site]:
    """The sites of a pack's `sites.csv`; none without that file. Raises InvalidInput naming row and column
    of every fault."""
    path = folder / SITES_FILE
    if not path.exists():
        return []
    rules = {programme.slug: programme.entry_rules}
    try:
        content = read_points(path.read_bytes(), rules)
    except InvalidInput as error:
        raise InvalidInput(_in_file(fault) for fault in error.faults) from None
    except Malformed as error:
        raise InvalidInput([Fault(SITES_FILE, "malformed", error.message)]) from None
    entries = content.entries
    faults = [_in_file(fault) for fault in (*content.faults, *repeated_codes(entries))]
    codes = {entered.code for entered in entries}
    sites = []
    for entered in entries:
        document = {"programme": programme.slug, **cast(dict[str, Any], entered.document)}
        try:
            site = read_site(document, rules, divisions, registering=True)
        except InvalidInput as error:
            faults += [_in_file(entered.located(fault)) for fault in error.faults]
            continue
        if site.parent is not None and site.parent not in codes:
            message = Wording(f"没有上级站点 {site.parent}", f"there is no parent site {site.parent}")
            faults.append(_in_file(entered.located(Fault("parent", "unknown_parent", message))))
        sites.append(site)
    if faults:
        raise InvalidInput(faults)
    return sites


def _in_file(fault: Fault) -> Fault:
    return Fault(f"{SITES_FILE}: {fault.path}", fault.code, fault.message)


def _all_named_sites(house: House, programmes: Iterable[Programme]) -> list[Site]:
    faults: list[Fault] = []
    sites: list[Site] = []
    for programme in programmes:
        folder = house.settings.seeds_dir / "programmes" / programme.slug
        try:
            sites += named_sites(folder, programme, house.divisions)
        except InvalidInput as error:
            faults += [Fault(f"{programme.slug}/{f.path}", f.code, f.message) for f in error.faults]
    if faults:
        raise InvalidInput(faults)
    return sites


@dataclass(slots=True)
class NamedCodes:
    """Kept: the codes of the sites that the documents name. Lost, the packs are read for them again."""

    codes: frozenset[str] | None = None


def named_codes(house: House) -> frozenset[str]:
    """The codes of the sites that the packs' documents name or imply. Reads files the first time: call in a thread."""
    kept = house.kept.of(NamedCodes)
    if kept.codes is None:
        kept.codes = frozenset(site.code for site in _all_named_sites(house, house.programmes.values()))
    return kept.codes


async def _missing(house: House, actor: Actor, sites: list[Site]) -> list[Planned]:
    known = await read_sites_of(site.code for site in sites)
    return plan_many(house, actor, ((None, site) for site in sites if site.code not in known), REASON, "site.seeded")


async def _seed_divisions(house: House) -> int:
    known = {division.code: division for division in await read_divisions()}
    changed = [division for division in _wanted(house.divisions) if known.get(division.code) != division]
    if changed:
        await upsert_divisions(changed)
    return len(changed)


@lru_cache(2)
def _wanted(divisions: Divisions) -> tuple[StoredDivision, ...]:
    """The divisions of the seeds, which never change once they are read, as the database has them."""
    return tuple(
        StoredDivision(
            code=d.code,
            name=d.name,
            level=d.level,
            parent_code=d.parent,
            kind=d.kind,
            urban_rural_code=d.urban_rural_code,
            lon=d.point.lon if d.point else None,
            lat=d.point.lat if d.point else None,
            point_approximate=d.point_approximate,
            coord_source=d.point_source,
            population=d.population,
            aliases=d.aliases,
        )
        for d in divisions
    )


async def _seed_programme(house: House, actor: Actor, programme: Programme, before: str | None) -> bool:
    """Whether this version of the pack was not the current one, whose fingerprint was `before`; then it is now, with a
    change record.
    """
    content = json_text(TypeAdapter(Programme).dump_python(programme, mode="json"))
    version = StoredProgrammeVersion(
        slug=programme.slug, content_hash=programme.content_hash, content=content, loaded_at=house.now()
    )
    if not await save_programme_version(version):
        return False
    change = change_by(
        actor,
        house,
        LOADED,
        "programme",
        programme.slug,
        reason=programme.document,
        before=None if before is None else json_text({"content_hash": before}),
        after=json_text({"content_hash": version.content_hash}),
    )
    await append_changes([change])
    return True
