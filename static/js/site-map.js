"use strict";
// The small map on a site's page: the county's outline and one point.
(async () => {
  const frame = document.getElementById("site-map");
  if (!frame) return;
  const { lon, lat, programme, tiles, attribution } = frame.dataset;
  const at = [Number(lat), Number(lon)];
  const map = L.map(frame, { zoomControl: false, scrollWheelZoom: false, dragging: false, keyboard: false, doubleClickZoom: false, touchZoom: false, attributionControl: Boolean(tiles) });
  map.setView(at, 12);
  if (tiles) {
    map.attributionControl.setPrefix(false);
    const said = document.createElement("span");
    said.textContent = attribution;
    L.tileLayer(tiles, { attribution: said.innerHTML, maxZoom: 18 }).addTo(map);
  }
  L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: `site-pin ${frame.dataset.class}`, html: document.createElement("i"), iconSize: [28, 28] }) }).addTo(map);
  const ask = encodeURIComponent(programme);
  const outline = await (await fetch(`/map/boundary.geojson?programme=${ask}`)).json();
  const county = L.geoJSON(outline, { interactive: false, style: ({ properties }) => ({ color: properties.role === "county" ? "#51708a" : "#c2ccd6", weight: properties.role === "county" ? 2 : 1, fill: !tiles, fillColor: "#fff", fillOpacity: 0.8 }) }).addTo(map).bringToBack();
  const names = await (await fetch(`/map/townships.geojson?programme=${ask}`)).json();
  L.geoJSON(names, {
    pointToLayer: ({ properties }, point) => {
      const label = document.createElement("span");
      label.textContent = properties.name;
      return L.marker(point, { interactive: false, keyboard: false, icon: L.divIcon({ className: "town-label", html: label }) });
    },
  }).addTo(map);
  if (!county.getBounds().contains(at)) map.setView(at, 9);
})();
