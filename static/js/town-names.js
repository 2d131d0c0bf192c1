// Names on a crowded map.

// Where a name may stand: across and down, in its own width and height and in pixels from the town's point; and how
// much of the name may rather be hidden than to put it there, for a name far aside is read as another town's.
const PLACES_OF_NAMES = [
  [16, 0],
  [24, 0.12],
].flatMap(([away, cost]) => [
  [-0.5, 0, 0, away, cost],
  [-0.5, -1, 0, -away, cost],
  [0, -0.5, away, 0, cost],
  [-1, -0.5, -away, 0, cost],
  ...[
    [0, 0, 1, 1],
    [-1, 0, -1, 1],
    [0, -1, 1, -1],
    [-1, -1, -1, -1],
  ].map(([across, down, x, y]) => [across, down, x * away * 0.6, y * away * 0.6, cost + 0.1]),
]);

const common = (a, b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

// A township's name moves aside for pins, clusters and names before it. Where every place is taken it stands under
// the pins, as long as they leave three fifths of it to be read; else it waits until one comes closer.
export function makeRoom(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const inFrame = ({ left, right, top, bottom }) => ({
    left: left - frame.left,
    right: right - frame.left,
    top: top - frame.top,
    bottom: bottom - frame.top,
  });
  const pins = [...map.getContainer().querySelectorAll(".site-pin, .site-cluster, .leaflet-control")].map((part) =>
    inFrame(part.getBoundingClientRect()),
  );
  for (const part of document.querySelectorAll("#map-note, #map-legend"))
    pins.push(inFrame(part.getBoundingClientRect()));
  const whole = { left: 0, top: 0, right: frame.width, bottom: frame.height };
  const named = [];
  for (const name of townNames(map)) {
    const text = name.firstElementChild;
    const [width, height] = [text.offsetWidth, text.offsetHeight];
    const at = inFrame(name.getBoundingClientRect());
    let best = null;
    for (const [across, down, right, below, cost] of PLACES_OF_NAMES) {
      const [x, y] = [across * width + right, down * height + below];
      const place = { left: at.left + x, right: at.left + x + width, top: at.top + y, bottom: at.top + y + height };
      if (named.some((other) => common(place, other) > 0)) continue;
      const covered = pins.reduce((sum, other) => sum + common(place, other), 0) - common(place, whole);
      const hidden = 1 + covered / (width * height);
      if (!best || hidden + cost < best.hidden + best.cost) best = { hidden, cost, place, x, y };
    }
    const fits = best !== null && best.hidden < 0.4;
    name.classList.toggle("is-crowded", !fits);
    if (!fits) continue;
    text.style.translate = `${best.x}px ${best.y}px`;
    named.push(best.place);
  }
}

// A name that would lie on one before it is left out until one comes closer. `names` are the parts of the map to hide or
// show; what of each is read stands in its first child.
export function leaveOut(names) {
  const taken = [];
  for (const name of names) {
    const place = name.firstElementChild.getBoundingClientRect();
    const crowded = taken.some((other) => common(place, other) > 0);
    name.classList.toggle("is-crowded", crowded);
    if (!crowded) taken.push(place);
  }
}

export const townNames = (map) => map.getContainer().querySelectorAll(".town-label");
