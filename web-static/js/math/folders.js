// The files of a run as folders, and what of them a browser can show. Pure.

/** As people sort them: epoch-2 before epoch-10. */
const byName = new Intl.Collator("en", { numeric: true });
const compare = (a, b) => byName.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/**
 * @typedef {{path: string, name: string, bytes: number, sha256: string}} File `path`: all of it; `name`: its last part.
 * @typedef {{path: string, bytes: number, files: File[]}} Folder
 */

/**
 * @param {{path: string, bytes: number, sha256: string}[]} artifacts
 * @returns {Folder[]} each that has files, the one without a name first; a folder lies behind the one that it is in.
 */
export function foldersOf(artifacts) {
  const folders = new Map();
  for (const artifact of artifacts) {
    const cut = artifact.path.lastIndexOf("/");
    const path = cut < 0 ? "" : artifact.path.slice(0, cut);
    if (!folders.has(path)) folders.set(path, { path, bytes: 0, files: [] });
    const folder = folders.get(path);
    folder.bytes += artifact.bytes;
    folder.files.push({ ...artifact, name: artifact.path.slice(cut + 1) });
  }
  for (const { files } of folders.values()) files.sort((a, b) => compare(a.name, b.name));
  return [...folders.values()].sort((a, b) => comparePaths(a.path.split("/"), b.path.split("/")));
}

function comparePaths(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const by = compare(a[i], b[i]);
    if (by !== 0) return by;
  }
  return a.length - b.length;
}

/** Pictures that are pixels and nothing else: an SVG may have scripts and addresses in it. */
const PICTURES = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp" };

/** Of a longer one nobody sees more. */
const LARGEST_PICTURE = 16 << 20;

/** The type of a picture that can be shown, by its name; null of anything else. @param {{name: string, bytes: number}} file */
export function pictureType({ name, bytes }) {
  const end = /\.([a-z]+)$/i.exec(name)?.[1].toLowerCase() ?? "";
  return Object.hasOwn(PICTURES, end) && bytes > 0 && bytes <= LARGEST_PICTURE ? PICTURES[end] : null;
}

/** A path as an address has it. */
export const encodePath = (path) => path.split("/").map(encodeURIComponent).join("/");
