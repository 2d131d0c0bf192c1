"use strict";
// The start page: nearest to me, list or map on a phone, and map, focus and announcements kept in step with the list.
(() => {
  document.body.classList.add("has-script");
  const near = document.getElementById("near-me");
  const said = document.getElementById("near-said");
  near.hidden = false;

  near.addEventListener("click", () => {
    if (!navigator.geolocation) {
      said.textContent = near.dataset.unsupported;
      return;
    }
    said.textContent = near.dataset.finding;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const query = new URLSearchParams(window.location.search);
        query.set("near", `${coords.longitude.toFixed(5)},${coords.latitude.toFixed(5)}`);
        htmx.ajax("GET", `/?${query}`, { target: "#results", swap: "outerHTML" });
      },
      () => { said.textContent = near.dataset.denied; },
      { timeout: 15000, maximumAge: 60000 },
    );
  });

  document.querySelector("[data-reload]")?.addEventListener("change", (event) => {
    window.location.assign(`/?programme=${encodeURIComponent(event.target.value)}`);
  });

  const view = document.getElementById("view-switch");
  view.addEventListener("click", () => {
    const shown = document.body.classList.toggle("shows-map");
    view.textContent = shown ? view.dataset.list : view.dataset.map;
    document.dispatchEvent(new CustomEvent("zhanwang:shown"));
    // With the chips at the top of the screen the map below them is whole.
    if (shown) document.querySelector("#results .filters").scrollIntoView();
    else window.scrollTo(0, 0);
  });

  // An empty field asks nothing and has no place in an address that people share.
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    for (const [name, value] of [...detail.formData.entries()]) if (value === "") delete detail.parameters[name];
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
  keepSearch();
  const followAddress = () => {
    keepSearch();
    const here = new URL(window.location.href);
    here.searchParams.set("lang", other);
    language.href = here.pathname + here.search;
  };
  document.body.addEventListener("htmx:pushedIntoHistory", followAddress);
  document.body.addEventListener("htmx:replacedInHistory", followAddress);

  const isList = (element) => element.classList.contains("finder-list");
  let rowsBefore = 0;
  document.body.addEventListener("htmx:beforeSwap", () => {
    rowsBefore = document.querySelectorAll(".site-row").length;
  });

  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    said.textContent = "";
    document.getElementById("found-said").textContent = document.querySelector(".count-line > span").textContent;
    if (isList(detail.target)) {
      document.querySelectorAll(".site-row h2 a")[rowsBefore]?.focus();
      return;
    }
    const filtered = Boolean(document.querySelector("#results .filters [aria-current='true']")) || Boolean(document.getElementById("q").value) || Boolean(document.getElementById("division").value);
    document.dispatchEvent(new CustomEvent("zhanwang:results", { detail: { filtered } }));
  });

  const failed = () => { said.textContent = said.dataset.failed; };
  document.body.addEventListener("htmx:sendError", failed);
  document.body.addEventListener("htmx:responseError", failed);

  const light = (event) => {
    const row = event.target.closest?.(".site-row");
    document.dispatchEvent(new CustomEvent("zhanwang:lit", { detail: { code: row ? row.dataset.code : "" } }));
  };
  document.getElementById("finder").addEventListener("mouseover", light);
  document.getElementById("finder").addEventListener("focusin", light);
})();
