// Served as /offline-worker.js, so that it sees every page below the public address. Public pages that were opened once
// open again without a network, with the day and time of what they show. Nothing that says no-store is kept, which is
// every page of somebody who has signed in; nothing is kept either of what people typed (reports, their numbers).
const KEPT = "zhanwang-pages";
const FILES = "zhanwang-files";
const MOST_PAGES = 60;
const MOST_FILES = 120;
const PAGES = /^\/($|about$|open-data$|programmes(\/|$)|sites\/[^/]+$)/;
const MAPS = /^\/map(\.js|\.css|\/)/;

function within(url) {
  const scope = new URL(self.registration.scope);
  const below = scope.pathname.length - 1;
  return url.origin === scope.origin ? url.pathname.slice(below) : "";
}

async function keep(name, request, answer, most) {
  const kept = await caches.open(name);
  await kept.put(request, answer);
  const all = await kept.keys();
  for (const old of all.slice(0, Math.max(0, all.length - most))) await kept.delete(old);
}

function mayBeKept(answer) {
  const told = answer.headers.get("cache-control") ?? "";
  return answer.status === 200 && !answer.redirected && !told.includes("no-store");
}

// What a map shows to somebody who has signed in is theirs alone.
function isOwn(answer) {
  return (answer.headers.get("cache-control") ?? "").includes("private");
}

// The page as it was, with when that was.
async function asItWas(page) {
  const seen = new Date(page.headers.get("date"));
  const when = seen.toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16);
  const text = await page.text();
  const said = text
    .replace('id="offline-said" hidden', 'id="offline-said"')
    .replace('<time id="offline-when">', `$&${when}`);
  return new Response(said, { headers: page.headers });
}

async function page(event) {
  try {
    const answer = await fetch(event.request);
    if (mayBeKept(answer)) event.waitUntil(keep(KEPT, event.request, answer.clone(), MOST_PAGES));
    return answer;
  } catch (gone) {
    const known = await caches.match(event.request, { cacheName: KEPT, ignoreVary: true });
    if (!known) throw gone;
    return asItWas(known);
  }
}

async function file(event, changes) {
  const known = await caches.match(event.request, { cacheName: FILES, ignoreVary: true });
  if (known && !changes) return known;
  try {
    const answer = await fetch(event.request);
    if (mayBeKept(answer) && !isOwn(answer)) event.waitUntil(keep(FILES, event.request, answer.clone(), MOST_FILES));
    return answer;
  } catch (gone) {
    if (!known) throw gone;
    return known;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const path = within(new URL(event.request.url));
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && PAGES.test(path)) event.respondWith(page(event));
  else if (path.startsWith("/static/")) event.respondWith(file(event, false));
  else if (MAPS.test(path)) event.respondWith(file(event, true));
});
