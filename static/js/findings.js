// Findings by keyboard: J and K move from row to row of the list, arrows from cell to cell of the matrix. A filter that is
// chosen is asked for at once; without this script its button does it.
const filters = document.querySelector("[data-filters]");
filters?.addEventListener("change", () => filters.requestSubmit());

const rows = [...document.querySelectorAll("table.findings tbody tr")];
let current = -1;

function go(step) {
  if (!rows.length) return;
  rows[current]?.classList.remove("is-current");
  current = Math.min(rows.length - 1, Math.max(0, current + step));
  rows[current].classList.add("is-current");
  rows[current].scrollIntoView({ block: "nearest" });
  rows[current].querySelector("a").focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("textarea, select, input")) return;
  const key = event.key.toLowerCase();
  if (key === "j") go(1);
  else if (key === "k") go(-1);
  else return;
  event.preventDefault();
});

const matrix = document.querySelector("table.matrix");
const grid = matrix ? [...matrix.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td.cell")]) : [];
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function linkFrom(at, step) {
  let [row, column] = at;
  for (;;) {
    row += step[0];
    column += step[1];
    const cell = grid[row]?.[column];
    if (!cell) return null;
    const link = cell.querySelector("a");
    if (link) return link;
  }
}

// One cell is reached by Tab, the others by arrows.
let reached = matrix?.querySelector("td.cell a");
for (const link of matrix?.querySelectorAll("td.cell a") ?? []) link.tabIndex = link === reached ? 0 : -1;

matrix?.addEventListener("focusin", (event) => {
  const link = event.target.closest("td.cell a");
  if (!link) return;
  reached.tabIndex = -1;
  reached = link;
  reached.tabIndex = 0;
});

matrix?.addEventListener("keydown", (event) => {
  const cell = event.target.closest("td.cell");
  const step = STEPS[event.key];
  if (!cell || !step) return;
  const row = grid.findIndex((cells) => cells.includes(cell));
  const link = linkFrom([row, grid[row].indexOf(cell)], step);
  if (link) {
    link.focus({ preventScroll: true });
    link.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  event.preventDefault();
});

// On a desk a cell opens beside the matrix; elsewhere, and without htmx, its link leads to the same finding.
const side = document.getElementById("at-side");
const wide = window.matchMedia("(min-width: 992px)");

function close() {
  side.hidden = true;
  reached?.closest("td").classList.remove("is-open");
  reached?.focus();
}

matrix?.addEventListener("click", (event) => {
  const link = event.target.closest("td.cell a");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || !wide.matches || !window.htmx) return;
  event.preventDefault();
  for (const open of matrix.querySelectorAll("td.is-open")) open.classList.remove("is-open");
  link.closest("td").classList.add("is-open");
  side.hidden = false;
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#at-side-body", swap: "innerHTML" });
});
side?.querySelector("[data-close]").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && side && !side.hidden) close();
});
