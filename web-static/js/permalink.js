// The view <-> the end of the page's address. Defaults are left out, so that a short view has a short address; keys and
// values that are not understood are ignored, so that an old or newer link still opens.

import { decodeIds, encodeIds } from "./ranges.js";

/** A server takes 8 KiB of an address. What is longer goes behind `#`, which browsers keep to themselves. */
const LONGEST_QUERY = 4000;
/** Steps and epochs lie further apart: a zoom to less shows nothing. */
const NARROWEST = 1e-9;

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

/** @param {View} view @returns {string} "" or "?runs=1-3,7&log=1"; with "#" for "?" where it is long. */
export function encodeView(view) {
  const base = defaultView();
  const query = new URLSearchParams();
  if (view.runs !== null) query.set("runs", encodeIds(view.runs));
  for (const key of ["group", "colour", "x"]) if (view[key] !== base[key]) query.set(key, view[key]);
  if (view.smoothing > 0) query.set("ema", String(view.smoothing));
  if (view.log) query.set("log", "1");
  for (const id of view.hidden) query.append("hide", id);
  const zoom = view.zoom && tidyRange(view.zoom);
  if (zoom) query.set("zoom", zoom.join(","));
  // Commas and spaces are safe in a query; left readable.
  const text = query.toString().replaceAll("%2C", ",");
  return text === "" ? "" : (text.length <= LONGEST_QUERY ? "?" : "#") + text;
}

/** @param {string} text location.search, or location.hash where that is empty. @returns {View} */
export function decodeView(text) {
  const query = new URLSearchParams(text.replace(/^[?#]/, ""));
  const view = defaultView();
  if (query.has("runs")) view.runs = decodeIds(query.get("runs"));
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

/**
 * A range with no more digits than its ends need: a zoom of a hundred pixels is not worth sixteen.
 *
 * @param {number[]} range two finite numbers.
 * @returns {?number[]} rising; null where nothing lies between the two that a chart could show.
 */
export function tidyRange([from, to]) {
  const span = to - from;
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (!Number.isFinite(span) || !(span >= Math.max(NARROWEST, size * 1e-12))) return null;
  const digits = Math.min(17, 6 + Math.max(0, Math.ceil(Math.log10(size / span))));
  return [from, to].map((edge) => Number(edge.toPrecision(digits)));
}

function range(text) {
  const edges = (text ?? "").split(",").map((part) => (part === "" ? NaN : Number(part)));
  return edges.length === 2 && edges.every(Number.isFinite) && tidyRange(edges) !== null ? edges : null;
}
