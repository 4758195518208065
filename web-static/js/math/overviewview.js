// What the overview shows, as its address says it. Pure.
//
//     ?experiment=fig2&sort=best&order=desc&column=optimizer.learning_rate&hide=tags&metric=test_loss&panel=experiments

import { decodeSelection, encodeSelection } from "./query.js";

/** Orders that the server knows beside those of config keys. */
export const SORTS = ["id", "name", "experiment", "method", "network", "dataset", "status", "progress", "created", "started", "duration", "last", "best"];
/** Those that begin with the greatest: who sorts by a result wants the highest, who sorts by time the newest. */
const FALLING = new Set(["id", "progress", "created", "started", "duration", "last", "best"]);

const CONFIG = "config.";
const isSort = (name) => SORTS.includes(name) || (name.startsWith(CONFIG) && name.length > CONFIG.length);

/** Which way a column is sorted when its head is first clicked. */
export const firstOrder = (sort) => (FALLING.has(sort) ? "desc" : "asc");

/**
 * @typedef {{selection: import("./query.js").Selection, sort: string, order: "asc" | "desc", columns: string[],
 *   hidden: string[], metric: string, panel: "" | "experiments"}} OverviewView
 *   `columns`: config keys shown beside the columns that every list has. `hidden`: of these, those that are not shown.
 *   `metric`: what last, best and sparkline are of; "" for what results are judged by.
 */

/** @param {URLSearchParams} query what is not known is passed over. @returns {OverviewView} */
export function decodeOverview(query) {
  const asked = query.get("sort") ?? "";
  const sort = isSort(asked) ? asked : "id";
  const order = query.get("order");
  return {
    selection: decodeSelection(query),
    sort,
    order: order === "asc" || order === "desc" ? order : firstOrder(sort),
    columns: texts(query, "column"),
    hidden: texts(query, "hide"),
    metric: query.get("metric") ?? "",
    panel: query.get("panel") === "experiments" ? "experiments" : "",
  };
}

const texts = (query, name) => [...new Set(query.getAll(name).filter((text) => text !== ""))];

/** @param {OverviewView} view @returns {string} "" for the view of an address that says nothing. */
export function encodeOverview(view) {
  const pairs = encodeSelection(view.selection);
  if (view.sort !== "id") pairs.push(["sort", view.sort]);
  if (view.order !== firstOrder(view.sort)) pairs.push(["order", view.order]);
  for (const key of view.columns) pairs.push(["column", key]);
  for (const name of view.hidden) pairs.push(["hide", name]);
  if (view.metric !== "") pairs.push(["metric", view.metric]);
  if (view.panel !== "") pairs.push(["panel", view.panel]);
  return new URLSearchParams(pairs).toString().replaceAll("%2C", ",");
}

/** With the list sorted by a column, the other way round where it is already. */
export function sortedBy(view, sort) {
  const order = view.sort !== sort ? firstOrder(sort) : view.order === "asc" ? "desc" : "asc";
  return { ...view, sort, order };
}

/** With a value taken into one of the view's lists, or out of it. */
export function withToggled(view, list, value) {
  const has = view[list].includes(value);
  return { ...view, [list]: has ? view[list].filter((one) => one !== value) : [...view[list], value] };
}

/**
 * Rows with a head before each experiment's first one.
 *
 * @param {{id: number, experiment: ?string}[]} rows in the list's order.
 * @returns {({head: string} | {row: object})[]}
 */
export function withHeads(rows) {
  const items = [];
  let before;
  for (const row of rows) {
    const name = row.experiment ?? "";
    if (name !== before) items.push({ head: name });
    items.push({ row });
    before = name;
  }
  return items;
}
