// What all maps of the house share: tiles, outlines, names of townships, clusters, and where a map looks.
import { colour, element } from "./dom.js";

const CLOSEST = 18;
const OUTLINE = "outline";

// What Leaflet leaves without a role or a name. On a map with the keyboard's attention the arrow keys move the map; pins
// are buttons named by what they show and what a mouse is told; outlines are scenery; a popup is told by whose it is.
const called = (part, name) => name && part?.setAttribute("aria-label", name);
function pinName(pin) {
  const [shown, told] = [pin.getElement().textContent.trim(), pin.options.title];
  return told && shown && shown !== told ? `${shown} ${told}` : told;
}
globalThis.L?.Map.addInitHook(function named() {
  const frame = this.getContainer();
  if (!this.options.keyboard) return;
  frame.setAttribute("role", "application");
  called(frame, frame.closest("[aria-label]")?.getAttribute("aria-label"));
});
globalThis.L?.Marker.addInitHook(function named() {
  if (this.options.keyboard) this.on("add", () => called(this.getElement(), pinName(this)));
});
globalThis.L?.SVG.addInitHook(function named() {
  this.on("add", () => this._container.setAttribute("aria-hidden", "true"));
});
// A drawn point or line that listens for the focus is a stop of the Tab key in some browsers, one without a name; a circle
// has hundreds. What they show stands in words beside the map.
globalThis.L?.Path.addInitHook(function passedOver() {
  this.on("add", () => this.getElement?.()?.setAttribute("tabindex", "-1"));
});
globalThis.L?.Popup.addInitHook(function named() {
  this.on("add", () => {
    const box = this.getElement();
    box.setAttribute("role", "dialog");
    called(box, box.querySelector(".leaflet-popup-content p, .leaflet-popup-content")?.textContent);
  });
});

// Texts and addresses of the page's map, from the element that folium's script draws into.
export const words = () => document.getElementById("map_network").dataset;

export function clusterIcon(cluster) {
  const html = element("div", "site-cluster", String(cluster.getChildCount()));
  return L.divIcon({ html, className: "", iconSize: [36, 36] });
}

export function addTiles(map, { tiles, attribution }) {
  map.attributionControl?.setPrefix(false);
  if (!tiles) return;
  // Leaflet sets an attribution as HTML.
  const escaped = element("span", "", attribution).innerHTML;
  L.tileLayer(tiles, { attribution: escaped, maxZoom: CLOSEST }).addTo(map).bringToBack();
}

export function addZoom(map) {
  L.control.zoom({ position: "topright", zoomInTitle: words().zoomIn, zoomOutTitle: words().zoomOut }).addTo(map);
}

// Degrees as lines and numbers: where no boundary is drawn, they and the scale say where one is.
const GRID_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const GRID_LINES = 5;

function grid() {
  const layer = L.layerGroup();
  const line = { color: colour("map-neighbour"), weight: 1, interactive: false, pane: OUTLINE };
  function label(at, text) {
    const icon = L.divIcon({ className: "grid-label", html: element("span", "", text), iconSize: [0, 0] });
    L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(layer);
  }
  function draw() {
    const map = layer._map;
    layer.clearLayers();
    const view = map.getBounds();
    const [west, east, south, north] = [view.getWest(), view.getEast(), view.getSouth(), view.getNorth()];
    const step = GRID_STEPS.find((one) => (east - west) / one <= GRID_LINES) ?? 20;
    const written = (degrees) => `${Number(degrees.toFixed(2))}°`;
    for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) {
      L.polyline(
        [
          [south, lon],
          [north, lon],
        ],
        line,
      ).addTo(layer);
      label([south, lon], written(lon));
    }
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      L.polyline(
        [
          [lat, west],
          [lat, east],
        ],
        line,
      ).addTo(layer);
      label([lat, west], written(lat));
    }
  }
  layer.on("add", () => {
    layer._map.on("moveend", draw);
    if (layer._map._loaded) draw();
  });
  return layer;
}

// The county and its neighbours; a grid where they may not be shown. Over tiles only their lines are drawn.
function outlines(shapes, hasTiles) {
  if (!shapes.features.length && !hasTiles) return grid();
  const style = ({ properties: { role } }) => ({
    color: colour(role === "county" ? "map-county" : "map-neighbour"),
    weight: role === "county" ? 2.5 : 1,
    fill: !hasTiles,
    fillColor: colour(role === "county" ? "map-inside" : "map-outside"),
    fillOpacity: role === "county" ? 0.85 : 0.4,
  });
  return L.geoJSON(shapes, { pane: OUTLINE, interactive: false, style });
}

