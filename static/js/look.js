// The menu of how pages look: it closes by Escape and by a click elsewhere, and reads the page aloud in its language by
// the voice of the browser, where there is one.
const menu = document.querySelector(".look-menu");
const aloud = document.getElementById("read-aloud");
const speech = globalThis.speechSynthesis;

document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});
menu.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Sentence by sentence: some voices fall silent in a long text.
function read() {
  const text = document.getElementById("main").innerText;
  const sentences = text.split(/(?<=[。！？；.!?])|\n+/u).filter((part) => part.trim());
  for (const sentence of sentences) {
    const said = new SpeechSynthesisUtterance(sentence);
    said.lang = document.documentElement.lang;
    speech.speak(said);
  }
}

if (speech && aloud) {
  let reading = false;
  aloud.hidden = false;
  aloud.addEventListener("click", () => {
    speech.cancel();
    reading = !reading;
    if (reading) read();
    aloud.textContent = reading ? aloud.dataset.stop : aloud.dataset.start;
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
