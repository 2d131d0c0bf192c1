// Where the visitor is, to about 100 metres: kept in this tab and told to our server in a header, so that it stands in
// no address, no history and no log.

const KEPT = "zhanwang.near";
export const HEADER = "Zhanwang-Near";
// Thousandths of a degree: 111 m north, 96 m east.
const DECIMALS = 3;

let position = null;
try {
  position = JSON.parse(window.sessionStorage.getItem(KEPT));
} catch {
  // Storage may be forbidden; then a reload asks again.
}

// [longitude, latitude] in degrees, or null.
export const near = () => position;

export function remember(longitude, latitude) {
  position = [Number(longitude.toFixed(DECIMALS)), Number(latitude.toFixed(DECIMALS))];
  try {
    window.sessionStorage.setItem(KEPT, JSON.stringify(position));
  } catch {
    // As above.
  }
}

export function forget() {
  position = null;
  try {
    window.sessionStorage.removeItem(KEPT);
  } catch {
    // As above.
  }
}