// Everything behind what a map shows: the outlines, and over them the roads and waters where some are loaded, which are
// fetched only then. `frame` is what the page says of the map.
export function drawBehind(map, shapes, { tiles, ground, credit, licence }) {
  map.createPane(OUTLINE).style.zIndex = 380;
  outlines(shapes, Boolean(tiles)).addTo(map);
  if (!ground) return;
  import("./ground.js").then(
    ({ drawGround }) => drawGround(map, ground, credit, licence),
    () => {},
  );
}

// The rectangle around the county; null where its outline is not known.
let home = null;

export function countyBounds(shapes) {
  const bounds = L.geoJSON(shapes, { filter: ({ properties }) => properties.role === "county" }).getBounds();
  home = bounds.isValid() ? bounds : null;
  return home;
}

export function townName(at, name, options = {}) {
  const icon = L.divIcon({ className: "town-label", html: element("span", "", name), iconSize: [0, 0] });
  return L.marker(at, { interactive: false, keyboard: false, icon, ...options });
}

export const latLng = ({ geometry: { coordinates } }) => L.latLng(coordinates[1], coordinates[0]);

export const locatedIn = ({ features }) => features.filter(({ geometry }) => geometry !== null);

// Where most of these points lie. A county's outposts in far cities would make everything else a dot: inside a known
// outline the points outside are left out while they are fewer, elsewhere the tenth that lies farthest from the middle.
export function whereMostAre(points, county) {
  if (!points.length) return null;
  if (county) {
    const inside = points.filter((point) => county.contains(point));
    return L.latLngBounds(inside.length * 2 > points.length ? inside : points);
  }
  const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const centre = L.latLng(middle(points.map(({ lat }) => lat)), middle(points.map(({ lng }) => lng)));
  const nearest = [...points].sort((a, b) => centre.distanceTo(a) - centre.distanceTo(b));
  return L.latLngBounds(nearest.slice(0, Math.ceil(points.length * 0.9)));
}

// Keeps a map looking at what it was asked to show: now, when it comes out of hiding and when the phone is turned,
// until the reader moves it. A map of no size cannot be framed; that is how it came to show all of China.
export function framing(map) {
  let wanted = null;
  let isMoved = false;
  let isOurs = false;

  function quietly(act) {
    isOurs = true;
    act();
    isOurs = false;
  }

  function look() {
    const { x, y } = map.getSize();
    if (!wanted || isMoved || !x || !y) return;
    quietly(() => map.fitBounds(wanted.bounds, { animate: false, ...wanted.options }));
  }

  map.on("movestart", () => {
    isMoved ||= !isOurs;
  });
  new ResizeObserver(() => {
    quietly(() => map.invalidateSize({ animate: false }));
    look();
  }).observe(map.getContainer());

  return function show(bounds, options = {}) {
    wanted = { bounds, options };
    isMoved = false;
    quietly(() => map.invalidateSize({ animate: false }));
    look();
  };
}

// A map says in words that it is not there yet or could not be loaded; once it is drawn the words go.
export function drawn(map) {
  // A page that fetches Leaflet when the map comes into sight has no hooks in it.
  for (const scenery of map.getContainer().querySelectorAll("svg")) scenery.setAttribute("aria-hidden", "true");
  map.getContainer().parentElement.querySelector(".map-said")?.setAttribute("hidden", "");
}
export function notDrawn(map) {
  map.getContainer().parentElement.querySelector(".map-said")?.classList.add("is-failed");
}

// "Where am I" shows the person with the country around, for a map without a base map is blank closer up. Who is far from
// the county is told so and still sees it. The control's own way of telling is a dialog in the browser's language.
const AROUND_M = 30_000;

const TOLD_MS = 8000;

function tell(text) {
  const note = document.getElementById("map-note");
  const place = note ?? document.querySelector(".map-said");
  if (!place) return;
  place.textContent = text;
  if (note) return;
  place.classList.add("is-failed");
  place.hidden = false;
  setTimeout(() => {
    place.hidden = true;
  }, TOLD_MS);
}

const locating = globalThis.L?.Control?.Locate?.LocateControl.prototype.options;
if (locating) {
  locating.getLocationBounds = ({ latlng }) => {
    const isFar = home !== null && !home.pad(0.5).contains(latlng);
    if (isFar) tell(words().outside);
    return isFar ? home : latlng.toBounds(AROUND_M);
  };
  locating.onLocationError = () => tell(words().notLocated);
}
