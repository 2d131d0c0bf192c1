// Making elements, and asking our own server. What people typed only ever becomes a text node.

export function element(tag, className = "", text = undefined) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// What people typed is Chinese, whatever the page speaks.
export function typed(tag, className, text) {
  const made = element(tag, className, text);
  made.lang = "zh";
  return made;
}

// An address of ours below the path under which we are served; one that came out of the page has it already.
export function own(path) {
  const base = document.documentElement.dataset.base ?? "";
  return path.startsWith(`${base}/`) ? path : base + path;
}

export async function fetched(url) {
  const answer = await fetch(own(url), { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

// A custom property of the stylesheet: colours have one home, also for what a script draws.
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// What a form held when the server drew it. On a slow line people type before the scripts have come.
export function asDrawn(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return new FormData(copy);
}
