// Reviewing by keyboard: J and K move from change to change, A accepts what is ticked after asking, R goes to the
// remark. The button says what it would do; what is not ticked goes back, and needs a reason. In the list: select all.
const rows = [...document.querySelectorAll("[data-change]")];
const form = document.querySelector("[data-review]");
const accept = form?.querySelector('button[value="accept"]');
const reason = document.getElementById("reason");
const asked = document.getElementById("reason-asked");
const ticks = accept ? [...form.querySelectorAll('input[name="item"]')] : [];
let current = -1;

function left() {
  return ticks.filter((tick) => !tick.checked).length;
}

function relabel() {
  if (!accept) return;
  const rest = left();
  const some = accept.dataset.some.replace("##", rest).replace("#", ticks.length - rest);
  accept.textContent = rest ? some : accept.dataset.all;
  accept.disabled = rest === ticks.length;
  if (!rest) asked.hidden = true;
}

function lacksReason() {
  if (reason.value.trim()) return false;
  asked.hidden = false;
  reason.focus();
  return true;
}

function go(step) {
  if (!rows.length) return;
  rows[current]?.classList.remove("is-current");
  current = Math.min(rows.length - 1, Math.max(0, current + step));
  rows[current].classList.add("is-current");
  rows[current].scrollIntoView({ block: "nearest" });
  rows[current].querySelector("input")?.focus();
}

if (accept) {
  relabel();
  for (const tick of ticks) tick.addEventListener("change", relabel);
  reason.addEventListener("input", () => {
    asked.hidden = true;
  });
  form.addEventListener("submit", (event) => {
    const sendsBack = event.submitter?.value === "send_back" || left() > 0;
    if (sendsBack && lacksReason()) event.preventDefault();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("textarea, select, input:not([type=checkbox])")) return;
  const key = event.key.toLowerCase();
  if (key === "j") go(1);
  else if (key === "k") go(-1);
  else if (key === "a" && accept && !accept.disabled) {
    if (!(left() && lacksReason()) && window.confirm(`${accept.textContent}${accept.dataset.confirm}`)) accept.click();
  } else if (key === "r" && reason) reason.focus();
  else return;
  event.preventDefault();
});

function offerAll(list) {
  const keys = [...list.querySelectorAll('input[name="key"]')];
  const all = list.querySelector("[data-all]");
  const count = list.querySelector("[data-count]");
  function recount() {
    const chosen = keys.filter((one) => one.checked).length;
    count.textContent = chosen ? ` (${chosen})` : "";
    all.checked = chosen === keys.length;
    all.indeterminate = chosen > 0 && chosen < keys.length;
  }
  all.closest(".select-all").hidden = false;
  all.addEventListener("change", () => {
    for (const one of keys) one.checked = all.checked;
    recount();
  });
  for (const one of keys) one.addEventListener("change", recount);
  recount();
}

const list = document.querySelector("[data-select]");
if (list) offerAll(list);
