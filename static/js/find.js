// The start page: nearest to me, list or map on a phone, and map, focus and announcements kept in step with the list.
import { isAhead } from "./asked.js";
import { own } from "./dom.js";
import { fetchMap } from "./map-assets.js";
import { forget, HEADER, near, remember } from "./near.js";

const RESULTS = { target: "#results", swap: "outerHTML" };
const nearMe = document.getElementById("near-me");
const said = document.getElementById("near-said");
const finder = document.getElementById("finder");

document.body.classList.add("has-script");
nearMe.hidden = false;

// An address that carries a position is one that people hand on: the position is taken out of it.
const address = new URL(window.location.href);
const [longitude, latitude] = (address.searchParams.get("near") ?? "").split(",").map(Number);
const isHandedOn = address.searchParams.has("near");
if (isHandedOn) {
  if (Number.isFinite(longitude) && Number.isFinite(latitude)) remember(longitude, latitude);
  address.searchParams.delete("near");
  window.history.replaceState(window.history.state, "", address);
}

const search = () => {
  if (isAhead()) return htmx.trigger("#search", "submit");
  const query = new URLSearchParams(window.location.search);
  return htmx.ajax("GET", own(query.size ? `/?${query}` : "/"), RESULTS);
};

nearMe.addEventListener("click", () => {
  if (!navigator.geolocation) {
    said.textContent = nearMe.dataset.unsupported;
    return;
  }
  said.textContent = nearMe.dataset.finding;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      remember(coords.longitude, coords.latitude);
      search();
    },
    () => {
      said.textContent = nearMe.dataset.denied;
    },
    { timeout: 15000, maximumAge: 60000 },
  );
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-near-stop]")) forget();
});

// An empty field asks nothing and has no place in an address that people share; the position goes in a header.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of [...detail.formData.entries()]) if (value === "") delete detail.parameters[name];
  if (near()) detail.headers[HEADER] = near().join(",");
});

document.querySelector("[data-reload]")?.addEventListener("change", (event) => {
  forget();
  window.location.assign(own(`/?programme=${encodeURIComponent(event.target.value)}`));
});

// The map is fetched where it is seen: beside the list at once, on a phone when somebody asks for it.
const isBeside = window.matchMedia("(min-width: 768px)");
const isSimple = document.documentElement.classList.contains("look-simple");
const showMap = () => fetchMap().catch(() => document.getElementById("map-said")?.classList.add("is-failed"));
if (isBeside.matches && !isSimple) showMap();
isBeside.addEventListener("change", () => {
  if (isBeside.matches && !isSimple) showMap();
});

const view = document.getElementById("view-switch");
// Where letters are large for the screen, nothing floats over what one types into.
const placeView = () => {
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const isCramped = window.innerWidth < 16 * letter || window.innerHeight < 24 * letter;
  if (isCramped && view.parentElement === finder) nearMe.after(view);
  else if (!isCramped && view.parentElement !== finder) finder.append(view);
};
placeView();
window.addEventListener("resize", placeView);
view.addEventListener("click", () => {
  const shown = document.body.classList.toggle("shows-map");
  view.textContent = shown ? view.dataset.list : view.dataset.map;
  if (shown) showMap();
  // With the chips at the top of the screen the map below them is whole.
  if (shown) document.querySelector("#results .filters").scrollIntoView();
  else window.scrollTo(0, 0);
});

// The switch of language leads to this page as it is now, not as it was when it was loaded.
const language = document.querySelector("a.switch");
const other = new URL(language.href).searchParams.get("lang");
// A site's page leads back to the search as it was left.
const keepSearch = () => {
  try {
    window.sessionStorage.setItem("zhanwang.search", window.location.search);
  } catch {
    // Storage may be forbidden; then the way back leads to all sites.
  }
};
const followAddress = () => {
  keepSearch();
  const here = new URL(window.location.href);
  here.searchParams.set("lang", other);
  language.href = here.pathname + here.search;
};
followAddress();
document.body.addEventListener("htmx:pushedIntoHistory", followAddress);
document.body.addEventListener("htmx:replacedInHistory", followAddress);

const isList = (element) => element.classList.contains("finder-list");
const chips = () => document.querySelector("#results .chips");
let rowsBefore = 0;
let chipsMoved = 0;
document.body.addEventListener("htmx:beforeSwap", () => {
  rowsBefore = document.querySelectorAll(".site-row").length;
  chipsMoved = chips().scrollLeft;
});

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  said.textContent = "";
  chips().scrollLeft = chipsMoved;
  document.getElementById("found-said").textContent = document.querySelector(".count-line > span").textContent;
  if (isList(detail.target)) document.querySelectorAll(".site-row h2 a")[rowsBefore]?.focus();
  else document.dispatchEvent(new CustomEvent("zhanwang:results"));
});

const failed = () => {
  said.textContent = said.dataset.failed;
};
document.body.addEventListener("htmx:sendError", failed);
document.body.addEventListener("htmx:responseError", failed);

const light = (event) => {
  const row = event.target.closest?.(".site-row");
  document.dispatchEvent(new CustomEvent("zhanwang:lit", { detail: { code: row ? row.dataset.code : "" } }));
};
finder.addEventListener("mouseover", light);
finder.addEventListener("focusin", light);

// Who comes back to this tab finds the list by distance again, with links that do not carry the position.
if (near() && (isHandedOn || !document.querySelector("[data-near-stop]"))) search();
