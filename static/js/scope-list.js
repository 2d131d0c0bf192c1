// A field above each long list of ticks that leaves only the lines with what is typed; what is ticked always stays.
for (const list of document.querySelectorAll(".scope-list")) {
  const lines = [...list.querySelectorAll(".scope-ticks .form-check")];
  const field = document.createElement("input");
  field.type = "search";
  field.className = "form-control";
  field.placeholder = list.dataset.narrow;
  field.setAttribute("aria-label", list.dataset.narrow);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const line of lines) {
      const ticked = line.querySelector("input").checked;
      line.hidden = !ticked && !line.textContent.toLowerCase().includes(wanted);
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.querySelector("legend").after(field);
}
