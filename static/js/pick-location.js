"use strict";
// Fills a pair of coordinates by the phone's position, by a paste or by a click on a map. Where scripts do not run, the
// fields are typed into.
(() => {
  const location = document.querySelector("[data-location]");
  if (!location) return;
  const lon = location.querySelector("[data-lon]");
  const lat = location.querySelector("[data-lat]");
  const crs = location.querySelector("[data-crs]");
  const said = location.querySelector("[data-location-said]");
  const words = location.querySelector("[data-position-words]").dataset;
  location.querySelector("[data-ways]").hidden = false;

  const place = (x, y, system) => {
    lon.value = x;
    lat.value = y;
    if (system) crs.value = system;
    lon.dispatchEvent(new Event("input", { bubbles: true }));
  };

  location.querySelector("[data-phone-position]").addEventListener("click", () => {
    if (!navigator.geolocation) {
      said.textContent = words.unsupported;
      return;
    }
    said.textContent = words.finding;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        place(coords.longitude.toFixed(6), coords.latitude.toFixed(6), "wgs84");
        said.textContent = words.found.replace("{m}", Math.round(coords.accuracy));
      },
      () => { said.textContent = words.denied; },
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });

  location.querySelector("[data-paste-position]").addEventListener("input", (event) => {
    const numbers = event.target.value.normalize("NFKC").match(/-?\d+(\.\d+)?/g);
    if (!numbers || numbers.length < 2) return;
    let [x, y] = numbers;
    // China lies east of 73°: the larger number is the longitude, whichever came first.
    if (Number(x) < 60 && Number(y) > 60) [x, y] = [y, x];
    place(x, y);
    said.textContent = words.pasted;
  });

  const fetched = async (name) => {
    const answer = await fetch(`/map/${name}.geojson?programme=${encodeURIComponent(words.programme)}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  };
  const frame = location.querySelector("[data-pick-map]");
  let map;
  let townships = [];

  // Where a village is to be placed, the map opens at its township.
  const division = document.querySelector("select[name=division]");
  function showTownship() {
    const code = division?.selectedOptions[0]?.dataset.township;
    const town = townships.find(({ properties }) => properties.code === code);
    if (map && town) map.setView([town.geometry.coordinates[1], town.geometry.coordinates[0]], 13);
  }
  division?.addEventListener("change", showTownship);

  location.querySelector("[data-pick-on-map]").addEventListener("click", async () => {
    frame.hidden = !frame.hidden;
    if (frame.hidden || map) return;
    map = L.map(frame, { attributionControl: false, maxZoom: 18, minZoom: 6 });
    const [county, towns] = await Promise.all([fetched("boundary"), fetched("townships")]);
    townships = towns.features;
    const outline = L.geoJSON(county, {
      interactive: false,
      filter: ({ properties }) => properties.role === "county",
      style: { color: "#94a3b8", weight: 1.5, fill: false },
    }).addTo(map);
    L.geoJSON(towns, {
      pointToLayer: (feature, at) => {
        const label = document.createElement("span");
        label.textContent = feature.properties.name;
        return L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "town-label", html: label }) });
      },
    }).addTo(map);
    const marker = L.circleMarker([0, 0], { radius: 9, color: "#0b5c8a", fillOpacity: 0.7 });
    if (lon.value && lat.value && crs.value === "wgs84") {
      marker.setLatLng([Number(lat.value), Number(lon.value)]).addTo(map);
      map.setView(marker.getLatLng(), 14);
    } else {
      map.fitBounds(outline.getBounds());
      showTownship();
    }
    map.on("click", ({ latlng }) => {
      marker.setLatLng(latlng).addTo(map);
      place(latlng.lng.toFixed(6), latlng.lat.toFixed(6), "wgs84");
      said.textContent = words.picked;
    });
  });
})();
