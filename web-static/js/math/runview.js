// What the page of a run shows, as its address says it: which run, what its config is compared with, and the charts'
// axes. Pure.

import { decodeChartView, encodeChartView } from "./chartview.js";

/** @param {?string} text @returns {?number} */
const idOf = (text) => (/^[1-9]\d{0,15}$/.test(text ?? "") ? Number(text) : null);

/**
 * @typedef {{id: ?number, job: ?number, trial: number, against: ?number, differing: boolean, zoom: ?number[],
 *   log: string[], y: Object<string, number[]>}} RunView
 *   `job`, `trial`: name the run where `id` does not. `against`: another run, whose config stands beside this one's.
 *   `differing`: only the keys in which the two differ. The rest as in chartview.js.
 */

/** @param {URLSearchParams} query @returns {RunView} */
export function decodeRun(query) {
  const { zoom, log, y } = decodeChartView(query);
  return {
    id: idOf(query.get("id")), job: idOf(query.get("job")), trial: idOf(query.get("trial")) ?? 1,
    against: idOf(query.get("against")), differing: query.get("differing") === "1", zoom, log, y,
  };
}

/** @param {RunView} view @returns {string} */
export function encodeRun({ id, job, trial, against, differing, zoom, log, y }) {
  const pairs = id !== null ? [["id", id]] : job !== null ? [["job", job]] : [];
  if (id === null && trial !== 1) pairs.push(["trial", trial]);
  if (against !== null) pairs.push(["against", against]);
  if (differing) pairs.push(["differing", "1"]);
  pairs.push(...encodeChartView({ ...decodeChartView(new URLSearchParams()), zoom, log, y }));
  return new URLSearchParams(pairs).toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/**
 * Two configs beside each other.
 *
 * @param {Object<string, string>} own flat: see flatten.js. @param {?Object<string, string>} other null for none.
 * @returns {{key: string, own: ?string, other: ?string, differs: boolean}[]} by key; null where it is not set.
 */
export function configRows(own, other) {
  const keys = [...new Set([...Object.keys(own), ...Object.keys(other ?? {})])].sort();
  return keys.map((key) => {
    const [mine, theirs] = [own[key] ?? null, other?.[key] ?? null];
    return { key, own: mine, other: theirs, differs: other !== null && mine !== theirs };
  });
}

/** The run before or after one among its job's, round and round. @param {{id: number}[]} runs @returns {?number} */
export function siblingOf(runs, id, by) {
  const at = runs.findIndex((run) => run.id === id);
  if (at < 0 || runs.length < 2) return null;
  return runs[(at + by + runs.length) % runs.length].id;
}
