"use strict";
// Signing out wipes what forms kept in this browser. Whoever has entries there that no server holds is asked first.
(() => {
  const form = document.querySelector('form[action="/sign-out"]');
  if (!form) return;
  form.addEventListener("submit", (event) => {
    const unsaved = Object.keys(localStorage).filter((name) => name.startsWith("zhanwang.form.")).length;
    if (unsaved && !window.confirm(form.dataset.unsaved.replace("{n}", unsaved))) event.preventDefault();
  });
})();
