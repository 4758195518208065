// What the page of queries shows, and its address. Pure.

import { queryText } from "./chartview.js";
import { KINDS } from "./quickplot.js";

/** Rows that an answer may have; the last is the server's own bound. */
export const LIMITS = [1000, 10_000, 100_000];

/**
 * @typedef {{query: string, limit: number, show: "table"|"chart", x: ?string, y: ?string, colour: ?string, kind: ?string,
 *   logX: boolean, logY: boolean}} SQLView
 *   `x`, `y`, `colour`: columns of the chart, null where the page chooses; `colour` "" for none.
 */

/** @param {URLSearchParams} query @returns {SQLView} */
export function decodeSQLView(query) {
  const limit = Number(query.get("limit"));
  return {
    query: query.get("q") ?? "", limit: LIMITS.includes(limit) ? limit : LIMITS[0], show: query.get("show") === "chart" ? "chart" : "table",
    x: query.get("x"), y: query.get("y"), colour: query.get("colour"), kind: KINDS.includes(query.get("kind")) ? query.get("kind") : null,
    logX: query.get("logx") === "1", logY: query.get("logy") === "1",
  };
}

/** @param {SQLView} view @returns {string} what `decodeSQLView` reads it from. */
export function encodeSQLView(view) {
  const pairs = [];
  if (view.query !== "") pairs.push(["q", view.query]);
  if (view.limit !== LIMITS[0]) pairs.push(["limit", String(view.limit)]);
  if (view.show !== "table") pairs.push(["show", view.show]);
  for (const name of ["x", "y", "colour", "kind"]) if (view[name] !== null) pairs.push([name, view[name]]);
  if (view.logX) pairs.push(["logx", "1"]);
  if (view.logY) pairs.push(["logy", "1"]);
  return queryText(pairs);
}
