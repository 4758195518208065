// What a chart shows, as a table.

import { plotCSV } from "../chart/csv.js";
import { tableOf } from "../chart/table.js";
import { h, save } from "../lib/dom.js";
import { integer, number } from "../math/format.js";
import { openDialog } from "./dialog.js";

/** Rows that are made at a time: a table of all of a long chart would take the page seconds. */
const ROWS = 400;

/**
 * @param {import("../chart/plot.js").Plot} plot @param {number[]} window the x that are shown.
 * @param {string} fileName of its CSV, without what tells its kind.
 */
export function openChartTable(plot, window, fileName) {
  const { columns, rows } = tableOf(plot, window);
  const body = h("tbody", {});
  const count = h("p", { class: "hint", role: "status" });
  const more = h("button", { type: "button", onclick: () => add() }, "Show more rows");
  const add = () => {
    const from = body.children.length;
    body.append(...rows.slice(from, from + ROWS).map((row) => h("tr", {}, ...row.map((cell, i) => (i === 0
      ? h("th", { scope: "row" }, String(cell)) : h("td", { class: "number" }, cell === null ? "–" : shown(cell)))))));
    const now = body.children.length;
    count.textContent = now === rows.length ? `${integer(rows.length)} rows` : `${integer(now)} of ${integer(rows.length)} rows`;
    more.hidden = now === rows.length;
  };
  add();
  const table = h("table", { class: "chart-table" },
    h("thead", {}, h("tr", {}, ...columns.map((name, i) => h("th", { scope: "col", class: i === 0 ? null : "number" }, name.replaceAll("_", " "))))), body);
  openDialog({
    title: `${plot.title}, as a table`, className: "wide", body: [h("div", { class: "scroll", tabindex: "0" }, table), more],
    footer: [count, h("button", {
      type: "button", onclick: () => save(plotCSV(plot, window), `${fileName}.csv`, "text/csv"),
    }, "CSV of these rows")],
  });
}

/** All digits that tell a value from its neighbours would hide the others; the CSV has them. */
const shown = (cell) => (typeof cell === "number" ? (Number.isInteger(cell) ? integer(cell) : number(cell, 6)) : String(cell));
