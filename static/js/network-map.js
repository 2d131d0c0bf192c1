"use strict";
// Draws the network on the map that folium made. Names, addresses and telephones only ever become text nodes.
const zhanwang = (() => {
  const COLOURS = { county: "#51708a", neighbour: "#c2ccd6" };
  const TOWN_NAMES_FROM_ZOOM = 9;
  // A search zooms in no closer than this: about 40 km are in view, so towns and outline still tell where one is.
  const CLOSEST_FIT = 11.5;
  // Where a name may stand: across and down, in its own width and height and in pixels from the town's point; and how
  // much of the name may rather be hidden than to put it there, for a name far aside is read as another town's.
  const PLACES_OF_NAMES = [[16, 0], [24, 0.12]].flatMap(([away, cost]) => [
    [-0.5, 0, 0, away, cost], [-0.5, -1, 0, -away, cost], [0, -0.5, away, 0, cost], [-1, -0.5, -away, 0, cost],
    ...[[0, 0, 1, 1], [-1, 0, -1, 1], [0, -1, 1, -1], [-1, -1, -1, -1]].map(([across, down, x, y]) => [across, down, x * away * 0.6, y * away * 0.6, cost + 0.1]),
  ]);

  const words = () => document.getElementById("map_network").dataset;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // What people typed is Chinese, whatever the page speaks.
  function typed(tag, className, text) {
    const made = element(tag, className, text);
    made.lang = "zh";
    return made;
  }

  const colours = new Map();

  function colourOf(kind) {
    if (!colours.has(kind)) {
      const probe = element("i", kind);
      document.body.append(probe);
      colours.set(kind, getComputedStyle(probe).getPropertyValue("--kind").trim() || "#51708a");
      probe.remove();
    }
    return colours.get(kind);
  }

  // The ring of a cluster: every kind in its colour, as long an arc as it has sites.
  function ring(kinds) {
    const counts = new Map();
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    let turned = 0;
    const arcs = [...counts].sort(([, a], [, b]) => b - a).map(([kind, count]) => {
      const from = turned;
      turned += (360 * count) / kinds.length;
      return `${colourOf(kind)} ${from}deg ${turned}deg`;
    });
    return `conic-gradient(${arcs.join(", ")})`;
  }

  function clusterIcon(cluster) {
    const count = cluster.getChildCount();
    const size = count < 10 ? 30 : count < 50 ? 34 : 40;
    const face = element("div", "site-cluster");
    face.style.background = ring(cluster.getAllChildMarkers().map(({ options }) => options.kind));
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
    const heading = typed("p", "name", properties.name);
    if (properties.sample) heading.append(" ", element("span", "sample-mark", words().sample));
    box.append(heading, element("p", "", described(properties)));
    if (properties.sign) {
      const verdict = element("p", `state state-${properties.sign}`);
      const mark = element("span", `mark mark-${properties.sign}`);
      mark.setAttribute("aria-hidden", "true");
      verdict.append(mark, properties.verdict);
      box.append(verdict);
    }
    if (properties.address) box.append(typed("p", "", properties.address));
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
        icon: L.divIcon({ className: "town-label", html: element("span", "", properties.short), iconSize: [0, 0] }),
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

  // A township's name moves aside for pins, clusters and names before it. Where every place is taken it stands under
  // the pins, as long as they leave three fifths of it to be read; else it waits until one comes closer.
  function thinOut(map) {
    const frame = map.getContainer().getBoundingClientRect();
    const inFrame = ({ left, right, top, bottom }) => ({ left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top });
    const common = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    const pins = [...map.getContainer().querySelectorAll(".site-pin, .site-cluster, .leaflet-control")].map((part) => inFrame(part.getBoundingClientRect()));
    for (const part of document.querySelectorAll("#map-note, #map-legend")) pins.push(inFrame(part.getBoundingClientRect()));
    const whole = { left: 0, top: 0, right: frame.width, bottom: frame.height };
    const named = [];
    for (const name of map.getContainer().querySelectorAll(".town-label")) {
      const text = name.firstElementChild;
      const [width, height] = [text.offsetWidth, text.offsetHeight];
      const at = inFrame(name.getBoundingClientRect());
      let best = null;
      for (const [across, down, right, below, cost] of PLACES_OF_NAMES) {
        const [x, y] = [across * width + right, down * height + below];
        const place = { left: at.left + x, right: at.left + x + width, top: at.top + y, bottom: at.top + y + height };
        if (named.some((other) => common(place, other) > 0)) continue;
        const covered = pins.reduce((sum, other) => sum + common(place, other), 0) - common(place, whole);
        const hidden = 1 + covered / (width * height);
        if (!best || hidden + cost < best.hidden + best.cost) best = { hidden, cost, place, x, y };
      }
      const fits = best !== null && best.hidden < 0.4;
      name.classList.toggle("is-crowded", !fits);
      if (!fits) continue;
      text.style.translate = `${best.x}px ${best.y}px`;
      named.push(best.place);
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
      const marker = L.marker([lat, lon], { icon: pin(properties), kind: properties.class, title: `${properties.name} · ${described(properties)}`, riseOnHover: true });
      marker.bindPopup(() => popup(properties), { maxWidth: 280 });
      leadFocus(map, marker);
      markers.set(properties.code, marker);
      return marker;
    });
    cluster.clearLayers();
    cluster.addLayers(layers);
    thinOut(map);
    note.textContent = sites.unlocated ? `${words().unlocated.replace("{n}", sites.unlocated)} · ${note.dataset.notice}` : note.dataset.notice;
    if (refit && layers.length) map.fitBounds(L.featureGroup(layers).getBounds().pad(0.1), { maxZoom: CLOSEST_FIT });
  }

  function addTiles(map) {
    if (!words().tiles) return;
    const attribution = element("span", "", words().attribution).innerHTML;
    L.tileLayer(words().tiles, { attribution, maxZoom: 18 }).addTo(map);
  }

  function drawNetwork(map, cluster, addresses) {
    map.attributionControl.setPrefix(false);
    L.control.scale({ position: "bottomright", imperial: false, maxWidth: 140 }).addTo(map);
    L.control.zoom({ position: "topright", zoomInTitle: words().zoomIn, zoomOutTitle: words().zoomOut }).addTo(map);
    addTiles(map);
    leadFocusOn(cluster);
    const home = map.getBounds();
    drawBackground(map, addresses).catch(() => {});
    drawSites(map, cluster, Boolean(document.querySelector("#map-note[data-search]")));
    cluster.on("animationend spiderfied unspiderfied", () => thinOut(map));
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
