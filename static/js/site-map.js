// A site's page: the way back to the search as it was left, the position to copy, and the small map of where in the
// county the site lies; with tiles, the streets around it.
import { element, fetched } from "./dom.js";
import { fetchMap } from "./map-assets.js";
import { addTiles, countyBounds, drawBehind, drawn, framing, latLng, locatedIn, notDrawn, townName } from "./map.js";

const STREETS = 14;
const AROUND_M = 12_000;
const PIN_PX = 28;
// How high the line is that says whose the roads are.
const CREDIT_PX = 26;

function leadBack() {
  let search = "";
  try {
    search = window.sessionStorage.getItem("zhanwang.search") ?? "";
  } catch {
    // Storage may be forbidden; the link then leads where the server says.
  }
  if (search.startsWith("?")) document.getElementById("back").href = `/${search}`;
}

function offerCopy(copy) {
  const said = document.getElementById("place-said");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(copy.dataset.text);
      said.textContent = copy.dataset.done;
    } catch {
      // Without https a page may not write to the clipboard: the reader's own keys can.
      window.getSelection().selectAllChildren(document.getElementById("coordinates"));
      said.textContent = copy.dataset.failed;
    }
  });
}

// The towns around the site, as far as their names keep clear of the pin and of one another and of
// the line below them: the nearest first.
function drawTowns(map, at, towns, credited) {
  const pin = map.latLngToContainerPoint(at);
  const { x, y } = map.getSize();
  const taken = [
    L.bounds(pin.subtract([PIN_PX / 2, PIN_PX / 2]), pin.add([PIN_PX / 2, PIN_PX / 2])),
    L.bounds([0, y - credited], [x, y]),
  ];
  for (const town of towns.sort((a, b) => map.distance(at, latLng(a)) - map.distance(at, latLng(b)))) {
    const label = townName(latLng(town), town.properties.short).addTo(map);
    const name = label.getElement().firstElementChild;
    const point = map.latLngToContainerPoint(latLng(town));
    const half = [name.offsetWidth / 2, name.offsetHeight / 2];
    const fits = [0, 26, -26].some((below) => {
      const middle = point.add([0, below]);
      const place = L.bounds(middle.subtract(half), middle.add(half));
      if (taken.some((other) => other.overlaps(place)) || !L.bounds([0, 0], map.getSize()).contains(place))
        return false;
      taken.push(place);
      name.style.translate = `${-half[0]}px ${below - half[1]}px`;
      return true;
    });
    if (!fits) label.remove();
  }
}

async function draw(frame, map, at) {
  const { programme, language, tiles } = frame.dataset;
  const asked = (what, more = "") => fetched(`/map/${what}.geojson?programme=${encodeURIComponent(programme)}${more}`);
  const shapes = await asked("boundary");
  drawBehind(map, shapes, frame.dataset);
  if (tiles) return;
  const towns = locatedIn(await asked("townships", `&language=${language}`));
  const bounds = countyBounds(shapes) ?? (towns.length ? L.latLngBounds(towns.map(latLng)) : null);
  if (!bounds) return;
  // Where the roads around a site are drawn, one need not look at the whole county to know where it is.
  const isAmongRoads = Boolean(frame.dataset.ground) && bounds.contains(at);
  framing(map)(isAmongRoads ? at.toBounds(AROUND_M) : bounds.extend(at), { padding: [8, 8] });
  drawTowns(map, at, towns, frame.dataset.ground ? CREDIT_PX : 0);
}

function drawSiteMap(frame) {
  const { lon, lat, tiles } = frame.dataset;
  const at = L.latLng(Number(lat), Number(lon));
  const map = L.map(frame, {
    zoomControl: false,
    zoomSnap: 0,
    scrollWheelZoom: false,
    dragging: false,
    keyboard: false,
    doubleClickZoom: false,
    touchZoom: false,
    trackResize: false,
    attributionControl: Boolean(tiles),
  });
  map.setView(at, tiles ? STREETS : 10);
  addTiles(map, frame.dataset);
  const html = element("i");
  const icon = L.divIcon({ className: `site-pin ${frame.dataset.class}`, html, iconSize: [PIN_PX, PIN_PX] });
  L.marker(at, { interactive: false, keyboard: false, zIndexOffset: 1000, icon }).addTo(map);
  draw(frame, map, at).then(
    () => drawn(map),
    () => notDrawn(map),
  );
}

// Amap answers to another name on Apple's telephones. Those that call themselves a Mac have more than one touch.
const isApple =
  /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
if (isApple) for (const link of document.querySelectorAll("[data-ios]")) link.href = link.dataset.ios;

leadBack();
if (window.location.hash === "#ways") document.getElementById("navigate")?.setAttribute("open", "");
const copy = document.getElementById("copy-place");
if (copy) offerCopy(copy);
const frame = document.getElementById("site-map");
// The map is fetched when it comes into sight.
if (frame && !document.documentElement.classList.contains("look-simple"))
  new IntersectionObserver((seen, observer) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    fetchMap().then(
      () => drawSiteMap(frame),
      () => document.getElementById("map-said").classList.add("is-failed"),
    );
  }).observe(frame);
