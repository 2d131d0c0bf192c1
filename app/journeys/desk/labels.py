"""What the codes of a site's record are called that no vocabulary holds."""

from __future__ import annotations

from collections.abc import Mapping

from app.journeys.house import House
from app.sites.words import Labels
from app.standards.programme import Programme
from app.wording import Wording, same


def labels_of(house: House, programme: Programme, kind: str, sites: Mapping[str, str]) -> Labels:
    """What codes beyond the vocabulary are called at a site of this kind: tiers, places, sites (by code), clauses."""
    definition = programme.kinds_by_code.get(kind)
    tiers = {tier.code: tier.label for tier in definition.tiers} if definition else {}
    titles = {clause.id: clause.title for clause in programme.clauses}

    def place(code: str) -> Wording | None:
        names = [division.name for division in house.divisions.path(code)]
        return same(" ".join(names)) if names else None

    def site(code: str) -> Wording | None:
        return same(sites[code]) if code in sites else None

    return {"tier": tiers.get, "division": place, "parent": site, "waivers": titles.get}
