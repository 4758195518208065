// Queries that were run in this browser, newest first. Pure.

/** Queries that are kept. */
const MOST = 100;
/** Characters of one: a longer one is not worth the room of the others. */
const LONGEST = 20_000;

/** @typedef {{query: string, at: number, rows: ?number}} Entry `at`: milliseconds since 1970. `rows`: null of one that failed. */

/** @param {Entry[]} entries @param {Entry} entry takes the place of the same query. @returns {Entry[]} */
export function withEntry(entries, entry) {
  if (entry.query.trim() === "" || entry.query.length > LONGEST) return entries;
  return [entry, ...entries.filter((one) => one.query !== entry.query)].slice(0, MOST);
}

/** @param {?string} text what the browser kept; whatever it is. @returns {Entry[]} */
export function readEntries(text) {
  try {
    const entries = JSON.parse(text ?? "[]");
    return Array.isArray(entries) ? entries.filter((one) => typeof one?.query === "string" && Number.isFinite(one.at)) : [];
  } catch {
    return [];
  }
}
