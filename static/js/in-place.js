// Parts of a staff page that change by themselves: refusals are shown where they belong, and a lost connection is said.
import { forgetConfirmed } from "./kept.js";

forgetConfirmed();

// An upload that was refused answers with its own section, the reason beside the file.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target?.id !== "s-evidence" || ![413, 422].includes(xhr.status)) return;
  // Refused before its route was reached, the answer is no section but a sentence, or a page of its own.
  if (/^\s*<section/.test(xhr.responseText)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

function refuseUpload(isTooLarge) {
  const place = document.getElementById("evidence-fault");
  place.textContent = isTooLarge ? place.dataset.tooLarge : place.dataset.failed;
  place.hidden = false;
  document.getElementById("evidence-file").setAttribute("aria-invalid", "true");
}

function uploadFailed(event) {
  if (event.detail.elt?.id === "evidence-form") refuseUpload(event.detail.xhr?.status === 413);
}

// What is known to be too large is not sent at all.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt?.id !== "evidence-form") return;
  const field = document.getElementById("evidence-file");
  if ([...field.files].some((file) => file.size > Number(field.dataset.mostBytes))) {
    event.preventDefault();
    refuseUpload(true);
  }
});
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
