"""What the forms of the register offer to choose from, and where its pages stand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.journeys.house import House
from app.journeys.network.judged import Network
from app.journeys.turns import LISTS, in_turn
from app.sites.divisions import Division
from app.standards.programme import Programme
from app.web.language import Speech
from app.web.public.filters import Option

MANAGE = "/manage/sites"
Groups = list[tuple[str, list[Option]]]
MOST_OFFERED = 1000
"""Sites of a programme up to which their names are offered while one types; with more, a code or name is typed."""
_TOWNSHIP_DIGITS = 9


async def sites_offered(house: House, whole: Network, slug: str) -> list[tuple[str, str]]:
    """Code and name of each site of a programme, to be offered while one types; none where there are too many."""
    places = np.flatnonzero(whole.columns.of_programme(slug))
    if len(places) > MOST_OFFERED:
        return []
    return await in_turn(house, LISTS, lambda: [(one.site.code, one.site.name or "") for one in whole.at(places)])


def division_choices(house: House, programme: Programme, say: Speech, chosen: str) -> Groups:
    """The county and its townships, each with its villages, as groups of one choice."""
    villages: dict[str, list[Division]] = {}
    inside = house.divisions.under(programme.jurisdiction)
    for one in inside:
        if one.level == "village":
            villages.setdefault(one.code[:_TOWNSHIP_DIGITS], []).append(one)
    county = [Option(one.code, say.of(one.label), chosen == one.code) for one in inside if one.level == "county"]
    return [
        (say("manage.county"), county),
        *(_of_township(one, villages, say, chosen) for one in inside if one.level == "township"),
    ]


def _of_township(
    township: Division, villages: Mapping[str, list[Division]], say: Speech, chosen: str
) -> tuple[str, list[Option]]:
    whole = say("manage.whole_township", name=say.of(township.label))
    below = villages.get(township.code[:_TOWNSHIP_DIGITS], [])
    options = [Option(township.code, whole, chosen == township.code)]
    options += [Option(one.code, say.of(one.common_label), chosen == one.code) for one in below]
    return say.of(township.label), options
