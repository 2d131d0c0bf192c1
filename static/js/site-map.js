"use strict";
// The small map on a site's page: where in the county the site lies; with tiles, the streets around it.
(async () => {
  const frame = document.getElementById("site-map");
  if (!frame) return;
  const { lon, lat, programme, tiles, attribution } = frame.dataset;
  const at = [Number(lat), Number(lon)];
  const map = L.map(frame, { zoomControl: false, zoomSnap: 0, scrollWheelZoom: false, dragging: false, keyboard: false, doubleClickZoom: false, touchZoom: false, attributionControl: Boolean(tiles) });
  map.setView(at, tiles ? 14 : 10);
  if (tiles) {
    map.attributionControl.setPrefix(false);
    const said = document.createElement("span");
    said.textContent = attribution;
    L.tileLayer(tiles, { attribution: said.innerHTML, maxZoom: 18 }).addTo(map);
  }
  L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: `site-pin ${frame.dataset.class}`, html: document.createElement("i"), iconSize: [28, 28] }) }).addTo(map);
  const outline = await (await fetch(`/map/boundary.geojson?programme=${encodeURIComponent(programme)}`)).json();
  const shapes = L.geoJSON(outline, { interactive: false, style: ({ properties }) => ({ color: properties.role === "county" ? "#51708a" : "#c2ccd6", weight: properties.role === "county" ? 2 : 1, fill: !tiles, fillColor: properties.role === "county" ? "#fff" : "#eef2f5", fillOpacity: 0.85 }) }).addTo(map);
  const county = shapes.getLayers().find(({ feature }) => feature.properties.role === "county");
  if (county && !tiles) map.fitBounds(county.getBounds().extend(at), { padding: [8, 8], animate: false });
})();
