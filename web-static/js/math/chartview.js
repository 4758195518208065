// What pages of charts show, and the end of their address that says it. Defaults are left out, so that a short view has a
// short address; what is not understood is passed over, so that an old or a newer link still opens. Pure.

import { KINDS } from "./axis.js";
import { BANDS } from "./pipeline.js";
import { decodeSelection, encodeSelection } from "./query.js";
import { decodeIds, encodeIds } from "../lib/ranges.js";

/** What a run can be in. Those that have not come to a good end are left out of means until they are asked for. */
export const STATES = ["queued", "running", "interrupted", "succeeded", "failed", "cancelled"];
const USUAL = STATES.slice(0, 4);

/**
 * @typedef {{selection: import("./query.js").Selection, group: string[], band: string, x: string, logX: boolean,
 *   smoothing: number, outliers: boolean, states: ?string[], without: number[], hidden: string[], zoom: ?number[],
 *   log: string[], y: Object<string, number[]>}} ChartView
 *   `group`: keys, none for every key that varies but the seed. `outliers`: whether they set the range of an axis.
 *   `states`: of the runs that take part in means, null for the usual ones. `without`: runs that were taken out.
 *   `hidden`: ids of groups. `log`: metrics whose y axis is logarithmic; `y`: ranges of y axes by metric.
 */

/** @param {URLSearchParams} query @returns {ChartView} */
export function decodeChartView(query) {
  return {
    selection: decodeSelection(query),
    group: [...new Set(query.getAll("group").filter((key) => key !== ""))],
    band: oneOf(query.get("band"), BANDS),
    x: oneOf(query.get("x"), KINDS),
    logX: query.get("logx") === "1",
    smoothing: clampSmoothing(Number(query.get("ema") ?? 0)),
    outliers: query.get("outliers") !== "ignored",
    states: statesOf(query.get("states")),
    without: decodeIds(query.getAll("without").join(",")),
    hidden: [...new Set(query.getAll("hide"))],
    zoom: decodeRange(query.get("zoom")),
    log: [...new Set(query.getAll("log").filter((name) => name !== ""))],
    y: Object.fromEntries(query.getAll("y").map((text) => [text.slice(0, text.lastIndexOf(":")), decodeRange(text.slice(text.lastIndexOf(":") + 1))])
      .filter(([name, range]) => name !== "" && range !== null)),
  };
}

/** @param {ChartView} view @returns {[string, string][]} what `decodeChartView` reads it from. */
export function encodeChartView(view) {
  const pairs = encodeSelection(view.selection);
  for (const key of view.group) pairs.push(["group", key]);
  if (view.band !== BANDS[0]) pairs.push(["band", view.band]);
  if (view.x !== KINDS[0]) pairs.push(["x", view.x]);
  if (view.logX) pairs.push(["logx", "1"]);
  if (view.smoothing > 0) pairs.push(["ema", String(view.smoothing)]);
  if (!view.outliers) pairs.push(["outliers", "ignored"]);
  if (view.states !== null) pairs.push(["states", view.states.join(",") || "none"]);
  if (view.without.length > 0) pairs.push(["without", encodeIds(view.without)]);
  for (const name of view.log) pairs.push(["log", name]);
  for (const [name, range] of Object.entries(view.y)) pairs.push(["y", `${name}:${range.join(",")}`]);
  if (view.zoom !== null) pairs.push(["zoom", view.zoom.join(",")]);
  for (const id of view.hidden) pairs.push(["hide", id]);
  return pairs;
}

/** Which metrics an address names; null where it says nothing of them. @param {URLSearchParams} query @returns {?string[]} */
export function decodeMetrics(query) {
  return query.has("metric") ? [...new Set(query.getAll("metric").filter((name) => name !== ""))] : null;
}

/** @param {?string[]} metrics @returns {[string, string][]} */
export function encodeMetrics(metrics) {
  return metrics === null ? [] : metrics.length === 0 ? [["metric", ""]] : metrics.map((name) => ["metric", name]);
}

/** An address's query out of pairs; what is safe in one stays readable. */
export function queryText(pairs) {
  return new URLSearchParams(pairs).toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** The states whose runs take part: who asks for failed jobs wants to see them. @param {ChartView} view */
export function statesIn({ states, selection }) {
  return states ?? STATES.filter((state) => USUAL.includes(state) || selection.status.includes(state));
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
  if (!Number.isFinite(span) || !(span > 0) || !(span > size * 1e-12)) return null;
  const digits = Math.min(17, 6 + Math.max(0, Math.ceil(Math.log10(size / span))));
  return [from, to].map((edge) => Number(edge.toPrecision(digits)));
}

function decodeRange(text) {
  const edges = (text ?? "").split(",").map((part) => (part === "" ? NaN : Number(part)));
  return edges.length === 2 && edges.every(Number.isFinite) && tidyRange(edges) !== null ? edges : null;
}

function statesOf(text) {
  if (text === null) return null;
  const named = text.split(",");
  const states = STATES.filter((state) => named.includes(state));
  return states.length > 0 || text === "none" ? states : null;
}

const oneOf = (text, known) => (known.includes(text) ? text : known[0]);
