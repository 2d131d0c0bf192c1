// What people typed and no server has confirmed yet, in this browser: field by field, so that two tabs of one form keep
// both what they hold, and each value with a stamp of its own. A save sends the name of the copy it hands in; the server
// says in a cookie which copy it has taken, and only then the very values that were in it are forgotten.

export const PREFIX = "zhanwang.form.";
const COOKIE = "zhanwang_copy";
const KEPT_DAYS = 30;
const SENT_REMEMBERED = 8;

export function stamp() {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((number) => number.toString(36).padStart(7, "0")).join("");
}

export function read(key) {
  try {
    return upgraded(JSON.parse(localStorage.getItem(key)));
  } catch {
    return null;
  }
}

// A copy as it was kept before values had stamps.
function upgraded(kept) {
  if (!kept?.entries) return kept;
  const edits = {};
  for (const [name, value] of kept.entries) {
    if (name.startsWith("_") && name !== "_reason") continue;
    edits[name] ??= { values: [], stamp: stamp() };
    edits[name].values.push(value);
  }
  const { at, waiting, version, proposal } = kept;
  return { at, waiting, base: { version, proposal }, edits, sent: {} };
}

export function write(key, kept) {
  try {
    if (Object.keys(kept.edits).length) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store: the page still works, it only cannot promise to remember.
  }
}

// Remember which values, by their stamps, the copy of this name hands in.
export function handIn(kept, name, edits) {
  kept.sent[name] = Object.fromEntries([...edits].map(([field, edit]) => [field, edit.stamp]));
  for (const old of Object.keys(kept.sent).slice(0, -SENT_REMEMBERED)) delete kept.sent[old];
}

const keys = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

// Forget what the server says it has taken. What was typed since stays, and stands on the record as it is now.
export function forgetConfirmed() {
  const found = document.cookie.match(new RegExp(`(?:^|; )${COOKIE}=([0-9a-z]+)`));
  if (!found) return;
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store exists only where the page came by https
  document.cookie = `${COOKIE}=; path=/; max-age=0; samesite=lax`;
  for (const key of keys()) {
    const kept = read(key);
    const taken = kept?.sent?.[found[1]];
    if (!taken) continue;
    for (const [name, value] of Object.entries(taken)) if (kept.edits[name]?.stamp === value) delete kept.edits[name];
    write(key, { ...kept, base: null, waiting: false });
  }
}

export function forgetOld() {
  const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const key of keys()) if (!(Date.parse(read(key)?.at) > oldest)) localStorage.removeItem(key);
}
