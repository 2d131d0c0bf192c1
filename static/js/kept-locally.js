// What is typed into a site's form stays in this browser until the server has it: a dropped connection loses nothing.
// Kept per account and site, with the versions it stands on; sent as a draft when the connection is back.
import { asDrawn } from "./dom.js";
import { forgetConfirmed, forgetOld, handIn, PREFIX, read, stamp, write } from "./kept.js";

const RETRY_MS = 10000;
const form = document.getElementById("site-form");
const restoredNotice = document.getElementById("kept-locally");
const bar = document.getElementById("bar-note");
const words = bar.dataset;
const key = `${PREFIX}${form.dataset.account}.${form.dataset.site}`;
const siteVersion = form.elements.namedItem("_site_version");
const proposal = form.elements.namedItem("_proposal");
const proposalVersion = form.elements.namedItem("_proposal_version");
const copy = form.elements.namedItem("_copy");
// What this tab has put into the browser's copy: value and stamp by field.
const mine = new Map();
let waiting = false;
let sending = false;
let lostWords = words.offline;

function say(text, { compare = false, signIn = false } = {}) {
  bar.querySelector("span").textContent = text;
  bar.querySelector("[data-compare]").hidden = !compare;
  bar.querySelector("[data-sign-in]").hidden = !signIn;
  bar.hidden = !text;
}

const isTyped = (name) => name === "_reason" || !(name.startsWith("_") || name.startsWith("csrf"));
const same = (one, other) => JSON.stringify(one ?? []) === JSON.stringify(other ?? []);

function typed(entries = new FormData(form)) {
  const values = new Map();
  for (const [name, value] of entries) {
    if (isTyped(name) && typeof value === "string") values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

// A page that came back refused shows what the server has not taken.
let onServer = "refused" in form.dataset ? new Map() : typed(asDrawn(form));

function unsaved(now = typed()) {
  return [...new Set([...onServer.keys(), ...now.keys()])].filter((name) => !same(onServer.get(name), now.get(name)));
}

function keep() {
  const now = typed();
  const kept = read(key) ?? { edits: {}, sent: {}, base: null };
  const changed = unsaved(now);
  for (const [name, edit] of mine) {
    if (changed.includes(name)) continue;
    if (kept.edits[name]?.stamp === edit.stamp) delete kept.edits[name];
    mine.delete(name);
  }
  for (const name of changed) {
    const values = now.get(name) ?? [];
    // What another tab typed since into a field that nobody touched here is the newer value.
    if (kept.edits[name] && mine.has(name) && same(mine.get(name).values, values)) continue;
    if (!same(kept.edits[name]?.values, values)) kept.edits[name] = { values, stamp: stamp() };
    mine.set(name, kept.edits[name]);
  }
  kept.base ??= { version: siteVersion.value, proposal: proposalVersion.value, of: proposal.value };
  write(key, { ...kept, at: new Date().toISOString(), waiting });
}

// The copy gets a name before it is handed in, by which the server confirms it.
function nameCopy() {
  keep();
  copy.value = stamp();
  const kept = read(key);
  if (!kept) return;
  handIn(kept, copy.value, mine);
  write(key, kept);
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
  rowsFor(Object.keys(kept.edits));
  for (const control of form.elements) {
    const edit = kept.edits[control.name];
    if (!edit || control.type === "hidden" || control.tagName === "BUTTON") continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = edit.values.includes(control.value);
    else control.value = edit.values.at(-1) ?? "";
  }
  if (kept.base) {
    siteVersion.value = kept.base.version;
    proposalVersion.value = kept.base.proposal;
    proposal.value = kept.base.of ?? ""; // a copy of before copies named it
  }
  for (const [name, edit] of Object.entries(kept.edits)) mine.set(name, edit);
}

function clock(moment) {
  const two = (number) => String(number).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

async function send() {
  if (sending) return;
  sending = true;
  say(words.sending);
  nameCopy();
  const sent = typed();
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  body.set("_action", "draft");
  let answer;
  let page;
  try {
    answer = await fetch(form.action, { method: "POST", body, redirect: "follow" });
    page = await answer.text();
  } catch {
    say(lostWords);
    return;
  } finally {
    sending = false;
  }
  waiting = false;
  lostWords = words.offline;
  if (answer.redirected && new URL(answer.url).pathname.endsWith("/sign-in")) {
    keep();
    say(words.signedOut, { signIn: true });
  } else if (answer.ok && answer.redirected) {
    // What was typed while it was under way is still to be saved; it stands on the draft as saved now.
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("site-form");
    if (fresh) {
      siteVersion.value = fresh.elements.namedItem("_site_version").value;
      proposal.value = fresh.elements.namedItem("_proposal").value;
      proposalVersion.value = fresh.elements.namedItem("_proposal_version").value;
    }
    forgetConfirmed();
    onServer = sent;
    keep();
    restoredNotice.hidden = true;
    say(words.sent);
  } else if (answer.status === 409) {
    keep();
    say(words.conflict, { compare: true });
  } else {
    keep();
    say(words.failed);
  }
}

function lost() {
  waiting = unsaved().length > 0;
  keep();
  say(lostWords);
}

// What the page shows already needs no copy: somebody typed it anew, or the server took it and could not say so.
function withoutKnown(kept) {
  for (const [name, edit] of Object.entries(kept.edits))
    if (same(edit.values, onServer.get(name))) delete kept.edits[name];
  write(key, kept);
  return Object.keys(kept.edits).length > 0;
}

function bringBack() {
  const kept = read(key);
  if ("refused" in form.dataset) {
    // The draft may be saved all the same: the copy stands on what the page stands on.
    if (kept) write(key, { ...kept, base: null });
    keep();
    return;
  }
  const early = unsaved();
  const old = kept && withoutKnown(kept);
  if (old) {
    for (const name of early) delete kept.edits[name]; // typed on this page, so newer
    restore(kept);
    const { restored } = restoredNotice.dataset;
    restoredNotice.querySelector("span").textContent = restored.replace("{time}", clock(new Date(kept.at)));
    restoredNotice.hidden = false;
  }
  if (!old && !early.length) return;
  keep();
  form.dispatchEvent(new Event("input", { bubbles: true }));
  if (kept?.waiting && navigator.onLine) send();
}

function typing() {
  if (!navigator.onLine) lost();
  else keep();
}

forgetOld();
forgetConfirmed();
bringBack();
form.addEventListener("input", typing);
form.addEventListener("change", typing);

form.addEventListener("submit", (event) => {
  const action = event.submitter?.name === "_action" ? event.submitter.value : "";
  if (navigator.onLine || !action) {
    nameCopy();
    return;
  }
  event.preventDefault();
  if (action !== "draft") lostWords = words.submitOffline;
  lost();
});

// A page that the browser kept in memory stands on a record that may be gone by now; what was typed is in the copy.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
window.addEventListener("offline", lost);
window.addEventListener("online", () => {
  if (unsaved().length) send();
  else say("");
  lostWords = words.offline;
});
// The device has a network, but the server was not reached: try again by and by.
document.body.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt === form) lost();
});
setInterval(() => {
  if (waiting && navigator.onLine) send();
}, RETRY_MS);
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401) return;
  keep();
  say(words.signedOut, { signIn: true });
});

restoredNotice.querySelector("[data-discard]").addEventListener("click", () => {
  localStorage.removeItem(key);
  window.location.assign(window.location.pathname);
});
