"use strict";
// Draws a plan on the map that folium made: the chosen sites by number, who they win, who is left. It reckons nothing.
const zhanwang = (() => {
  const words = () => document.getElementById("map_network").dataset;
  const WON = "#1a7f37";
  const LEFT = "#b42318";
  const SITE = "#0b5c8a";

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function clusterIcon(cluster) {
    return L.divIcon({ html: element("div", "site-cluster", String(cluster.getChildCount())), className: "", iconSize: [36, 36] });
  }

  function popup({ name, role, site }) {
    const box = element("div", "popup");
    box.append(element("p", "name", name));
    if (role === "place") box.append(element("p", "", site ? words().won.replace("{n}", site) : words().left));
    return box;
  }

  async function fetched(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  function marker({ properties }, at) {
    if (properties.role === "site") {
      const icon = L.divIcon({ html: element("div", "plan-number plan-pin", String(properties.site)), className: "", iconSize: [28, 28] });
      return L.marker(at, { icon, title: properties.name, alt: properties.name, zIndexOffset: 1000 });
    }
    const colour = properties.site ? WON : LEFT;
    return L.circleMarker(at, { radius: 5, color: colour, weight: 2, fillColor: properties.site ? colour : "#fff", fillOpacity: 0.9 });
  }

  async function drawNetwork(map, cluster, addresses) {
    map.attributionControl.setPrefix(false);
    L.control.zoom({ position: "topright", zoomInTitle: words().zoomIn, zoomOutTitle: words().zoomOut }).addTo(map);
    if (words().tiles) {
      const attribution = element("span", "", words().attribution).innerHTML;
      L.tileLayer(words().tiles, { attribution, maxZoom: 18 }).addTo(map).bringToBack();
    }
    const [outline, plan] = await Promise.all([fetched(addresses.boundary), fetched(words().plan)]);
    L.geoJSON(outline, { interactive: false, style: ({ properties }) => ({ color: properties.role === "county" ? "#51708a" : "#c2ccd6", weight: properties.role === "county" ? 2.5 : 1, fill: !words().tiles, fillColor: "#fff", fillOpacity: 0.8 }) }).addTo(map);
    const sites = new Map(plan.features.filter(({ properties }) => properties.role === "site").map((one) => [one.properties.site, one]));
    for (const { properties, geometry } of plan.features) {
      const site = properties.role === "place" && geometry ? sites.get(properties.site) : undefined;
      if (!site || !site.geometry) continue;
      const ends = [site.geometry.coordinates, geometry.coordinates].map(([lon, lat]) => [lat, lon]);
      L.polyline(ends, { color: SITE, weight: 1.5, opacity: 0.6, interactive: false }).addTo(map);
    }
    const drawn = L.geoJSON(plan, { filter: ({ geometry }) => geometry !== null, pointToLayer: marker, onEachFeature: (feature, layer) => layer.bindPopup(() => popup(feature.properties)) }).addTo(map);
    if (drawn.getLayers().length > 1) map.fitBounds(drawn.getBounds(), { paddingTopLeft: [30, 30], paddingBottomRight: [64, 40], maxZoom: 13 });
  }

  return { clusterIcon, drawNetwork };
})();
