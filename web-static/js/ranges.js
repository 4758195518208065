// Lists of ids as short text: "1-50,61,62".

/** Ids that one list may name: as many as one request takes. A range of an address could name any number. */
export const MOST_IDS = 20_000;

/** @param {number[]} ids whole numbers from 1; their order is kept. @returns {string} */
export function encodeIds(ids) {
  const parts = [];
  for (let i = 0; i < ids.length;) {
    let end = i;
    while (end + 1 < ids.length && ids[end + 1] === ids[end] + 1) end += 1;
    // Two neighbours are as short with a comma, and easier to read.
    parts.push(end - i < 2 ? ids.slice(i, end + 1).join(",") : `${ids[i]}-${ids[end]}`);
    i = end + 1;
  }
  return parts.join(",");
}

/**
 * @param {string} text as `encodeIds` writes it; other parts are passed over.
 * @returns {number[]} each id once, of the first `MOST_IDS` that are named.
 */
export function decodeIds(text) {
  const ids = new Set();
  let left = MOST_IDS;
  for (const part of text.split(",")) {
    const match = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(part);
    if (match === null) continue;
    const last = Number(match[2] ?? match[1]);
    for (let id = Math.max(1, Number(match[1])); id <= last && left > 0; id++, left--) ids.add(id);
  }
  return [...ids];
}
