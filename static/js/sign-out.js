// Signing out wipes what forms kept in this browser. Whoever has entries there that no server holds is asked first.
const form = document.querySelector('form[action$="/sign-out"]');
form?.addEventListener("submit", (event) => {
  const unsaved = Object.keys(localStorage).filter((name) => /^zhanwang\.(form|visit)\./.test(name)).length;
  if (unsaved && !window.confirm(form.dataset.unsaved.replace("{n}", unsaved))) {
    event.preventDefault();
    return;
  }
  // What the page would still ask of the server would meet a session that has ended.
  for (const part of document.querySelectorAll("[hx-post]")) window.htmx?.trigger(part, "htmx:abort");
  document.addEventListener("htmx:beforeRequest", (request) => request.preventDefault());
});
