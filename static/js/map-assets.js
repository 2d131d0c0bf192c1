// Fetches what a map is made of, once and only when a map is wanted: the page keeps the list in a template, so that the
// first words on a slow line do not wait for it.
let fetching = null;

function arrived(node) {
  return new Promise((resolve, reject) => {
    node.addEventListener("load", resolve);
    node.addEventListener("error", reject);
    document.head.append(node);
  });
}

// Scripts run in the order of the list.
export function fetchMap() {
  fetching ??= Promise.all(
    [...document.getElementById("map-assets").content.querySelectorAll("link, script")].map((listed) => {
      const node = document.createElement(listed.localName);
      for (const { name, value } of listed.attributes) node.setAttribute(name, value);
      if (node.localName === "script") node.async = false;
      return arrived(node);
    }),
  );
  return fetching;
}
