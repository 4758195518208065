// What the form of a new job starts from, and its address. Pure.

import { queryText } from "./chartview.js";

/** @typedef {{preset: ?string, clone: ?number, config: ?string}} NewJobView one of them at most; `config` is JSON text. */

/** @param {URLSearchParams} query @returns {NewJobView} */
export function decodeNewJobView(query) {
  const config = query.get("config");
  const clone = /^[1-9]\d{0,15}$/.test(query.get("clone") ?? "") ? Number(query.get("clone")) : null;
  const preset = query.get("preset") || null;
  if (config) return { preset: null, clone: null, config };
  return clone !== null ? { preset: null, clone, config: null } : { preset, clone: null, config: null };
}

/** @param {NewJobView} view */
export function encodeNewJobView({ preset, clone, config }) {
  if (config !== null) return queryText([["config", config]]);
  return queryText(clone !== null ? [["clone", String(clone)]] : preset !== null ? [["preset", preset]] : []);
}
