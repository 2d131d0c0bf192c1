// The form of a site: rows that come and go, the grid of figures, the position, and faults as one types.
// Everything here only makes easier what the plain form does as well.
const form = document.getElementById("site-form");

const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

// Rows -----------------------------------------------------------------------------------------------------------
for (const button of form.querySelectorAll("[data-add-row], [data-copy-week]")) {
  button.hidden = false;
}

function renumbered(row, from, to) {
  for (const control of row.querySelectorAll("[name]")) {
    control.name = control.name.replace(`.${from}.`, `.${to}.`);
  }
}

function emptied(row) {
  const title = row.querySelector("summary");
  if (title) title.textContent = title.dataset.blank;
  if (row.tagName === "DETAILS") row.open = true;
  for (const control of row.querySelectorAll("input, select")) {
    if (control.type === "checkbox") control.checked = false;
    else if (control.tagName === "SELECT") control.selectedIndex = 0;
    else control.value = "";
  }
}

function numberOf(row) {
  const named = row.querySelector("[name]").name.match(/\.(\d+)\.[a-z]+$/);
  return Number(named[1]);
}

function addRow(rows) {
  const every = rows.querySelectorAll("[data-row]");
  const last = every[every.length - 1];
  const row = last.cloneNode(true);
  renumbered(row, numberOf(last), numberOf(last) + 1);
  emptied(row);
  rows.append(row);
  row.querySelector("input, select").focus();
}

form.addEventListener("click", (event) => {
  const adding = event.target.closest("[data-add-row]");
  if (adding) addRow(form.querySelector(`[data-rows="${adding.dataset.addRow}"]`));
  const copying = event.target.closest("[data-copy-week]");
  if (copying) {
    const [monday, ...others] = copying.parentElement.querySelectorAll("[data-week] input");
    for (const input of others.slice(0, 4)) input.value = monday.value;
    changed(monday);
  }
});

// What is ticked as none, and what is filled in, exclude each other.
form.addEventListener("change", (event) => {
  const target = event.target;
  if (!target.name) return;
  const field = target.closest(".field");
  if (!field) return;
  const none = field.querySelector('input[name$=".none"]');
  if (none && target !== none && (target.type === "checkbox" ? target.checked : target.value)) none.checked = false;
  if (none && target === none && none.checked) {
    for (const tick of field.querySelectorAll('input[type="checkbox"]')) if (tick !== none) tick.checked = false;
  }
});

// Faults and the bar ---------------------------------------------------------------------------------------------
const CHINESE = document.documentElement.lang.startsWith("zh");

function showFaults(faults, marked) {
  for (const place of form.querySelectorAll(".fault[id^='f-']")) {
    place.hidden = true;
    place.textContent = "";
  }
  for (const list of form.querySelectorAll("[data-grid-faults]")) list.replaceChildren();
  for (const cell of form.querySelectorAll("td.bad")) {
    cell.classList.remove("bad");
    cell.firstElementChild.removeAttribute("aria-describedby");
  }
  for (const control of form.querySelectorAll("[aria-invalid]:not(#reason)")) control.removeAttribute("aria-invalid");
  for (const name of marked) form.elements.namedItem(name)?.setAttribute?.("aria-invalid", "true");
  for (const [item, said] of Object.entries(faults)) {
    const id = `f-${item.replaceAll(".", "-")}`;
    const control = document.getElementById(id);
    control?.setAttribute("aria-invalid", "true");
    const cell = control?.closest("td");
    const text = said.join(CHINESE ? "；" : "; ");
    if (cell) showCellFault(cell, control, id, text);
    const place = document.getElementById(`${id}-fault`);
    if (place && !cell) {
      place.textContent = text;
      place.hidden = false;
    }
  }
}

// A cell has no room for words: its fault is said below the grid, with row and month.
function showCellFault(cell, control, id, text) {
  cell.classList.add("bad");
  const said = document.createElement("p");
  said.className = "fault";
  said.id = `${id}-fault`;
  said.textContent = `${control.dataset.period} ${control.dataset.label}${CHINESE ? "：" : ": "}${text}`;
  cell.closest(".grid-frame").nextElementSibling.append(said);
  control.setAttribute("aria-describedby", said.id);
}

