// The form of a visit outlives a lost connection: what is typed stays in this browser, and what was sent without a
// connection is sent again when it is back. The form's key makes sending twice record once.
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

const entries = () => [...new FormData(form)].filter(([name]) => !name.startsWith("csrf"));

function keep() {
  try {
    localStorage.setItem(store, JSON.stringify({ waiting, entries: entries() }));
  } catch {
    // A full or forbidden store: the form still works, it only cannot promise to remember.
  }
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(store));
  } catch {
    return;
  }
  if (!kept) return;
  for (const [name, value] of kept.entries) {
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
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    waiting = false;
    if (answer.ok && answer.redirected) {
      localStorage.removeItem(store);
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

if (!("refused" in form.dataset)) restore();
form.addEventListener("input", keep);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
const again = () => {
  if (waiting) send();
};
addEventListener("online", again);
setInterval(again, RETRY_MS);
again();
