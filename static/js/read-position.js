// Longitude and latitude out of a pasted text: decimal degrees, or degrees, minutes and seconds, in either order,
// with or without E and N. Null where the text says anything else.
export function position(text) {
  const plain = text.normalize("NFKC").toUpperCase();
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
  const rest = plain.replace(pattern, "").replace(/LONGITUDE|LATITUDE|LON|LNG|LAT|[经纬]度|[东西南北]/g, "");
  if (parts.length !== 2 || /[^\s,;:/、()[\]|°]/.test(rest)) return null;
  const values = parts.map(({ angle: [degrees, minutes = 0, seconds = 0] }) => {
    if (Number(minutes) >= 60 || Number(seconds) >= 60) return NaN;
    if (!Number(minutes) && !Number(seconds)) return degrees;
    return (Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600).toFixed(6);
  });
  const isNorth = parts.map(({ side: named }) => (named ? /[NS南北]/.test(named) : null));
  // China lies east of 73° and south of 54°: unless E and N say it, the larger number is the longitude.
  const swapped = isNorth[0] ?? (isNorth[1] === null ? Number(values[0]) < 60 : !isNorth[1]);
  const [x, y] = swapped ? [values[1], values[0]] : values;
  return Number(x) >= 73 && Number(x) <= 136 && Number(y) >= 3 && Number(y) <= 54 ? [x, y] : null;
}