document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  const place = document.getElementById("form-faults");
  if (event.detail.target && place && place.dataset.faults)
    showFaults(JSON.parse(place.dataset.faults), JSON.parse(place.dataset.marked));
});

// The grid of figures --------------------------------------------------------------------------------------------
function cellAt(table, row, column) {
  return table.tBodies[0].rows[row]?.cells[column]?.querySelector("input");
}

for (const table of form.querySelectorAll("[data-grid]")) {
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ];
    if (!cell || !step || event.isComposing) return;
    const input = event.target;
    if (event.key === "ArrowLeft" && input.selectionStart > 0) return;
    if (event.key === "ArrowRight" && input.selectionEnd < input.value.length) return;
    const next = cellAt(table, cell.parentElement.sectionRowIndex + step[0], cell.cellIndex + step[1]);
    if (event.key === "Enter") event.preventDefault();
    if (next) {
      event.preventDefault();
      next.focus();
      next.select();
    }
  });
  table.addEventListener("paste", (event) => {
    const cell = event.target.closest("td");
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    text
      .replace(/\r?\n$/, "")
      .split(/\r?\n/)
      .forEach((line, down) => {
        line.split("\t").forEach((value, along) => {
          const place = cellAt(table, cell.parentElement.sectionRowIndex + down, cell.cellIndex + along);
          if (place) place.value = value.trim();
        });
      });
    changed(event.target);
  });
  // The newest period is what is due; it should be in view.
  table.parentElement.scrollLeft = table.parentElement.scrollWidth;
  offerNone(table);
}

// A month in which nothing happened: shown first, then filled in as 0, which is an answer where a blank is none.
function offerNone(table) {
  const question = table.parentElement.parentElement.querySelector("[data-none-question]");
  if (!question) return;
  const said = question.nextElementSibling;
  let asked = null;
  const blanks = (month) =>
    [...table.querySelectorAll(`input[data-counts][data-period="${month}"]`)].filter((cell) => !cell.value.trim());
  function close() {
    question.hidden = true;
    for (const cell of table.querySelectorAll("input.is-asked")) cell.classList.remove("is-asked");
  }
  for (const button of table.querySelectorAll("[data-none-month]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      close();
      asked = button;
      const cells = blanks(button.dataset.noneMonth);
      if (!cells.length) return;
      for (const cell of cells) cell.classList.add("is-asked");
      const what = cells.map((cell) => cell.dataset.label).join(CHINESE ? "、" : ", ");
      const text = question.dataset.text.replace("{month}", button.dataset.noneMonth).replace("{what}", what);
      question.querySelector("p").textContent = text;
      question.hidden = false;
      question.focus();
    });
  }
  question.querySelector("[data-none-no]").addEventListener("click", () => {
    close();
    asked?.focus();
  });
  question.querySelector("[data-none-yes]").addEventListener("click", () => {
    const month = asked.dataset.noneMonth;
    const cells = blanks(month);
    for (const cell of cells) cell.value = "0";
    close();
    asked.hidden = true;
    said.textContent = question.dataset.done.replace("{month}", month);
    if (cells.length) {
      changed(cells[0]);
      cells[0].focus();
    }
  });
}

// Coming from elsewhere to one field --------------------------------------------------------------------------------
function goTo(hash) {
  const place = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!place || !form.contains(place) || place.matches("section, h3")) return;
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const controls = "input:not([type=hidden]), select, textarea";
  const control = place.matches(controls)
    ? place
    : place.querySelector("input[type=radio]:checked") || place.querySelector(controls);
  if (!control) return;
  control.focus({ preventScroll: true });
  // A cell goes to the right end of its grid, where no sticky column lies over it.
  control.scrollIntoView({
    block: place.offsetHeight > window.innerHeight / 2 ? "nearest" : "center",
    inline: "end",
  });
  if (place !== control && place.offsetHeight <= window.innerHeight / 2) place.scrollIntoView({ block: "center" });
}
window.addEventListener("load", () => goTo(window.location.hash));
window.addEventListener("hashchange", () => goTo(window.location.hash));
