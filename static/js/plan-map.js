// Draws a plan on the map that folium made: the chosen sites by number, who they win, who is left. It reckons nothing.
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
  notDrawn,
  words,
} from "./map.js";

const AROUND = { paddingTopLeft: [30, 30], paddingBottomRight: [64, 40], maxZoom: 13 };

function popup({ name, role, site }) {
  const box = element("div", "popup");
  box.append(element("p", "name", name));
  if (role === "place") box.append(element("p", "", site ? words().won.replace("{n}", site) : words().left));
  return box;
}

function marker({ properties }, at) {
  if (properties.role === "site") {
    const html = element("div", "plan-number plan-pin", String(properties.site));
    const icon = L.divIcon({ html, className: "", iconSize: [28, 28] });
    return L.marker(at, { icon, title: properties.name, alt: properties.name, zIndexOffset: 1000 });
  }
  const edge = colour(properties.site ? "met" : "not-met");
  const fillColor = properties.site ? edge : "#fff";
  return L.circleMarker(at, { radius: 5, color: edge, weight: 2, fillColor, fillOpacity: 0.9 });
}

function drawWays(map, features) {
  const sites = new Map(
    features.filter(({ properties }) => properties.role === "site").map((one) => [one.properties.site, one]),
  );
  const line = { color: colour("accent"), weight: 1.5, opacity: 0.6, interactive: false };
  for (const place of features) {
    const site = place.properties.role === "place" && place.geometry ? sites.get(place.properties.site) : undefined;
    if (site?.geometry) L.polyline([latLng(site), latLng(place)], line).addTo(map);
  }
}

async function draw(map, addresses) {
  const show = framing(map);
  const [shapes, plan] = await Promise.all([fetched(addresses.boundary), fetched(words().plan)]);
  drawBehind(map, shapes, words());
  drawWays(map, plan.features);
  const points = L.geoJSON(plan, {
    filter: ({ geometry }) => geometry !== null,
    pointToLayer: marker,
    onEachFeature: (feature, layer) => layer.bindPopup(() => popup(feature.properties)),
  }).addTo(map);
  const bounds = points.getLayers().length > 1 ? points.getBounds() : countyBounds(shapes);
  if (bounds) show(bounds, AROUND);
}

function drawNetwork(map, _cluster, addresses) {
  addZoom(map);
  addTiles(map, words());
  draw(map, addresses).then(
    () => drawn(map),
    () => notDrawn(map),
  );
}

// Folium's script calls these two by name.
globalThis.zhanwang = { clusterIcon, drawNetwork };
