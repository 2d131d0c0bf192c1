"use strict";
// Draws the service circle on the map that folium made. It draws what the report says and reckons nothing.
const zhanwang = (() => {
  // Five steps of minutes; the same colours stand in coverage.css for the key.
  const STEP_ENDS = [5, 10, 20, 30];
  const STEPS = ["#08519c", "#3182bd", "#9ecae1", "#fdae6b", "#a63603"];
  const NO_MINUTES = "#ffffff";
  const EDGES = {
    covered: { color: "#33475b", weight: 1 },
    covered_if_roads_good: { color: "#b45309", weight: 3, dashArray: "3 2" },
    not_covered: { color: "#b42318", weight: 3 },
    no_route: { color: "#6b7280", weight: 2 },
    unlocated: { color: "#6b7280", weight: 2 },
  };
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
        box.append(element("p", "", words().minutes.replace("{span}", span).replace("{limit}", properties.limit_minutes)));
      }
      if (properties.approximate) box.append(element("p", "", words().rough));
    }
    return box;
  }

  async function fetched(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  // 文崇社区居民委员会 → 文崇社区, 河东村民委员会 → 河东村: the map has little room.
  const shortName = (name) => name.replace(/村民委员会$/, "村").replace(/居民委员会$/, "").replace(/ (Village|Community)$/, "");

  function villageMarker(properties, at) {
    const minutes = properties.minutes_bad_roads;
    const step = minutes === null ? null : STEP_ENDS.filter((end) => Number(minutes) > end).length;
    const marker = L.circleMarker(at, {
      pane: "villages",
      radius: 6,
      fillColor: step === null ? NO_MINUTES : STEPS[step],
      fillOpacity: properties.approximate ? 0.5 : 0.95,
      ...EDGES[properties.standing],
    });
    if (properties.standing === "not_covered") {
      marker.bindTooltip(element("span", "", shortName(nameOf(properties))), { permanent: true, direction: "right", className: "left-out" });
    }
    return marker.bindPopup(() => popup(properties));
  }

  function siteMarker(properties, at) {
    const icon = L.divIcon({ className: "", html: element("span", `square kind-${words().programme}-${properties.kind}`), iconSize: [9, 9] });
    const marker = L.marker(at, { icon, keyboard: false, title: properties.name });
    return marker.bindPopup(() => popup(properties));
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
    const layers = new Map();
    const layer = (name) => layers.get(name) ?? layers.set(name, L.layerGroup().addTo(map)).get(name);
    L.geoJSON(circle, {
      filter: ({ properties }) => properties.role === "circle",
      interactive: false,
      style: ({ properties }) => ({ color: "#0b5c8a", weight: properties.area === "urban" ? 1 : 1.5, dashArray: properties.roads === "good" ? "4 4" : null, fillColor: "#0b5c8a", fillOpacity: 0.08 }),
    }).addTo(layer("circle"));
    // Villages lie above the sites and below names and popups: they are what is judged.
    map.createPane("villages").style.zIndex = 620;
    const points = circle.features.filter(({ properties, geometry }) => properties.role !== "circle" && geometry !== null);
    for (const { properties, geometry } of points) {
      const at = L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
      if (properties.role === "site") siteMarker(properties, at).addTo(layer(properties.kind));
      else villageMarker(properties, at).addTo(layer("place"));
    }
    for (const box of document.querySelectorAll("[data-layer]")) {
      const show = () => { if (box.checked) layer(box.dataset.layer).addTo(map); else layer(box.dataset.layer).remove(); };
      box.addEventListener("change", show);
      show();
    }
  }

  return { clusterIcon, drawNetwork };
})();

// On paper every village stands in the table.
(() => {
  const print = document.querySelector("[data-print]");
  if (!print) return;
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".circle-table details:not([open])")];
    for (const part of opened) part.open = true;
  });
  window.addEventListener("afterprint", () => { for (const part of opened) part.open = false; });
})();
