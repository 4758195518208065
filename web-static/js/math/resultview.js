// What the page of results shows, and its address. Pure.

import { queryText } from "./chartview.js";
import { decodeSelection, encodeSelection } from "./query.js";

/** @typedef {{selection: import("./query.js").Selection, metric: ?string, take: "last"|"best"}} ResultView `metric`: null for the usual one. */

/** @param {URLSearchParams} query @returns {ResultView} */
export function decodeResultView(query) {
  return { selection: decodeSelection(query), metric: query.get("metric") || null, take: query.get("take") === "best" ? "best" : "last" };
}

/** @param {ResultView} view */
export function encodeResultView({ selection, metric, take }) {
  const pairs = encodeSelection(selection);
  if (metric !== null) pairs.push(["metric", metric]);
  if (take !== "last") pairs.push(["take", take]);
  return queryText(pairs);
}
