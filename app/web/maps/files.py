"""The map's finished files: drawn once for each programme and language, the sites' data once for each state of the
network, and kept until something changes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from threading import Lock

import orjson

from app.compliance.standing import is_operating
from app.journeys.house import House
from app.journeys.network.find import Found
from app.journeys.network.judged import NetworkSite
from app.journeys.network.open_now import hours_of
from app.journeys.turns import MAPS, in_turn
from app.normal.telephones import telephones
from app.sites.site import Site
from app.sites.vocabulary import STATUSES
from app.web import formats
from app.web.kept_answers import KeptAnswers
from app.web.language import LANGUAGES, Speech
from app.web.maps.clusters import MOST_DRAWN, Drawn, View, drawn_in, where_most_are
from app.web.maps.ground import GroundViews
from app.web.maps.parts import kind_class, kind_colours
from app.web.maps.shapes import Shapes
from app.web.payload import Payload
from app.web.site_rows import sound_of
from app.wording import Language

_SITES_KEPT = 64
"""How many different selections of sites are remembered. Searches are many; the unfiltered map is asked for most."""


class MapFiles:
    """Script, style and data of the maps of one house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.shapes = Shapes(house.settings.seeds_dir / "boundaries", house.divisions)
        self.ground = GroundViews(house)
        self._scripts: dict[tuple[str, Language], Payload] = {}
        self._style: Payload | None = None
        self._drawing = Lock()
        self._sites = KeptAnswers[Payload](_SITES_KEPT)

    def script(self, programme: str, language: Language) -> Payload:
        """The script of one programme's map. Draws on first use: call in a worker thread."""
        self.draw_all()
        return self._scripts[programme, language]

    def style(self) -> Payload:
        """The maps' style, and the colour of every kind. Draws on first use: call in a worker thread."""
        self.draw_all()
        assert self._style is not None
        return self._style

    def draw_all(self) -> None:
        """Draw every map that is not drawn yet."""
        # Loading folium takes seconds, which a command that draws no map must not spend.
        from app.web.maps.drawing import draw

        with self._drawing:
            if self._style is not None:
                return
            styles = b""
            for slug, programme in self._house.programmes.items():
                for language in LANGUAGES:
                    drawn = draw(programme, self.shapes.bounds(programme.jurisdiction), Speech(language))
                    self._scripts[slug, language] = drawn.script
                    styles = drawn.style.body
            colours = kind_colours(self._house.programmes.values()).encode()
            self._style = Payload(styles + colours, "text/css", "no-cache").pack()

    def forget_sites(self) -> None:
        """Let go what was drawn of a database that closes: another one's states are numbered alike."""
        self._sites = KeptAnswers[Payload](_SITES_KEPT)

    async def sites(self, key: Hashable, found: Found, language: Language, view: View | None) -> Payload:
        """The sites as GeoJSON for the map; of more than `MOST_DRAWN` only what lies in the view, near ones together.

        `key` names the selection and the state of the network.
        """

        async def drawn() -> Payload:
            return await in_turn(self._house, MAPS, self._drawn_sites, found, Speech(language), view)

        return await self._sites.of((key, view), drawn)

    def _drawn_sites(self, found: Found, say: Speech, view: View | None) -> Payload:
        whole, places = found.network, found.places
        located = places[whole.points.known[places]]
        collection: dict[str, object] = {"type": "FeatureCollection", "unlocated": len(places) - len(located)}
        drawn = Drawn(located, [])
        if len(located) > MOST_DRAWN:
            collection |= {"clustered": True, "bounds": where_most_are(whole, located)}
            drawn = drawn_in(whole, located, view) if view is not None else Drawn(located[:0], [])
        collection["features"] = [
            *(_feature(self._house, member, say) for member in whole.at(drawn.places)),
            *drawn.clusters,
        ]
        return Payload(orjson.dumps(collection), "application/geo+json").pack()


def _todays_hours(house: House, site: Site, say: Speech) -> str:
    """The hours of the day in words; empty where they are not known, or nobody can be served there."""
    held = hours_of(site, house.today()) if is_operating(site) else None
    if held is None:
        return ""
    spans = "  ".join(formats.hours(held.spans)) or say("site.closed_day")
    return say("map.hours_today", hours=spans)


def _feature(house: House, member: NetworkSite, say: Speech) -> Mapping[str, object]:
    """What the map shows of a site: public, short, in the reader's language."""
    site = member.site
    programme = house.programmes[site.programme]
    kind = programme.kinds_by_code[site.kind]
    assert site.location is not None
    properties: dict[str, object] = {
        "code": site.code,
        "name": site.name,
        "kind": say.of(kind.label),
        "class": kind_class(site.programme, site.kind),
        "operating": is_operating(site),
        "status": site.status,
        "sample": site.sample,
    }
    if sound := sound_of(house, say, site):
        properties["sound"] = sound
    if site.status:
        properties["state"] = say.of(STATUSES[site.status])
    if site.phone:
        properties["phone"] = site.phone
        properties["phones"] = [{"text": one.written, "dial": one.dialled} for one in telephones(site.phone)]
    if site.address:
        properties["address"] = site.address
    if hours := _todays_hours(house, site, say):
        properties["hours"] = hours
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [site.location.point.lon, site.location.point.lat]},
        "properties": properties,
    }
