// Roads and waters behind a map: fetched for the view, drawn on one canvas over the outlines and under all that is shown.
import { colour, element, fetched } from "./dom.js";

// Closer up the same shapes are drawn larger; views are asked for by whole cells of two tiles, so that many are the same.
const CLOSEST = 16;
const CELL_DEGREES = 720;

// Of each sort the colour, and how wide it is drawn from far out and close up, in pixels.
const LOOKS = {
  motorway: ["map-main-road", 2, 6],
  primary: ["map-main-road", 1.5, 5],
  secondary: ["map-main-road", 1, 4],
  tertiary: ["map-road", 1.5, 4],
  street: ["map-road", 1, 4],
  path: ["map-road", 1, 2],
  river: ["map-water", 1.5, 5],
  canal: ["map-water", 1, 4],
  stream: ["map-water", 1, 2],
};
const FAR_OUT = 9;

function styleOf(sort, zoom) {
  const [name, far, close] = LOOKS[sort];
  const nearness = Math.min(1, Math.max(0, (zoom - FAR_OUT) / (CLOSEST - FAR_OUT)));
  return { color: colour(name), weight: far + (close - far) * nearness };
}

// Whole numbers lon, lat, then the steps from point to point, in `unit` degrees.
function placesOf(steps, unit) {
  const places = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at];
    y += steps[at + 1];
    places.push([y * unit, x * unit]);
  }
  return places;
}

function viewOf(map, zoom) {
  const view = map.getBounds();
  const cell = CELL_DEGREES / 2 ** zoom;
  const out = (degrees, round, most) => Math.max(-most, Math.min(most, round(degrees / cell) * cell)).toFixed(5);
  return [
    out(view.getWest(), Math.floor, 180),
    out(view.getSouth(), Math.floor, 90),
    out(view.getEast(), Math.ceil, 180),
    out(view.getNorth(), Math.ceil, 90),
  ].join(",");
}

// `credit` says whose the roads and waters are, at `licence` stands what they may be used for; both stand on the map as
// long as the roads do.
export function drawGround(map, address, credit, licence) {
  map.createPane("ground").style.zIndex = 390;
  const renderer = L.canvas({ pane: "ground", padding: 0.5 });
  const shown = L.layerGroup().addTo(map);
  // Leaflet sets an attribution as HTML.
  const named = element(licence ? "a" : "span", "", credit);
  if (licence) {
    named.href = licence;
    named.rel = "noopener noreferrer";
  }
  const owner = named.outerHTML;
  let wanted = "";

  function show({ unit, parts }, zoom) {
    const line = { renderer, pane: "ground", interactive: false, smoothFactor: 0.5 };
    shown.clearLayers();
    for (const { sort, area, shapes } of parts) {
      if (area) {
        const rings = shapes.map((one) => one.map((ring) => placesOf(ring, unit)));
        L.polygon(rings, { ...line, stroke: false, fillColor: colour("map-water"), fillOpacity: 1 }).addTo(shown);
      } else {
        const lines = shapes.map((one) => placesOf(one, unit));
        L.polyline(lines, { ...line, ...styleOf(sort, zoom) }).addTo(shown);
      }
    }
    const control = map.attributionControl ?? L.control.attribution({ prefix: false }).addTo(map);
    control.removeAttribution(owner);
    if (parts.length) control.addAttribution(owner);
    map.getPane("ground").setAttribute("aria-hidden", "true");
  }

  async function draw() {
    if (!map._loaded || !map.getSize().x) return;
    const zoom = Math.min(CLOSEST, Math.round(map.getZoom()));
    const url = `${address}&view=${viewOf(map, zoom)}&zoom=${zoom}`;
    if (url === wanted) return;
    wanted = url;
    try {
      const found = await fetched(url);
      if (url === wanted) show(found, zoom);
    } catch {
      // A map without its ground is a map; the next move asks again.
      if (url === wanted) wanted = "";
    }
  }

  map.on("moveend", draw);
  draw();
}
