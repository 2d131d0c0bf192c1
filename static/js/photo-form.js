// A form with a photo: the photo is made smaller once it is chosen, and while it is sent one sees how much has gone. What
// could not be sent stays in the form. Without this script the form is sent as it stands.
import { put, smaller } from "./smaller-photos.js";

const LONGEST_EDGE_PX = 1600;
const SMALL_BYTES = 300_000;
const form = document.querySelector("form[data-photo-form]");
const input = form.querySelector('input[type="file"]');
const said = document.getElementById("photo-said");
const bar = document.getElementById("photo-sent");
let ready = Promise.resolve();

function say(text) {
  said.textContent = text;
  said.hidden = !text;
}

input.addEventListener("change", () => {
  ready = Promise.all([...input.files].map((file) => smaller(file, LONGEST_EDGE_PX, SMALL_BYTES))).then((files) =>
    put(input, files),
  );
});

function sent() {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = loaded / total;
  });
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", reject);
    request.addEventListener("timeout", reject);
    request.send(new FormData(form));
  });
}

form.addEventListener("submit", async (event) => {
  if (!input.files.length) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  bar.hidden = false;
  say(said.dataset.sending);
  try {
    await ready;
    const { status, responseURL } = await sent();
    // The page that says what is wrong comes by sending once more.
    if (status >= 400) form.submit();
    else location.assign(responseURL);
  } catch {
    button.disabled = false;
    bar.hidden = true;
    say(said.dataset.failed);
  }
});
