// What the page of curves shows, and its address. Pure.

import { decodeChartView, decodeMetrics, encodeChartView, encodeMetrics, queryText } from "../../math/chartview.js";

/** @typedef {import("../../math/chartview.js").ChartView & {metrics: ?string[]}} CompareView `metrics`: null for the usual ones. */

/** @param {URLSearchParams} query @returns {CompareView} */
export function decode(query) {
  const view = decodeChartView(query);
  // "auto" is how earlier versions wrote what is nothing now.
  return { ...view, metrics: decodeMetrics(query), group: view.group.filter((key) => key !== "auto") };
}

/** @param {CompareView} view */
export function encode(view) {
  return queryText([...encodeChartView(view), ...encodeMetrics(view.metrics)]);
}
