// What takes long says that it was begun: until its answer comes the page stands as before, and one would click again.
const QUIET_MS = 1000;
const SAID_MS = 300000;
const FILE = /\.(xlsx|docx|zip|csv|pdf|jsonl?|geojson)$/;
const said = document.getElementById("under-way");
let waiting;

function end() {
  clearTimeout(waiting);
  said.hidden = true;
}

function begin(words) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    said.textContent = words;
    said.hidden = false;
    waiting = setTimeout(end, SAID_MS);
  }, QUIET_MS);
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && !event.target.closest("[hx-get], [hx-post]")) begin(said.dataset.sent);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (link && !event.defaultPrevented && FILE.test(link.pathname)) begin(said.dataset.file);
});
// Whoever comes back to a page that the browser kept finds it at rest.
window.addEventListener("pageshow", end);
