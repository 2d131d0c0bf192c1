// Keeps public pages for when there is no network, where the installation wants that.
const base = document.documentElement.dataset.base ?? "";

if (navigator.serviceWorker) {
  navigator.serviceWorker.register(`${base}/offline-worker.js`).catch(() => {});
}
