"""The map's script and style, made by folium and served as files of our own.

Folium makes the map object, the clusters and the controls; `NetworkLayer` hands them to
``static/js/network-map.js``, which fetches the shapes and the sites. What passes through folium here:
numbers, addresses of our own routes, and texts of the interface. Never a name, an address or any other text
of a site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import folium
from branca.element import Figure
from folium.elements import JSCSSMixin
from folium.plugins import Fullscreen, LocateControl, MarkerCluster
from folium.template import Template
from folium.utilities import JsCode

from app.standards.programme import Programme
from app.web.language import Speech
from app.web.maps.parts import MAP_NAME
from app.web.maps.shapes import Bounds
from app.web.payload import Payload

# All of China: where a county's outline is not known, until the sites are there to show.
_CHINA: Bounds = (73.0, 18.0, 135.0, 54.0)
_CLOSEST, _FARTHEST = 18, 4
_SUFFIX = MAP_NAME.removeprefix("map_")
_CLUSTERING = {
    "showCoverageOnHover": False,
    "maxClusterRadius": 44,
    "chunkedLoading": True,
    "animate": JsCode("!matchMedia('(prefers-reduced-motion: reduce)').matches"),
    "iconCreateFunction": JsCode("zhanwang.clusterIcon"),
}
_STYLE_BLOCK = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class NetworkLayer(JSCSSMixin, folium.Element):
    """The sites and shapes of a network: fetched by the browser, drawn into the cluster."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            zhanwang.drawNetwork({{ this.map_name }}, {{ this.cluster_name }}, {{ this.options |
            tojavascript }}); {% endmacro %}
        """
    )

    def __init__(self, map_name: str, cluster_name: str, options: dict[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca gives its initialiser no types
        self._name = "NetworkLayer"
        self.map_name = map_name
        self.cluster_name = cluster_name
        self.options = options


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map as two files."""

    script: Payload
    style: Payload


def draw(programme: Programme, bounds: Bounds | None, say: Speech) -> DrawnMap:
    """The map of one programme's county in one language. Takes some ten milliseconds: not for the event loop."""
    west, south, east, north = bounds or _CHINA
    county_map = folium.Map(
        tiles=None, zoom_control=False, maxZoom=_CLOSEST, minZoom=_FARTHEST, zoomSnap=0.5, trackResize=False
    )
    cluster = MarkerCluster(control=False, options=_CLUSTERING)
    locate = LocateControl(
        position="topright",
        strings={"title": say("map.locate"), "popup": say("map.you"), "outsideMapBoundsMsg": say("map.you")},
        showPopup=False,
    )
    fullscreen = Fullscreen(
        position="topright",
        title=say("map.fullscreen"),
        title_cancel=say("map.fullscreen_exit"),
        force_separate_button=True,
    )
    elements: tuple[JSCSSMixin, ...] = (county_map, cluster, locate, fullscreen)
    for number, element in enumerate(elements):
        # Folium names variables by chance, and files on other hosts: the same map shall be the same file, and
        # the page loads the vendored ones.
        element._id = f"{_SUFFIX}_{number}" if number else _SUFFIX
        element.default_js = []
        element.default_css = []
        if number:
            element.add_to(county_map)
    addresses = {
        "boundary": "/map/boundary.geojson?" + urlencode({"programme": programme.slug}),
        "townships": "/map/townships.geojson?" + urlencode({"programme": programme.slug, "language": say.language}),
    }
    NetworkLayer(county_map.get_name(), cluster.get_name(), addresses).add_to(county_map)
    county_map.fit_bounds([[south, west], [north, east]])
    return _as_files(county_map)


def _as_files(county_map: folium.Map) -> DrawnMap:
    """Render header and script apart; of the header only the style of the map itself is wanted."""
    figure = Figure()
    county_map.add_to(figure)
    figure.render()
    styles = "\n".join(block for block in _STYLE_BLOCK.findall(figure.header.render()) if MAP_NAME in block)
    script = f'"use strict";\n{figure.script.render()}'
    return DrawnMap(
        Payload(script.encode(), "text/javascript").pack(),
        Payload(styles.encode(), "text/css").pack(),
    )
