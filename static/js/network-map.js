// Draws the network on the map that folium made. Names, addresses and telephones only ever become text nodes.
import { colour, element, fetched, own, typed } from "./dom.js";
import {
  addTiles,
  addZoom,
  countyBounds,
  drawBehind,
  drawn,
  framing,
  latLng,
  locatedIn,
  notDrawn,
  townName,
  whereMostAre,
  words,
} from "./map.js";
import { near } from "./near.js";
import { makeRoom } from "./town-names.js";

const TOWN_NAMES_FROM_ZOOM = 9;
// A search zooms in no closer than this: about 40 km are in view, so towns and outline still tell where one is.
const CLOSEST_FIT = 11.5;
const CLOSEST_NEAR = 15;
const NEAREST_SHOWN = 5;
// Who is farther from the nearest site than a morning's journey sees the county: on a map with both there is nothing.
const TOO_FAR_M = 150_000;
// Where sites are too many to be drawn at once, the map shows so much around the person.
const AROUND_M = 8_000;
// Room for the controls and for the words that lie over a map's edges.
const PADDING = { paddingTopLeft: [24, 56], paddingBottomRight: [56, 56] };
const POPUP_PADDING = { autoPanPaddingTopLeft: [8, 56], autoPanPaddingBottomRight: [56, 32] };

const colours = new Map();

function colourOf(kind) {
  if (!colours.has(kind)) {
    const probe = element("i", kind);
    document.body.append(probe);
    colours.set(kind, getComputedStyle(probe).getPropertyValue("--kind").trim() || colour("accent"));
    probe.remove();
  }
  return colours.get(kind);
}

// The ring of a cluster: every kind in its colour, as long an arc as it has sites.
function ring(counts, total) {
  let turned = 0;
  const arcs = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => {
      const from = turned;
      turned += (360 * count) / total;
      return `${colourOf(kind)} ${from}deg ${turned}deg`;
    });
  return `conic-gradient(${arcs.join(", ")})`;
}

function clusterFace(counts, count) {
  const size = count < 10 ? 30 : count < 50 ? 34 : count < 1000 ? 40 : 48;
  const face = element("div", "site-cluster");
  face.style.background = ring(counts, count);
  const number = element("span", "", String(count));
  number.setAttribute("aria-hidden", "true");
  face.append(number, element("span", "visually-hidden", words().cluster.replace("{n}", count)));
  face.style.width = face.style.height = `${size}px`;
  return L.divIcon({ html: face, className: "", iconSize: [size, size] });
}

function clusterIcon(cluster) {
  const counts = new Map();
  for (const { options } of cluster.getAllChildMarkers()) counts.set(options.kind, (counts.get(options.kind) ?? 0) + 1);
  return clusterFace(counts, cluster.getChildCount());
}

// A cluster that the server counted, of more sites than can be drawn here: it opens by coming closer.
function countedMarker(map, feature) {
  const { count, kinds, bounds } = feature.properties;
  const [west, south, east, north] = bounds;
  const icon = clusterFace(new Map(Object.entries(kinds)), count);
  const marker = L.marker(latLng(feature), { icon, title: words().cluster.replace("{n}", count) });
  const around = L.latLngBounds([south, west], [north, east]).pad(0.1);
  return marker.on("click", () => map.flyToBounds(around, { duration: 0.4, maxZoom: map.getZoom() + 4 }));
}

function pin(properties) {
  const face = element("i");
  const idle = properties.operating ? "" : " is-idle";
  return L.divIcon({ html: face, className: `site-pin ${properties.class}${idle}`, iconSize: [28, 28] });
}

// The kind in words, and the state of a site that is not operating: colour and shape of a pin never stand alone.
const described = ({ kind, operating, state }) => (operating || !state ? kind : `${kind} · ${state}`);

