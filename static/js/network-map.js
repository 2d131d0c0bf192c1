"use strict";
// Draws the network on the map that folium made. Names, addresses and telephones only ever become text nodes.
const zhanwang = (() => {
  const COLOURS = { county: "#51708a", neighbour: "#c2ccd6" };
  const TOWN_NAMES_FROM_ZOOM = 9.5;

  const words = () => document.getElementById("map_network").dataset;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function clusterIcon(cluster) {
    const count = cluster.getChildCount();
    const size = count < 10 ? 34 : count < 50 ? 40 : 48;
    const face = element("div", "site-cluster");
    const number = element("span", "", String(count));
    number.setAttribute("aria-hidden", "true");
    face.append(number, element("span", "visually-hidden", words().cluster.replace("{n}", count)));
    face.style.width = face.style.height = `${size}px`;
    return L.divIcon({ html: face, className: "", iconSize: [size, size] });
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
    const heading = element("p", "name", properties.name);
    if (properties.sample) heading.append(" ", element("span", "sample-mark", words().sample));
    box.append(heading, element("p", "", described(properties)));
    if (properties.sign) {
      const verdict = element("p", `state state-${properties.sign}`);
      const mark = element("span", `mark mark-${properties.sign}`);
      mark.setAttribute("aria-hidden", "true");
      verdict.append(mark, properties.verdict);
      box.append(verdict);
    }
    if (properties.address) box.append(element("p", "", properties.address));
    if (properties.phone) {
      const line = element("p");
      const call = element("a", "", properties.phone);
      call.href = `tel:${properties.phone.replace(/[^\d+#*,;-]/g, "")}`;
      line.append(call);
      box.append(line);
    }
    const link = element("a", "", words().details);
    link.href = `/sites/${encodeURIComponent(properties.code)}`;
    box.append(link);
    return box;
  }

  async function fetched(url) {
    const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  async function drawBackground(map, addresses) {
    const county = await fetched(addresses.boundary);
    const style = ({ properties }) => ({
      color: COLOURS[properties.role],
      weight: properties.role === "county" ? 2.5 : 1,
      fillColor: properties.role === "county" ? "#ffffff" : "#eef2f5",
      fillOpacity: properties.role === "county" ? 0.85 : 0.4,
    });
    // The county comes last in the file, so its outline lies over those of its neighbours.
    const outlines = L.geoJSON(county, { interactive: false, style });
    if (words().tiles) outlines.setStyle({ fill: false });
    outlines.addTo(map);
    const towns = await fetched(addresses.townships);
    map.createPane("towns").style.zIndex = 450; // above the outlines, below the pins
    const names = L.geoJSON(towns, {
      pointToLayer: ({ properties }, at) => L.marker(at, {
        interactive: false,
        keyboard: false,
        pane: "towns",
        icon: L.divIcon({ className: "town-label", html: element("span", "", properties.name) }),
      }),
    });
    const showNames = () => {
      if (map.getZoom() >= TOWN_NAMES_FROM_ZOOM) names.addTo(map);
      else names.remove();
      thinOut(map);
    };
    map.on("zoomend", showNames);
    showNames();
  }

  // A township's name that would lie on a pin or on another name is left out until one comes closer.
  function thinOut(map) {
    const box = (part) => part.getBoundingClientRect();
    const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const taken = [...map.getContainer().querySelectorAll(".site-pin, .site-cluster")].map(box);
    for (const name of map.getContainer().querySelectorAll(".town-label")) {
      const place = box(name);
      const crowded = taken.some((other) => overlap(place, other));
      name.classList.toggle("is-crowded", crowded);
      if (!crowded) taken.push(place);
    }
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
      box.addEventListener("keydown", ({ key }) => { if (key === "Escape") map.closePopup(); });
    });
    marker.on("popupclose", () => { if (byKeyboard) marker.getElement()?.focus(); });
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

  async function drawSites(map, cluster, refit) {
    const note = document.getElementById("map-note");
    if (!note) return;
    const url = note.dataset.sites;
    note.textContent = words().loading;
    let sites;
    try {
      sites = await fetched(url);
    } catch {
      note.textContent = words().failed;
      return;
    }
    // A slower answer to an older question must not overwrite a newer one.
    if (document.getElementById("map-note")?.dataset.sites !== url) return;
    markers.clear();
    const layers = sites.features.map((feature) => {
      const [lon, lat] = feature.geometry.coordinates;
      const { properties } = feature;
      const marker = L.marker([lat, lon], { icon: pin(properties), title: `${properties.name} · ${described(properties)}`, riseOnHover: true });
      marker.bindPopup(() => popup(properties), { maxWidth: 280 });
      leadFocus(map, marker);
      markers.set(properties.code, marker);
      return marker;
    });
    cluster.clearLayers();
    cluster.addLayers(layers);
    thinOut(map);
    note.textContent = sites.unlocated ? `${words().unlocated.replace("{n}", sites.unlocated)} · ${note.dataset.notice}` : note.dataset.notice;
    if (refit && layers.length) map.fitBounds(L.featureGroup(layers).getBounds().pad(0.1), { maxZoom: 14 });
  }

  function addTiles(map) {
    if (!words().tiles) return;
    const attribution = element("span", "", words().attribution).innerHTML;
    L.tileLayer(words().tiles, { attribution, maxZoom: 18 }).addTo(map);
  }

  function drawNetwork(map, cluster, addresses) {
    map.attributionControl.setPrefix(false);
    L.control.zoom({ position: "topright", zoomInTitle: words().zoomIn, zoomOutTitle: words().zoomOut }).addTo(map);
    addTiles(map);
    leadFocusOn(cluster);
    drawBackground(map, addresses).catch(() => {});
    drawSites(map, cluster, false);
    cluster.on("animationend spiderfied unspiderfied", () => thinOut(map));
    const home = map.getBounds();
    document.addEventListener("zhanwang:results", (event) => {
      drawSites(map, cluster, event.detail.filtered).then(() => { if (!event.detail.filtered) map.fitBounds(home); });
    });
    document.addEventListener("zhanwang:shown", () => {
      map.invalidateSize({ animate: false });
      thinOut(map);
    });
    document.addEventListener("zhanwang:lit", ({ detail }) => {
      for (const [code, marker] of markers) marker.getElement()?.classList.toggle("is-lit", code === detail.code);
    });
  }

  // The control's own way is a dialog in the browser's language.
  L.Control.Locate.LocateControl.prototype.options.onLocationError = () => {
    document.getElementById("map-note").textContent = words().notLocated;
  };

  return { clusterIcon, drawNetwork };
})();
