"use strict";
// What is typed into a site's form stays in this browser until the server has it: a dropped connection loses nothing.
// Kept per site and per version of the record; sent as a draft when the connection is back.
(() => {
  const form = document.getElementById("site-form");
  const notice = document.getElementById("kept-locally");
  if (!form || !notice) return;

  const words = notice.dataset;
  const key = `zhanwang.form.${form.dataset.site}`;
  const said = notice.querySelector("span");
  let waiting = false;

  const show = (text) => {
    said.textContent = text;
    notice.hidden = !text;
  };

  function entries() {
    return [...new FormData(form)].filter(([name, value]) => !name.startsWith("csrf") && typeof value === "string");
  }

  function keep() {
    const kept = { at: new Date().toISOString(), version: form.dataset.version, proposal: form.dataset.proposalVersion, entries: entries(), waiting };
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // A full or forbidden store: the page still works, it only cannot promise to remember.
    }
  }

  function forget() {
    localStorage.removeItem(key);
  }

  function read() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function rowsFor(names) {
    // Rows that were added by hand come back before their values do.
    for (const name of names) {
      const found = name.match(/^(.+)\.(\d+)\.[a-z]+$/);
      if (!found || form.elements.namedItem(name)) continue;
      form.querySelector(`[data-add-row="${found[1]}"]`)?.click();
    }
  }

  function restore(kept) {
    rowsFor(kept.entries.map(([name]) => name));
    const byName = Map.groupBy ? Map.groupBy(kept.entries, ([name]) => name) : group(kept.entries);
    for (const control of form.elements) {
      if (!control.name || control.type === "hidden" || control.tagName === "BUTTON") continue;
      const values = (byName.get(control.name) || []).map(([, value]) => value);
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else control.value = values.length ? values[values.length - 1] : "";
    }
    form.elements.namedItem("_site_version").value = kept.version;
    form.dataset.version = kept.version;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function group(pairs) {
    const found = new Map();
    for (const pair of pairs) found.set(pair[0], [...(found.get(pair[0]) || []), pair]);
    return found;
  }

  async function send() {
    const body = new URLSearchParams(entries());
    body.set("_action", "draft");
    const token = form.elements.namedItem("csrf_token");
    if (token) body.set("csrf_token", token.value);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, redirect: "follow", headers: { "HX-Request": "false" } });
    } catch {
      show(words.offline);
      return;
    }
    waiting = false;
    if (answer.ok && answer.redirected && !answer.url.includes("/sign-in")) {
      forget();
      window.location.assign(answer.url);
    } else if (answer.status === 409) {
      keep();
      show(words.conflict);
    } else {
      keep();
      show(words.failed);
    }
  }

  const kept = read();
  const settled = new URLSearchParams(window.location.search).has("done");
  if (settled) {
    forget();
  } else if (kept) {
    restore(kept);
    show(words.restored.replace("{time}", new Date(kept.at).toLocaleString()));
    waiting = kept.waiting;
    if (waiting && navigator.onLine) send();
  }

  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  form.addEventListener("submit", (event) => {
    const action = event.submitter?.name === "_action" ? event.submitter.value : "";
    if (navigator.onLine || !action) {
      keep();
      return;
    }
    event.preventDefault();
    waiting = true;
    keep();
    show(words.offline);
  });

  window.addEventListener("online", () => { if (waiting) send(); });
  window.addEventListener("offline", () => { keep(); show(words.offline); });
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    forget();
    window.location.assign(window.location.pathname);
  });
})();