function popup(properties) {
  const box = element("div", "popup");
  const heading = typed("p", "name", properties.name);
  if (properties.sample) heading.append(" ", element("span", "sample-mark", words().sample));
  box.append(heading);
  if (properties.sound) {
    const sound = element("p", "", properties.sound);
    sound.lang = "zh-Latn";
    box.append(sound);
  }
  box.append(element("p", "", described(properties)));
  if (properties.hours) box.append(element("p", "", properties.hours));
  if (properties.address) box.append(typed("p", "", properties.address));
  if (properties.phone) {
    const line = element("p");
    properties.phones.forEach((one, place) => {
      const call = element(one.dial ? "a" : "span", "", one.text);
      if (one.dial) call.href = `tel:${one.dial}`;
      line.append(...(place ? ["、", call] : [call]));
    });
    box.append(line);
  }
  const link = element("a", "", words().details);
  link.href = own(`/sites/${encodeURIComponent(properties.code)}`);
  const ways = element("a", "popup-ways", words().ways);
  ways.href = `${link.href}#ways`;
  box.append(link, ways);
  return box;
}

async function drawBackground(map, addresses) {
  const shapes = await fetched(addresses.boundary);
  drawBehind(map, shapes, words());
  const towns = await fetched(addresses.townships);
  map.createPane("towns").style.zIndex = 450; // above the outlines, below the pins
  const names = L.layerGroup(
    locatedIn(towns).map((town) => townName(latLng(town), town.properties.short, { pane: "towns" })),
  );
  const showNames = () => {
    if (map.getZoom() >= TOWN_NAMES_FROM_ZOOM) names.addTo(map);
    else names.remove();
    makeRoom(map);
  };
  map.on("zoomend resize", showNames);
  showNames();
  return { county: countyBounds(shapes), towns: locatedIn(towns).map(latLng) };
}

// Who opens a popup by keyboard is led into it, and back to the pin when it closes.
function leadFocus(map, marker) {
  let byKeyboard = false;
  marker.on("popupopen", (event) => {
    const box = event.popup.getElement();
    box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words().close);
    byKeyboard = Boolean(marker.getElement()?.matches(":focus-visible"));
    if (!byKeyboard) return;
    box.querySelector(".popup > a").focus();
    box.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") map.closePopup();
    });
  });
  marker.on("popupclose", () => {
    if (byKeyboard) marker.getElement()?.focus();
  });
}

// A cluster that was opened by keyboard is gone: go on at one of the sites that were in it.
function leadFocusOn(cluster) {
  cluster.on("clusterkeypress", ({ layer, originalEvent }) => {
    if (originalEvent.key !== "Enter") return;
    const [first] = layer.getAllChildMarkers();
    const goOn = () => {
      if (document.activeElement === document.body) cluster.getVisibleParent(first)?.getElement()?.focus();
    };
    cluster.once("spiderfied animationend", goOn);
    setTimeout(goOn);
  });
}

const markers = new Map();

function markerOf(map, feature) {
  const { properties } = feature;
  const title = `${properties.name} · ${described(properties)}`;
  const marker = L.marker(latLng(feature), { icon: pin(properties), kind: properties.class, title, riseOnHover: true });
  // Clear of the controls, which lie over it: its own to close it is at its right.
  const maxWidth = Math.min(280, map.getSize().x - 120);
  marker.bindPopup(() => popup(properties), { maxWidth, ...POPUP_PADDING });
  leadFocus(map, marker);
  return marker;
}

// Of more sites than can be drawn the server sends those of the view, near ones counted together.
const counted = L.layerGroup();
let bounds = null;

function showSites(map, cluster, { features, ...sites }) {
  bounds = sites.clustered ? sites.bounds : null;
  markers.clear();
  counted.addTo(map).clearLayers();
  for (const feature of features) {
    if (feature.properties.count) counted.addLayer(countedMarker(map, feature));
    else markers.set(feature.properties.code, markerOf(map, feature));
  }
  cluster.clearLayers();
  cluster.addLayers([...markers.values()]);
  makeRoom(map);
}

// The view, drawn outwards to tenths of its width, so that many ask for the same one.
function viewOf(map) {
  const view = map.getBounds();
  const step = (view.getEast() - view.getWest()) / 10;
  const out = (number, round) => Number((round(number / step) * step).toFixed(5));
  const [west, south] = [out(view.getWest(), Math.floor), out(view.getSouth(), Math.floor)];
  const [east, north] = [out(view.getEast(), Math.ceil), out(view.getNorth(), Math.ceil)];
  return [Math.max(-180, west), Math.max(-85, south), Math.min(180, east), Math.min(85, north)].join(",");
}

