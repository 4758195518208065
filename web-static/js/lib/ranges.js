// Lists of ids as "1-3,7", in addresses and requests. Pure.

/** Most ids that a list names: the server's own bound. */
export const MOST_IDS = 20_000;

/** [1, 2, 3, 7] -> "1-3,7". Rising, each once. */
export function encodeIds(ids) {
  const rising = [...new Set(ids)].sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i < rising.length; i++) {
    const from = rising[i];
    while (rising[i + 1] === rising[i] + 1) i++;
    parts.push(rising[i] === from ? `${from}` : `${from}-${rising[i]}`);
  }
  return parts.join(",");
}

/** "1-3,7" -> [1, 2, 3, 7]; parts that are no range, and what passes the bound, are left out. */
export function decodeIds(text) {
  const ids = new Set();
  for (const part of String(text ?? "").split(",")) {
    const range = /^([1-9]\d{0,15})(?:-([1-9]\d{0,15}))?$/.exec(part.trim());
    if (range === null) continue;
    const to = Number(range[2] ?? range[1]);
    for (let id = Number(range[1]); id <= to && ids.size < MOST_IDS; id++) ids.add(id);
  }
  return [...ids].sort((a, b) => a - b);
}
