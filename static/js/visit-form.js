// The form of a visit outlives a lost connection: what is typed stays in this browser, and what was sent without a
// connection is sent again when it is back, with its photos. The form's key makes sending twice record once.
import { asDrawn } from "./dom.js";
import { forgetPhotos, keepPhotos, restorePhotos } from "./visit-photos.js";

const RETRY_MS = 10000;
const form = document.getElementById("visit-form");
const note = document.getElementById("offline-note");
const of = form.elements.namedItem("of").value;
const store = `zhanwang.visit.${form.dataset.account}.${form.dataset.site}.${of}`;
let waiting = false;
let sending = false;

function say(text) {
  note.textContent = text;
  note.hidden = !text;
}

const entries = (data = new FormData(form)) =>
  [...data].filter(([name, value]) => typeof value === "string" && !name.startsWith("csrf"));

function keep() {
  try {
    localStorage.setItem(store, JSON.stringify({ waiting, entries: entries() }));
  } catch {
    // A full or forbidden store: the form still works, it only cannot promise to remember.
  }
}

// The names of what was typed before this script came.
function early() {
  const drawn = new Map(entries(asDrawn(form)));
  return new Set(
    entries()
      .filter(([name, value]) => drawn.get(name) !== value)
      .map(([name]) => name),
  );
}

function restore(newer) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(store));
  } catch {
    return;
  }
  if (!kept) return;
  for (const [name, value] of kept.entries) {
    if (newer.has(name)) continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }
  say(note.dataset.kept);
  waiting = kept.waiting;
}

async function send() {
  if (sending) return;
  sending = true;
  await photosReady();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    waiting = false;
    const there = new URL(answer.url).pathname;
    if (there.endsWith("/sign-in")) {
      keep();
      location.assign(answer.url); // What was typed is here again after signing in.
    } else if (answer.ok && answer.redirected) {
      localStorage.removeItem(store);
      await forgetPhotos(store);
      location.assign(answer.url);
    } else {
      keep();
      form.submit(); // The page that says what is wrong.
    }
  } catch {
    waiting = true;
    keep();
    say(note.dataset.offline);
  } finally {
    sending = false;
  }
}

const newer = early();
if (!("refused" in form.dataset)) restore(newer);
if (newer.size) keep();
const photosReady = keepPhotos(form, store);
// What waits is sent again only with its photos.
const photosBack = restorePhotos(form, store);
form.addEventListener("input", keep);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
const again = async () => {
  await photosBack;
  if (waiting) send();
};
addEventListener("online", again);
setInterval(again, RETRY_MS);
photosBack.then((found) => {
  if (found) say(note.dataset.kept);
});
again();
