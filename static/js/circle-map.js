"use strict";
// Draws the service circle on the map that folium made. It draws what the report says and reckons nothing.
const zhanwang = (() => {
  const COLOURS = { covered: "#1a7f37", covered_if_roads_good: "#b45309", not_covered: "#b42318", no_route: "#6b7280", unlocated: "#6b7280" };
  const words = () => document.getElementById("map_network").dataset;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function clusterIcon(cluster) {
    return L.divIcon({ html: element("div", "site-cluster", String(cluster.getChildCount())), className: "", iconSize: [36, 36] });
  }

  function popup(properties) {
    const box = element("div", "popup");
    box.append(element("p", "name", properties.name));
    if (properties.role === "place") {
      box.append(element("p", "", properties.standing_label[words().language]));
      if (properties.minutes_good_roads !== null) {
        const low = properties.minutes_good_roads;
        const high = properties.minutes_bad_roads;
        const span = low === high ? low : `${low}–${high}`;
        box.append(element("p", "", words().minutes.replace("{span}", span).replace("{limit}", properties.limit_minutes)));
      }
    }
    return box;
  }

  async function fetched(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  async function drawNetwork(map, cluster, addresses) {
    map.attributionControl.setPrefix(false);
    L.control.zoom({ position: "topright", zoomInTitle: words().zoomIn, zoomOutTitle: words().zoomOut }).addTo(map);
    if (words().tiles) {
      const attribution = element("span", "", words().attribution).innerHTML;
      L.tileLayer(words().tiles, { attribution, maxZoom: 18 }).addTo(map).bringToBack();
    }
    const outline = await fetched(addresses.boundary);
    L.geoJSON(outline, { interactive: false, style: ({ properties }) => ({ color: properties.role === "county" ? "#51708a" : "#c2ccd6", weight: properties.role === "county" ? 2.5 : 1, fill: !words().tiles, fillColor: "#fff", fillOpacity: 0.8 }) }).addTo(map);
    const circle = await fetched(words().circle);
    L.geoJSON(circle, {
      filter: ({ properties }) => properties.role === "circle",
      interactive: false,
      style: ({ properties }) => ({ color: "#0b5c8a", weight: properties.area === "urban" ? 1 : 1.5, dashArray: properties.roads === "good" ? "4 4" : null, fillColor: "#0b5c8a", fillOpacity: 0.08 }),
    }).addTo(map);
    L.geoJSON(circle, {
      filter: ({ properties, geometry }) => properties.role !== "circle" && geometry !== null,
      pointToLayer: ({ properties }, at) => {
        const site = properties.role === "site";
        const colour = site ? "#0b5c8a" : COLOURS[properties.standing];
        const marker = L.circleMarker(at, { radius: site ? 6 : 5, color: site ? "#fff" : colour, weight: 2, fillColor: colour, fillOpacity: properties.approximate ? 0.2 : 0.9 });
        if (properties.standing === "not_covered") {
          marker.bindTooltip(element("span", "", properties.name), { permanent: true, direction: "right", className: "left-out" });
        }
        return marker.bindPopup(() => popup(properties));
      },
    }).addTo(map);
  }

  return { clusterIcon, drawNetwork };
})();
