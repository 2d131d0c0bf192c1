"use strict";
// Reviewing by keyboard: J and K move from change to change, A accepts all, R goes to the remark.
(() => {
  const rows = [...document.querySelectorAll("[data-change]")];
  const accept = document.querySelector('button[value="accept"]');
  const reason = document.getElementById("reason");
  let current = -1;

  function go(step) {
    if (!rows.length) return;
    rows[current]?.classList.remove("is-current");
    current = Math.min(rows.length - 1, Math.max(0, current + step));
    rows[current].classList.add("is-current");
    rows[current].scrollIntoView({ block: "nearest" });
    rows[current].querySelector("input")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox])")) return;
    const key = event.key.toLowerCase();
    if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "a" && accept) accept.click();
    else if (key === "r" && reason) reason.focus();
    else return;
    event.preventDefault();
  });
})();
