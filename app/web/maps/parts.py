"""The names that page, script and stylesheet of a map share, and the vendored files a page with a map loads."""

from collections.abc import Iterable

from app.standards.programme import Programme

MAP_NAME = "map_network"
"""The id of the map's element, and the name of its variable in the script."""

SCRIPTS = (
    "vendor/leaflet-1.9.4/leaflet.js",
    "vendor/leaflet.markercluster-1.5.3/leaflet.markercluster.js",
    "vendor/leaflet.locatecontrol-0.90.1/L.Control.Locate.min.js",
    "vendor/leaflet.fullscreen-3.0.2/Control.FullScreen.js",
)
STYLES = (
    "vendor/leaflet-1.9.4/leaflet.css",
    "vendor/leaflet.markercluster-1.5.3/MarkerCluster.css",
    "vendor/leaflet.locatecontrol-0.90.1/L.Control.Locate.min.css",
    "vendor/leaflet.fullscreen-3.0.2/Control.FullScreen.css",
)
"""Loaded in this order, before the map's own script."""


def kind_class(programme: str, kind: str) -> str:
    """The class that gives a marker, a chip or a legend entry the colour of its kind."""
    return f"kind-{programme}-{kind}"


def kind_colours(programmes: Iterable[Programme]) -> str:
    """The rules that give every kind of site its colour, by `kind_class`."""
    return "".join(
        f".{kind_class(programme.slug, kind.code)} {{ --kind: {kind.colour}; }}\n"
        for programme in programmes
        for kind in programme.kinds
    )
