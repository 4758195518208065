// The view <-> the query string. Defaults are left out, so that a short view has a short address; keys and values
// that are not understood are ignored, so that an old or newer link still opens.

/**
 * @typedef {{runs: ?number[], group: string, colour: string, x: string, smoothing: number, log: boolean,
 *   hidden: string[], zoom: ?number[]}} View
 *   `runs` is null until something was chosen: the page then shows the newest experiment.
 */

/** @returns {View} */
export function defaultView() {
  return { runs: null, group: "auto", colour: "line", x: "iteration", smoothing: 0, log: false, hidden: [], zoom: null };
}

export const X_KINDS = ["iteration", "epoch"];
export const COLOUR_KINDS = ["line", "method"];

/** @param {View} view @returns {string} "" or "?runs=1,2&log=1". */
export function encodeView(view) {
  const base = defaultView();
  const query = new URLSearchParams();
  if (view.runs !== null) query.set("runs", view.runs.join(","));
  for (const key of ["group", "colour", "x"]) if (view[key] !== base[key]) query.set(key, view[key]);
  if (view.smoothing > 0) query.set("ema", String(view.smoothing));
  if (view.log) query.set("log", "1");
  for (const id of view.hidden) query.append("hide", id);
  if (view.zoom) query.set("zoom", view.zoom.map((edge) => Number(edge.toPrecision(6))).join(","));
  // Commas and spaces are safe in a query; left readable.
  const text = query.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** @param {string} search location.search @returns {View} */
export function decodeView(search) {
  const query = new URLSearchParams(search);
  const view = defaultView();
  if (query.has("runs")) view.runs = integers(query.get("runs"));
  if (query.get("group")) view.group = query.get("group");
  if (COLOUR_KINDS.includes(query.get("colour"))) view.colour = query.get("colour");
  if (X_KINDS.includes(query.get("x"))) view.x = query.get("x");
  view.smoothing = clampSmoothing(Number(query.get("ema") ?? 0));
  view.log = query.get("log") === "1";
  view.hidden = query.getAll("hide");
  view.zoom = range(query.get("zoom"));
  return view;
}

export function clampSmoothing(value) {
  return Number.isFinite(value) ? Math.min(0.99, Math.max(0, Math.round(value * 100) / 100)) : 0;
}

function integers(text) {
  const ids = text.split(",").filter((part) => /^\d+$/.test(part)).map(Number).filter((id) => id > 0);
  return [...new Set(ids)];
}

function range(text) {
  const edges = (text ?? "").split(",").map((part) => (part === "" ? NaN : Number(part)));
  return edges.length === 2 && edges.every(Number.isFinite) && edges[0] < edges[1] ? edges : null;
}
