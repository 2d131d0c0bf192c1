// Longitude and latitude out of a pasted text: decimal degrees, or degrees, minutes and seconds, in either order, with or
// without E and N, an altitude or the name of a map behind them, or in a link of a map. Null where the text says anything
// else. `systemIn` says which system a link's or a named map's coordinates are in.
const GCJ02 = /gcj-?02|火星|amap|gaode|autonavi|高德|qq\.com|tencent|腾讯/;
const BD09 = /bd-?09|baidu|百度/;
// Those of Google and Apple are in China sometimes one and sometimes the other: they are asked about.
const WGS84 = /^geo:|wgs-?84|gps|cgcs2000|天地图/;
const PAIR = String.raw`(-?\d{1,3}\.\d+)[,|]\s*\+?(-?\d{1,3}\.\d+)`;
const IN_LINKS = [
  /!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)/i,
  new RegExp(String.raw`[?&](?!center)\w+=(?:[^&]*[:,])?${PAIR}`, "i"),
  new RegExp(`[?&]center=${PAIR}`, "i"),
  new RegExp(`(?:@|^geo:|/place/|/search/|/dir/)${PAIR}`, "i"),
];
const LON_IN_LINK = /[?&](?:lng|lon|longitude|x)=(-?\d{1,3}\.\d+)/i;
const LAT_IN_LINK = /[?&](?:lat|latitude|y)=(-?\d{1,3}\.\d+)/i;
const MAPS =
  /[(（[]?\s*(?:高德|腾讯|百度|谷歌|苹果|天地图|火星坐标|GCJ-?02|BD-?09(?:LL)?|WGS-?84|CGCS2000|GPS|AMAP|BAIDU|GOOGLE|APPLE|QQ)\s*(?:地图|坐标系?|MAPS?)*\s*[)）\]]?/g;

// The system of coordinates that the text names by its map: null where it names none.
export function systemIn(text) {
  const plain = text.normalize("NFKC").trim().toLowerCase();
  if (BD09.test(plain)) return "bd09";
  if (GCJ02.test(plain)) return "gcj02";
  return WGS84.test(plain) ? "wgs84" : null;
}

export function position(text) {
  return /^geo:|[a-z]+:\/\//i.test(text.trim()) ? inLink(unescaped(text.trim())) : written(text);
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function inLink(link) {
  const [lon, lat] = [link.match(LON_IN_LINK), link.match(LAT_IN_LINK)];
  if (lon && lat) return ordered(lon[1], lat[1], false);
  const found = IN_LINKS.map((pattern) => link.match(pattern)).find(Boolean);
  return found ? ordered(found[1], found[2], null) : null;
}

function ordered(first, second, isNorthFirst) {
  // China lies east of 73° and south of 54°: unless E and N say it, the larger number is the longitude.
  const [x, y] = (isNorthFirst ?? Number(first) < 60) ? [second, first] : [first, second];
  return Number(x) >= 73 && Number(x) <= 136 && Number(y) >= 3 && Number(y) <= 54 ? [x, y] : null;
}

function written(text) {
  const plain = text.normalize("NFKC").toUpperCase().replace(MAPS, " ");
  if (/[WS西南]/.test(plain)) return null; // No site lies in the west or the south.
  const side = "(?:([EWNS东西南北])[经纬]?)?";
  const angle =
    "(-?\\d{1,3}(?:\\.\\d+)?)\\s*(?:[°º˚度]\\s*(?:(\\d{1,2}(?:\\.\\d+)?)\\s*['′’分]\\s*(?:(\\d{1,2}(?:\\.\\d+)?)\\s*(?:\"|″|”|秒|['′’]{2}))?)?)?";
  const sideFirst = /^[^\d]*[EWNS东西南北]/.test(plain);
  const pattern = new RegExp(sideFirst ? `${side}\\s*[:]?\\s*${angle}` : `${angle}\\s*${side}`, "g");
  const parts = [...plain.matchAll(pattern)].map((found) => {
    const [, first, second, third, fourth] = found;
    return sideFirst
      ? { side: first, angle: [second, third, fourth] }
      : { side: fourth, angle: [first, second, third] };
  });
  const rest = plain
    .replace(pattern, "")
    .replace(/ALTITUDE|ALT|海拔|高程|米|LONGITUDE|LATITUDE|LON|LNG|LAT|[经纬]度|[东西南北]/g, "");
  // A third number is an altitude, which a point on a map has no use for.
  if (parts.length === 3 && !parts[2].side) parts.pop();
  if (parts.length !== 2 || /[^\s,;:/、()[\]|°]/.test(rest)) return null;
  const values = parts.map(({ angle: [degrees, minutes = 0, seconds = 0] }) => {
    if (Number(minutes) >= 60 || Number(seconds) >= 60) return NaN;
    if (!Number(minutes) && !Number(seconds)) return degrees;
    return (Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600).toFixed(6);
  });
  const isNorth = parts.map(({ side: named }) => (named ? /[NS南北]/.test(named) : null));
  return ordered(values[0], values[1], isNorth[0] ?? (isNorth[1] === null ? null : !isNorth[1]));
}
