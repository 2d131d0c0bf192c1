// What the visitor has asked so far, answered or not: words typed a moment ago go along with a chip and with near me, and
// a chip whose answer is still to come goes along with words. The newest request has all of it and takes the others' place.
const FIELDS = ["q", "division"];
const form = document.getElementById("search");
const results = () => document.getElementById("results");
const typed = (name) => form.elements[name].value.trim();

let unanswered = null;

// Whether the fields say something else than the address, which is what the list answers.
export function isAhead() {
  const answered = new URLSearchParams(window.location.search);
  return FIELDS.some((name) => typed(name) !== (answered.get(name) ?? ""));
}

function carryFields(detail) {
  const address = new URL(detail.path, window.location.origin);
  for (const name of FIELDS) {
    if (typed(name)) address.searchParams.set(name, typed(name));
    else address.searchParams.delete(name);
  }
  detail.path = address.pathname + address.search;
  unanswered = address.searchParams;
}

function carryFilters({ parameters }) {
  for (const kept of results().querySelectorAll('input[type="hidden"]')) delete parameters[kept.name];
  for (const [name, value] of unanswered) if (!form.elements[name]?.id) parameters[name] = value;
}

document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt !== form) carryFields(detail);
  else if (unanswered) carryFilters(detail);
});
document.body.addEventListener("htmx:afterSwap", () => {
  unanswered = null;
});
