// Draws the service circle on the map that folium made. It draws what the report says and reckons nothing.
import { colour, element, fetched } from "./dom.js";
import {
  addTiles,
  addZoom,
  clusterIcon,
  countyBounds,
  drawBehind,
  drawn,
  framing,
  latLng,
  locatedIn,
  notDrawn,
  whereMostAre,
  words,
} from "./map.js";
import { leaveOut } from "./town-names.js";

const EDGES = {
  covered: { colour: "standing-ink", weight: 1 },
  covered_if_roads_good: { colour: "due", weight: 3, dashArray: "3 2" },
  not_covered: { colour: "not-met", weight: 3 },
  no_route: { colour: "unknown", weight: 2 },
  unlocated: { colour: "unknown", weight: 2 },
};

const nameOf = (properties) => properties.label?.[words().language] ?? properties.name;

function popup(properties) {
  const box = element("div", "popup");
  box.append(element("p", "name", nameOf(properties)));
  if (properties.role === "place") {
    box.append(element("p", "", properties.standing_label[words().language]));
    if (properties.minutes_good_roads !== null) {
      const low = properties.minutes_good_roads;
      const high = properties.minutes_bad_roads;
      const span = low === high ? low : `${low}–${high}`;
      const said = words().minutes.replace("{span}", span).replace("{limit}", properties.limit_minutes);
      box.append(element("p", "", said));
    }
    if (properties.approximate) box.append(element("p", "", words().rough));
  }
  return box;
}

// 文崇社区居民委员会 → 文崇社区, 河东村民委员会 → 河东村: the map has little room.
const shortName = (name) =>
  name
    .replace(/村民委员会$/, "村")
    .replace(/居民委员会$/, "")
    .replace(/ (Village|Community)$/, "");

// The page tells where the steps of minutes end, the stylesheet how they are coloured.
function colourOf(minutes) {
  if (minutes === null) return "#fff";
  const ends = words().steps.split(",").map(Number);
  return colour(`minutes-${ends.filter((end) => Number(minutes) > end).length}`);
}

function villageMarker(properties, at) {
  const { colour: edge, ...line } = EDGES[properties.standing];
  const marker = L.circleMarker(at, {
    pane: "villages",
    radius: 6,
    color: colour(edge),
    fillColor: colourOf(properties.minutes_bad_roads),
    fillOpacity: properties.approximate ? 0.5 : 0.95,
    ...line,
  });
  // Who is left out is named without being pointed at, wherever there is room for the name.
  const permanent = properties.standing === "not_covered";
  const className = permanent ? "village-name is-left-out" : "village-name";
  marker.bindTooltip(element("span", "", shortName(nameOf(properties))), { permanent, direction: "right", className });
  marker.on("mouseover mouseout", ({ type }) => {
    marker
      .getTooltip()
      .getElement()
      ?.classList.toggle("is-pointed-at", type === "mouseover");
  });
  return marker.bindPopup(() => popup(properties));
}

function siteMarker(properties, at) {
  const html = element("span", `square kind-${words().programme}-${properties.kind}`);
  const icon = L.divIcon({ className: "", html, iconSize: [9, 9] });
  const marker = L.marker(at, { icon, keyboard: false, title: properties.name });
  return marker.bindPopup(() => popup(properties));
}

function areaStyle({ properties }) {
  return {
    color: colour("accent"),
    weight: properties.area === "urban" ? 1 : 1.5,
    dashArray: properties.roads === "good" ? "4 4" : null,
    fillColor: colour("accent"),
    fillOpacity: 0.08,
  };
}

function drawCircle(map, circle) {
  const layers = new Map();
  const layer = (name) => layers.get(name) ?? layers.set(name, L.layerGroup().addTo(map)).get(name);
  const filter = ({ properties }) => properties.role === "circle";
  L.geoJSON(circle, { filter, interactive: false, style: areaStyle }).addTo(layer("circle"));
  // Villages lie above the sites and below names and popups: they are what is judged.
  map.createPane("villages").style.zIndex = 620;
  // Who is farthest off is named first, and drawn last.
  const far = ({ properties }) => properties.minutes_bad_roads ?? Number.POSITIVE_INFINITY;
  const points = locatedIn(circle)
    .filter(({ properties }) => properties.role !== "circle")
    .sort((one, other) => far(other) - far(one) || 0);
  for (const point of points) {
    const { properties } = point;
    if (properties.role === "site") siteMarker(properties, latLng(point)).addTo(layer(properties.kind));
    else villageMarker(properties, latLng(point)).addTo(layer("place"));
  }
  const name = () => leaveOut(map.getContainer().querySelectorAll(".is-left-out"));
  map.on("zoomend moveend", name);
  for (const box of document.querySelectorAll("[data-layer]")) {
    const show = () => {
      if (box.checked) layer(box.dataset.layer).addTo(map);
      else layer(box.dataset.layer).remove();
      name();
    };
    box.addEventListener("change", show);
    show();
  }
  return points.map(latLng);
}

async function draw(map, addresses) {
  const show = framing(map);
  const shapes = await fetched(addresses.boundary);
  drawBehind(map, shapes, words());
  const county = countyBounds(shapes);
  if (county) show(county);
  const points = drawCircle(map, await fetched(words().circle));
  const bounds = county ?? whereMostAre(points, null);
  if (bounds) show(bounds);
}

function drawNetwork(map, _cluster, addresses) {
  addZoom(map);
  addTiles(map, words());
  draw(map, addresses).then(
    () => drawn(map),
    () => notDrawn(map),
  );
}

// On paper every village stands in the table.
function offerPrint(print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".circle-table details:not([open])")];
    for (const part of opened) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });
}

const print = document.querySelector("[data-print]");
if (print) offerPrint(print);

// Folium's script calls these two by name.
globalThis.zhanwang = { clusterIcon, drawNetwork };
