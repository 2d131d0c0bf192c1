"use strict";
// A site's page: the way back to the search as it was left, the position to copy, and the small map of where in the
// county the site lies; with tiles, the streets around it.
(() => {
  let search = "";
  try {
    search = window.sessionStorage.getItem("zhanwang.search") ?? "";
  } catch {
    // Storage may be forbidden; the link then leads where the server says.
  }
  if (search.startsWith("?")) document.getElementById("back").href = `/${search}`;

  const copy = document.getElementById("copy-place");
  if (!copy) return;
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
})();

(async () => {
  const frame = document.getElementById("site-map");
  if (!frame) return;
  const { lon, lat, programme, language, tiles, attribution } = frame.dataset;
  const at = [Number(lat), Number(lon)];
  const map = L.map(frame, { zoomControl: false, zoomSnap: 0, scrollWheelZoom: false, dragging: false, keyboard: false, doubleClickZoom: false, touchZoom: false, attributionControl: Boolean(tiles) });
  map.setView(at, tiles ? 14 : 10);
  if (tiles) {
    map.attributionControl.setPrefix(false);
    const said = document.createElement("span");
    said.textContent = attribution;
    L.tileLayer(tiles, { attribution: said.innerHTML, maxZoom: 18 }).addTo(map);
  }
  L.marker(at, { interactive: false, keyboard: false, zIndexOffset: 1000, icon: L.divIcon({ className: `site-pin ${frame.dataset.class}`, html: document.createElement("i"), iconSize: [28, 28] }) }).addTo(map);
  const asked = (what, more = "") => fetch(`/map/${what}.geojson?programme=${encodeURIComponent(programme)}${more}`).then((answer) => answer.json());
  const shapes = L.geoJSON(await asked("boundary"), { interactive: false, style: ({ properties }) => ({ color: properties.role === "county" ? "#51708a" : "#c2ccd6", weight: properties.role === "county" ? 2 : 1, fill: !tiles, fillColor: properties.role === "county" ? "#fff" : "#eef2f5", fillOpacity: 0.85 }) }).addTo(map);
  const county = shapes.getLayers().find(({ feature }) => feature.properties.role === "county");
  if (tiles || !county) return;
  map.fitBounds(county.getBounds().extend(at), { padding: [8, 8], animate: false });
  // The towns around it, as far as their names keep clear of the pin and of one another: the nearest first.
  const towns = (await asked("townships", `&language=${language}`)).features;
  const metres = ({ geometry: { coordinates: [x, y] } }) => map.distance(at, [y, x]);
  const pin = map.latLngToContainerPoint(at);
  const taken = [L.bounds(pin.subtract([14, 14]), pin.add([14, 14]))];
  for (const town of towns.sort((a, b) => metres(a) - metres(b))) {
    const [x, y] = town.geometry.coordinates;
    const name = document.createElement("span");
    name.textContent = town.properties.short;
    const label = L.marker([y, x], { interactive: false, keyboard: false, icon: L.divIcon({ className: "town-label", html: name, iconSize: [0, 0] }) }).addTo(map);
    const point = map.latLngToContainerPoint([y, x]);
    const half = [name.offsetWidth / 2, name.offsetHeight / 2];
    const fits = [[0, 0], [0, 26], [0, -26]].some(([right, below]) => {
      const middle = point.add([right, below]);
      const place = L.bounds(middle.subtract(half), middle.add(half));
      if (taken.some((other) => other.overlaps(place)) || !L.bounds([0, 0], map.getSize()).contains(place)) return false;
      taken.push(place);
      name.style.translate = `${right - half[0]}px ${below - half[1]}px`;
      return true;
    });
    if (!fits) label.remove();
  }
})();
