"use strict";
// The start page: nearest to me, list or map on a phone, and the map kept in step with the list.
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
        said.textContent = "";
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
  });

  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!document.getElementById("map-note") || detail.target.classList.contains("finder-list")) return;
    const filtered = Boolean(document.querySelector("#results .filters [aria-current='true']")) || Boolean(document.getElementById("q").value) || Boolean(document.getElementById("division").value);
    document.dispatchEvent(new CustomEvent("zhanwang:results", { detail: { filtered } }));
  });

  const light = (event) => {
    const row = event.target.closest?.(".site-row");
    document.dispatchEvent(new CustomEvent("zhanwang:lit", { detail: { code: row ? row.dataset.code : "" } }));
  };
  document.getElementById("finder").addEventListener("mouseover", light);
  document.getElementById("finder").addEventListener("focusin", light);
})();
