// Tables as CSV, RFC 4180: numbers with all their digits, nothing where there is no number.

import { tableOf } from "./table.js";

/** @param {{columns: string[], rows: (string|number|null)[][]}} table */
export function csvOf({ columns, rows }) {
  return `${[columns, ...rows].map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

/** Exactly the data of a plot, in its window. @param {import("./plot.js").Plot} plot */
export function plotCSV(plot, window = null) {
  return csvOf(tableOf(plot, window));
}

function field(value) {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
