// Parts of a staff page that change by themselves: refusals are shown where they belong, and a lost connection is said.
import { forgetConfirmed } from "./kept.js";

forgetConfirmed();

// An upload that was refused answers with its own section, the reason beside the file.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "s-evidence" && [413, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

function uploadFailed(event) {
  if (event.detail.elt?.id !== "evidence-form") return;
  const place = document.getElementById("evidence-fault");
  place.textContent = place.dataset.failed;
  place.hidden = false;
}
document.body.addEventListener("htmx:sendError", uploadFailed);
document.body.addEventListener("htmx:responseError", uploadFailed);
document.body.addEventListener("htmx:timeout", uploadFailed);

// Evidence opened from a field goes to that field; following the link would leave what was typed behind.
document.body.addEventListener("click", (event) => {
  const link = event.target.closest("[data-evidence-about]");
  const about = document.getElementById("evidence-about");
  if (!link || !about) return;
  event.preventDefault();
  about.value = link.dataset.evidenceAbout;
  document.getElementById("s-evidence").scrollIntoView();
  document.getElementById("evidence-file").focus({ preventScroll: true });
});