async function drawView(map, cluster) {
  if (!bounds || !map.getSize().x) return;
  const { sites } = document.getElementById("map-note").dataset;
  const url = `${sites}&view=${viewOf(map)}&zoom=${Math.round(map.getZoom())}`;
  wantedView = url;
  try {
    const found = await fetched(url);
    if (wantedView === url && document.getElementById("map-note")?.dataset.sites === sites)
      showSites(map, cluster, found);
  } catch {
    document.getElementById("map-note").textContent = words().failed;
  }
}
let wantedView = "";

// Fetches the sites that the page's filters leave and draws them. False when an answer to a newer question is under way.
async function drawSites(map, cluster) {
  const note = document.getElementById("map-note");
  const url = note.dataset.sites;
  note.textContent = words().loading;
  let sites;
  try {
    sites = await fetched(url);
  } catch {
    note.textContent = words().failed;
    return false;
  }
  // A slower answer to an older question must not overwrite a newer one.
  if (document.getElementById("map-note")?.dataset.sites !== url) return false;
  showSites(map, cluster, sites);
  const { notice } = document.getElementById("map-note").dataset;
  note.textContent = sites.unlocated ? `${words().unlocated.replace("{n}", sites.unlocated)} · ${notice}` : notice;
  return true;
}

// The list is ordered by distance, so its first rows are the nearest sites.
function nearestInList() {
  const rows = [...document.querySelectorAll(".site-row[data-code]")];
  return rows.flatMap(({ dataset }) => markers.get(dataset.code)?.getLatLng() ?? []).slice(0, NEAREST_SHOWN);
}

// Where the map is to look: the person and the nearest sites, or what was found, or everything, in this order.
function whereToLook({ county, towns }) {
  const here = near();
  const isByDistance = document.querySelector("[data-near-stop]") !== null;
  const nearest = here && isByDistance ? nearestInList() : [];
  if (nearest.length && nearest[0].distanceTo([here[1], here[0]]) < TOO_FAR_M)
    return [L.latLngBounds([L.latLng(here[1], here[0]), ...nearest]), { ...PADDING, maxZoom: CLOSEST_NEAR }];
  const found = [...markers.values()].map((marker) => marker.getLatLng());
  const corners = bounds && L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]);
  if (corners && here && isByDistance && corners.pad(0.5).contains([here[1], here[0]]))
    return [L.latLng(here[1], here[0]).toBounds(AROUND_M), { ...PADDING, maxZoom: CLOSEST_NEAR }];
  const isSearch = document.getElementById("map-note").hasAttribute("data-search");
  if (corners && (isSearch || !county)) return [corners, { ...PADDING, maxZoom: CLOSEST_FIT }];
  if (isSearch && found.length) return [whereMostAre(found, county), { ...PADDING, maxZoom: CLOSEST_FIT }];
  return [county ?? whereMostAre(towns.length ? towns : found, null)];
}

function drawNetwork(map, cluster, addresses) {
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 140 }).addTo(map);
  addZoom(map);
  addTiles(map, words());
  leadFocusOn(cluster);
  const show = framing(map);
  const youAreHere = L.divIcon({ className: "you-here", html: element("span", "", words().you), iconSize: [22, 22] });
  const you = L.marker([0, 0], { icon: youAreHere, interactive: false, keyboard: false, zIndexOffset: -100 });
  const background = drawBackground(map, addresses);
  background.then(
    () => drawn(map),
    () => notDrawn(map),
  );
  const unknown = { county: null, towns: [] };

  async function draw() {
    const isNew = await drawSites(map, cluster);
    const ground = await background.catch(() => unknown);
    if (!isNew) return;
    const here = near();
    if (here) you.setLatLng([here[1], here[0]]).addTo(map);
    else you.remove();
    const [where, options] = whereToLook(ground);
    if (where) show(where, options);
    await drawView(map, cluster);
  }

  draw();
  cluster.on("animationend spiderfied unspiderfied", () => makeRoom(map));
  map.on("moveend", () => {
    makeRoom(map);
    drawView(map, cluster);
  });
  document.addEventListener("zhanwang:results", draw);
  document.addEventListener("zhanwang:lit", ({ detail }) => {
    for (const [code, marker] of markers) marker.getElement()?.classList.toggle("is-lit", code === detail.code);
  });
}

// Folium's script calls these two by name.
globalThis.zhanwang = { clusterIcon, drawNetwork };
