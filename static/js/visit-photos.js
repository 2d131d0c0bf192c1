// Photos of a visit: made smaller on the phone, and kept in this browser until the server has them.
import { put, smaller } from "./smaller-photos.js";

const LONGEST_EDGE_PX = 2560;
const SMALL_BYTES = 1_500_000;
const DATABASE = "zhanwang.visits";
const STORE = "photos";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function told(input) {
  const count = input.parentElement.querySelector(".photo-count");
  count.textContent = count.dataset.said.replace("{n}", input.files.length);
  count.hidden = !input.files.length;
}

const inputs = (form) => [...form.querySelectorAll('input[type="file"]')];

async function keep(form, key) {
  const kept = Object.fromEntries(
    inputs(form)
      .filter((input) => input.files.length)
      .map((input) => [input.name, [...input.files]]),
  );
  await inStore("readwrite", (store) => (Object.keys(kept).length ? store.put(kept, key) : store.delete(key)));
}

// Once photos are chosen they are made smaller and kept; `ready` is settled when all that were chosen are.
export function keepPhotos(form, key) {
  let ready = Promise.resolve();
  for (const input of inputs(form)) {
    input.addEventListener("change", () => {
      ready = ready.then(async () => {
        put(input, await Promise.all([...input.files].map((file) => smaller(file, LONGEST_EDGE_PX, SMALL_BYTES))));
        told(input);
        await keep(form, key).catch(() => {}); // A full or forbidden store: the photos still go along with the form.
      });
    });
  }
  return () => ready;
}

export async function restorePhotos(form, key) {
  const kept = await inStore("readonly", (store) => store.get(key)).catch(() => null);
  if (!kept) return false;
  for (const input of inputs(form)) {
    if (!kept[input.name]) continue;
    put(input, kept[input.name]);
    told(input);
  }
  return true;
}

export const forgetPhotos = (key) => inStore("readwrite", (store) => store.delete(key)).catch(() => {});
