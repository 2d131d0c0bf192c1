// What is typed into a site's form stays in this browser until the server has it: a dropped connection loses nothing.
// Kept per account and site, with the versions it stands on; sent as a draft when the connection is back.
const form = document.getElementById("site-form");
const restoredNotice = document.getElementById("kept-locally");
const bar = document.getElementById("bar-note");

const PREFIX = "zhanwang.form.";
const KEPT_DAYS = 30;
const RETRY_MS = 10000;
// Only these answers say that the server has, or no longer wants, what was typed.
const SETTLED = ["saved", "submitted", "published", "discard"];

const words = bar.dataset;
const key = `${PREFIX}${form.dataset.account}.${form.dataset.site}`;
const siteVersion = form.elements.namedItem("_site_version");
const proposalVersion = form.elements.namedItem("_proposal_version");
let waiting = false;
let sending = false;
let lostWords = words.offline;

function say(text, { compare = false, signIn = false } = {}) {
  bar.querySelector("span").textContent = text;
  bar.querySelector("[data-compare]").hidden = !compare;
  bar.querySelector("[data-sign-in]").hidden = !signIn;
  bar.hidden = !text;
}

function entries() {
  const own = ([name, value]) => !name.startsWith("csrf") && typeof value === "string";
  return [...new FormData(form)].filter(own);
}
const typed = () => JSON.stringify(entries().filter(([name]) => !name.endsWith("_version")));

// A page that came back refused shows what the server has not taken.
let onServer = "refused" in form.dataset ? null : typed();

function keep() {
  if (typed() === onServer) {
    forget();
    return;
  }
  const kept = {
    at: new Date().toISOString(),
    version: siteVersion.value,
    proposal: proposalVersion.value,
    entries: entries(),
    waiting,
  };
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A full or forbidden store: the page still works, it only cannot promise to remember.
  }
}

function forget() {
  localStorage.removeItem(key);
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function forgetOld() {
  const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !(Date.parse(read(name)?.at) > oldest)) localStorage.removeItem(name);
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
  const byName = new Map();
  for (const [name, value] of kept.entries) byName.set(name, [...(byName.get(name) || []), value]);
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden" || control.tagName === "BUTTON") continue;
    const values = byName.get(control.name) || [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else control.value = values.length ? values[values.length - 1] : "";
  }
  siteVersion.value = kept.version;
  proposalVersion.value = kept.proposal;
  form.dispatchEvent(new Event("input", { bubbles: true }));
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
  const body = new URLSearchParams(entries());
  body.set("_action", "draft");
  body.set("csrf_token", form.elements.namedItem("csrf_token").value);
  const sent = typed();
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
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
    keep();
    say(words.signedOut, { signIn: true });
  } else if (answer.ok && answer.redirected) {
    // What was typed while it was under way is still to be saved; it stands on the draft as saved now.
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("site-form");
    if (fresh) proposalVersion.value = fresh.elements.namedItem("_proposal_version").value;
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
  waiting = typed() !== onServer;
  keep();
  say(lostWords);
}

forgetOld();
const kept = read(key);
if (SETTLED.includes(new URLSearchParams(window.location.search).get("done"))) {
  forget();
} else if ("refused" in form.dataset) {
  keep();
} else if (kept) {
  restore(kept);
  restoredNotice.querySelector("span").textContent = restoredNotice.dataset.restored.replace(
    "{time}",
    clock(new Date(kept.at)),
  );
  restoredNotice.hidden = false;
  if (kept.waiting && navigator.onLine) send();
}

function typing() {
  if (!navigator.onLine) lost();
  else keep();
}
form.addEventListener("input", typing);
form.addEventListener("change", typing);

form.addEventListener("submit", (event) => {
  const action = event.submitter?.name === "_action" ? event.submitter.value : "";
  if (navigator.onLine || !action) {
    keep();
    return;
  }
  event.preventDefault();
  if (action !== "draft") lostWords = words.submitOffline;
  lost();
});

window.addEventListener("offline", lost);
window.addEventListener("online", () => {
  if (typed() !== onServer) send();
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
  forget();
  window.location.assign(window.location.pathname);
});
