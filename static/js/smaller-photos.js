// Photos drawn smaller in the browser, before a slow line has to carry them.
const QUALITY = 0.85;

// The photo with no edge longer than asked; as it was where it is small already, or where this browser cannot draw it:
// about that the server says something.
export async function smaller(file, longestEdgePx, smallBytes) {
  if (file.size <= smallBytes || !file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longestEdgePx / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
    return drawn && drawn.size < file.size ? new File([drawn], name, { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

// Files in place of those that were chosen in a field.
export function put(input, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
}
