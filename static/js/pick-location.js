// Fills a pair of coordinates by the phone's position, by a paste or by a click on a map. Where scripts do not run, the
// fields are typed into.
import { colour } from "./dom.js";

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
      () => {
        said.textContent = words.denied;
      },
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });

  location.querySelector("[data-paste-position]").addEventListener("input", (event) => {
    const text = event.target.value.trim();
    const found = text && position(text);
    said.textContent = text ? (found ? words.pasted : words.unread) : "";
    if (found) place(...found);
  });

  // Longitude and latitude out of a pasted text: decimal degrees, or degrees, minutes and seconds, in either order,
  // with or without E and N. Null where the text says anything else.
  function position(text) {
    const plain = text.normalize("NFKC").toUpperCase();
    const side = "(?:([EWNS东西南北])[经纬]?)?";
    const angle =
      "(-?\\d{1,3}(?:\\.\\d+)?)\\s*(?:[°º˚度]\\s*(?:(\\d{1,2}(?:\\.\\d+)?)\\s*['′’分]\\s*(?:(\\d{1,2}(?:\\.\\d+)?)\\s*(?:\"|″|”|秒|['′’]{2}))?)?)?";
    const sideFirst = /^[^\d]*[EWNS东西南北]/.test(plain);
    const pattern = new RegExp(sideFirst ? `${side}\\s*[:]?\\s*${angle}` : `${angle}\\s*${side}`, "g");
    const parts = [...plain.matchAll(pattern)].map((found) => {
      const [, first, second, third, fourth] = found;
      return sideFirst
        ? { side: first, angle: [second, third, fourth] }
        : { side: fourth, angle: [first, second, third] };
    });
    const rest = plain.replace(pattern, "").replace(/LONGITUDE|LATITUDE|LON|LNG|LAT|[经纬]度|[东西南北]/g, "");
    if (parts.length !== 2 || /[^\s,;:/、()[\]|°]/.test(rest)) return null;
    const values = parts.map(({ angle: [degrees, minutes = 0, seconds = 0] }) => {
      if (Number(minutes) >= 60 || Number(seconds) >= 60) return NaN;
      if (!Number(minutes) && !Number(seconds)) return degrees;
      return (Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600).toFixed(6);
    });
    const isNorth = parts.map(({ side: named }) => (named ? /[NS南北]/.test(named) : null));
    // China lies east of 73° and south of 54°: unless E and N say it, the larger number is the longitude.
    const swapped = isNorth[0] ?? (isNorth[1] === null ? Number(values[0]) < 60 : !isNorth[1]);
    const [x, y] = swapped ? [values[1], values[0]] : values;
    return Number(x) >= 73 && Number(x) <= 136 && Number(y) >= 3 && Number(y) <= 54 ? [x, y] : null;
  }

  const fetched = async (name) => {
    const answer = await fetch(`/map/${name}.geojson?programme=${encodeURIComponent(words.programme)}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  };
  const frame = location.querySelector("[data-pick-map]");
  let map;
  let townships = [];

  const wgs84 = () =>
    lon.value &&
    lat.value &&
    crs.value === "wgs84" &&
    Number.isFinite(Number(lon.value)) &&
    Number.isFinite(Number(lat.value))
      ? L.latLng(Number(lat.value), Number(lon.value))
      : null;

  // A township's name that would lie on another is left out until one comes closer.
  function thinOut() {
    const taken = [];
    for (const name of frame.querySelectorAll(".town-label")) {
      const place = name.getBoundingClientRect();
      const crowded = taken.some(
        (other) =>
          place.left < other.right && other.left < place.right && place.top < other.bottom && other.top < place.bottom,
      );
      name.classList.toggle("is-crowded", crowded);
      if (!crowded) taken.push(place);
    }
  }

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
    map = L.map(frame, { attributionControl: false, maxZoom: 18 });
    const [county, towns] = await Promise.all([fetched("boundary"), fetched("townships")]);
    townships = towns.features;
    // A map can draw nothing before it has a view: first where to look, then what is there.
    const bounds = L.geoJSON(county, { filter: ({ properties }) => properties.role === "county" }).getBounds();
    const start = wgs84();
    if (start && bounds.pad(0.2).contains(start)) map.setView(start, 12);
    else map.fitBounds(bounds);
    map.setMinZoom(map.getBoundsZoom(bounds)).setMaxBounds(bounds.pad(0.5));
    L.geoJSON(county, {
      interactive: false,
      filter: ({ properties }) => properties.role === "county",
      style: { color: colour("map-county"), weight: 2, fillColor: "#fff", fillOpacity: 0.9 },
    }).addTo(map);
    L.geoJSON(towns, {
      pointToLayer: (feature, at) => {
        const label = document.createElement("span");
        label.textContent = feature.properties.name;
        return L.marker(at, {
          interactive: false,
          keyboard: false,
          icon: L.divIcon({ className: "town-label", html: label }),
        });
      },
    }).addTo(map);
    const marker = L.circleMarker(start ?? bounds.getCenter(), {
      radius: 9,
      color: colour("accent"),
      fillOpacity: 0.7,
    });
    if (start) marker.addTo(map);
    else showTownship();
    map.on("zoomend moveend", thinOut);
    thinOut();
    map.on("click", ({ latlng }) => {
      marker.setLatLng(latlng).addTo(map);
      place(latlng.lng.toFixed(6), latlng.lat.toFixed(6), "wgs84");
      said.textContent = words.picked;
    });
  });
})();
