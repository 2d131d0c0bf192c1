// Fills a pair of coordinates by the phone's position, by a paste or by a click on a map. Where scripts do not run, the
// fields are typed into.
import { colour, element, fetched } from "./dom.js";
import { countyBounds, drawBehind, framing, latLng, locatedIn, townName, whereMostAre } from "./map.js";
import { position, systemIn } from "./read-position.js";
import { leaveOut, townNames } from "./town-names.js";

// A phone that is less sure of its place is asked about: a site stands at a door, not in a quarter.
const WORST_FIX_M = 100;
const TOWN_ZOOM = 13;
// Nearer to another township's seat by this much is worth a look; borders are not known.
const CLEARLY_NEARER = 0.6;

const ask = (what, query) => fetched(`/map/${what}?${new URLSearchParams(query)}`);

function start(location) {
  const lon = location.querySelector("[data-lon]");
  const lat = location.querySelector("[data-lat]");
  const crs = location.querySelector("[data-crs]");
  const said = location.querySelector("[data-location-said]");
  const asked = location.querySelector("[data-location-asked]");
  const doubt = location.querySelector("[data-location-doubt]");
  const words = location.querySelector("[data-position-words]").dataset;
  const frame = location.querySelector("[data-pick-map]");
  const division = document.querySelector("select[name=division]");
  const marker = L.circleMarker([0, 0], {
    radius: 9,
    color: colour("accent"),
    fillOpacity: 0.7,
    bubblingMouseEvents: true,
  });
  let map = null;
  let opening = null;
  let county = null;
  let towns = null;

  const townshipCode = () => division?.selectedOptions[0]?.dataset.township ?? `${words.division.slice(0, 9)}000`;
  const ownTown = () => towns?.find(({ properties }) => properties.code === townshipCode());

  function place(x, y, system) {
    lon.value = x;
    lat.value = y;
    if (system) crs.value = system;
    lon.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A question with its answers as buttons; what they do stands in the second place.
  function question(text, answers) {
    const close = (act) => () => {
      asked.replaceChildren();
      act();
    };
    const buttons = answers.map(([label, act]) => {
      const button = element("button", "btn btn-sm btn-outline-primary", label);
      button.type = "button";
      button.addEventListener("click", close(act));
      return button;
    });
    asked.replaceChildren(element("p", "", text), ...buttons);
    buttons[0].focus({ preventScroll: true });
  }

  // The point as the server reads it in its system; null while there is none.
  async function typedPoint() {
    if (!lon.value.trim() || !lat.value.trim()) return null;
    try {
      const found = await ask("place.json", { lon: lon.value.trim(), lat: lat.value.trim(), crs: crs.value });
      return L.latLng(found.lat, found.lon);
    } catch {
      return null;
    }
  }

  async function knowTowns() {
    if (towns) return;
    try {
      towns = locatedIn(await ask("townships.geojson", { programme: words.programme, language: words.language }));
    } catch {
      towns = [];
    }
  }

  async function doubted(point) {
    await knowTowns();
    const own = ownTown();
    const away = (town) => latLng(town).distanceTo(point);
    const nearest = own && [...towns].sort((a, b) => away(a) - away(b))[0];
    const isElsewhere = nearest && nearest !== own && away(nearest) < away(own) * CLEARLY_NEARER;
    doubt.textContent = isElsewhere
      ? words.elsewhere.replace("{other}", nearest.properties.name).replace("{own}", own.properties.name)
      : "";
  }

  async function follow() {
    const point = await typedPoint();
    if (!point) {
      doubt.textContent = "";
      marker.remove();
      return;
    }
    marker.setLatLng(point);
    if (map) {
      marker.addTo(map);
      if (!map.getBounds().contains(point) && (!county || county.pad(0.2).contains(point)))
        map.setView(point, TOWN_ZOOM);
    }
    await doubted(point);
  }

  // Others may use the map only once it looks somewhere: before, Leaflet knows no bounds.
  async function openedMap() {
    const opened = L.map(frame, { attributionControl: false, maxZoom: 18, trackResize: false });
    const show = framing(opened);
    const shapes = await ask("boundary.geojson", { programme: words.programme }).catch(() => null);
    await knowTowns();
    if (shapes) county = countyBounds(shapes);
    const start = await typedPoint();
    const own = ownTown();
    // A map can draw nothing before it has a view: the point, its township, the county, the townships, or China.
    const isNear = start && (!county || county.pad(0.2).contains(start));
    if (isNear) opened.setView(start, TOWN_ZOOM - 1);
    else if (own && !start) opened.setView(latLng(own), TOWN_ZOOM);
    else show(county ?? whereMostAre(towns.map(latLng), null) ?? L.latLngBounds([18, 73], [54, 135]));
    if (shapes) drawBehind(opened, shapes, frame.dataset);
    for (const town of towns) townName(latLng(town), town.properties.name).addTo(opened);
    if (start) marker.setLatLng(start).addTo(opened);
    opened.on("zoomend moveend", () => leaveOut(townNames(opened)));
    leaveOut(townNames(opened));
    if (!shapes) said.textContent = words.mapFailed;
    opened.on("click", ({ latlng }) => {
      asked.replaceChildren();
      place(latlng.lng.toFixed(6), latlng.lat.toFixed(6), "wgs84");
      said.textContent = words.picked;
    });
    map = opened;
  }

  async function showMap() {
    frame.hidden = false;
    opening ??= openedMap();
    await opening;
    await follow();
  }

  function takeFix({ coords }) {
    const metres = Math.round(coords.accuracy);
    const take = () => {
      place(coords.longitude.toFixed(6), coords.latitude.toFixed(6), "wgs84");
      said.textContent = words.found.replace("{m}", metres);
    };
    if (metres <= WORST_FIX_M) {
      take();
      return;
    }
    said.textContent = "";
    question(words.rough.replace("{m}", metres), [
      [words.useNot, showMap],
      [words.use, take],
    ]);
  }

  location.querySelector("[data-ways]").hidden = false;
  location.querySelector("[data-phone-position]").addEventListener("click", () => {
    if (!navigator.geolocation) {
      said.textContent = words.unsupported;
      return;
    }
    said.textContent = words.finding;
    const denied = () => {
      said.textContent = words.denied;
    };
    navigator.geolocation.getCurrentPosition(takeFix, denied, { enableHighAccuracy: true, timeout: 20000 });
  });

  location.querySelector("[data-paste-position]").addEventListener("input", (event) => {
    const text = event.target.value.trim();
    const found = text && position(text);
    asked.replaceChildren();
    const unread = /:\/\//.test(text) ? words.inNoLink : words.unread;
    said.textContent = text ? (found ? words.pasted : unread) : "";
    if (!found) return;
    const system = systemIn(text);
    place(...found, system);
    if (system) {
      showMap();
      return;
    }
    const from = [...crs.options].filter(({ value }) => value);
    question(
      words.whose,
      from.map(({ value, text: label }) => [
        label,
        () => {
          place(...found, value);
          showMap();
        },
      ]),
    );
  });

  location.querySelector("[data-pick-on-map]").addEventListener("click", () => {
    if (frame.hidden) showMap();
    else frame.hidden = true;
  });
  division?.addEventListener("change", () => {
    const town = ownTown();
    if (map && town) map.setView(latLng(town), TOWN_ZOOM);
    follow();
  });
  for (const control of [lon, lat, crs]) control.addEventListener("change", follow);
  lon.addEventListener("input", follow);
}

const location = document.querySelector("[data-location]");
if (location) start(location);
