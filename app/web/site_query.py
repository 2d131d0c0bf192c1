"""Which sites a query asks for: the filters that pages, map and interface share, and who may filter by verdicts."""

from __future__ import annotations

from collections.abc import Collection

from app.access.actor import Actor
from app.access.may import Target, may
from app.compliance.progress import STEPS
from app.journeys.house import House
from app.journeys.network.find import SiteQuery
from app.sites.vocabulary import STATUSES
from app.web.query import QueryReader
from app.web.states import COMPLIANCE_ORDER


def sees_verdicts(house: House, actor: Actor | None, programmes: Collection[str]) -> bool:
    """Whether somebody sees verdicts in lists: everybody where they are public, else who reads the whole county of
    each of these programmes (of all where none is named)."""
    if house.settings.public_compliance:
        return True
    return actor is not None and all(
        may(actor, "read_county", Target(division=house.programmes[slug].jurisdiction)).allowed
        for slug in programmes or house.programmes
        if slug in house.programmes
    )


def read_site_query(reader: QueryReader, house: House) -> SiteQuery:
    """The filters that pages, map and API share.

    `compliance`, and the step `compliant` of a target, can be asked for only by who sees verdicts.
    """
    programmes = reader.codes("programme", house.programmes)
    published = sees_verdicts(house, reader.actor, programmes)
    kinds = [kind for programme in house.programmes.values() for kind in programme.kinds]
    return SiteQuery(
        programmes=programmes,
        kinds=reader.codes("kind", {kind.code for kind in kinds}),
        tiers=reader.codes("tier", {tier.code for kind in kinds for tier in kind.tiers}),
        statuses=reader.codes("status", STATUSES),
        compliance=reader.codes("compliance", COMPLIANCE_ORDER) if published else frozenset(),
        target=reader.code("target", {target.id for p in house.programmes.values() for target in p.targets}),
        step=reader.step("step", STEPS if published else STEPS[:-1]),
        division=reader.division("division"),
        box=reader.box("bbox"),
        text=reader.text("q"),
    )
