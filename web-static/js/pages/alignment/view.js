// What the page of angles shows, and its address. Pure.

import { decodeChartView, decodeMetrics, encodeChartView, encodeMetrics, queryText } from "../../math/chartview.js";

/**
 * @typedef {import("../../math/chartview.js").ChartView & {metrics: ?string[], by: "group"|"layer", at: ?number}} AlignmentView
 *   `metrics`: null for the usual one. `by`: whose panels there are. `at`: the x that the networks are drawn at, null for the
 *   newest.
 */

/** @param {URLSearchParams} query @returns {AlignmentView} */
export function decode(query) {
  const at = Number(query.get("at") ?? "");
  return {
    ...decodeChartView(query), metrics: decodeMetrics(query), by: query.get("by") === "layer" ? "layer" : "group",
    at: at > 0 && Number.isFinite(at) ? at : null,
  };
}

/** @param {AlignmentView} view */
export function encode(view) {
  return queryText([
    ...encodeChartView(view), ...encodeMetrics(view.metrics), ...(view.by === "layer" ? [["by", "layer"]] : []),
    ...(view.at === null ? [] : [["at", String(view.at)]]),
  ]);
}
