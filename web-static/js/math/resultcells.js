// What an answer's columns hold, and their cells as text. Pure.

import { ExactNumber } from "./exactjson.js";

/** Rows that are looked at for a column's kind and width. */
const SAMPLE = 400;

export const isNumber = (value) => typeof value === "number" || value instanceof ExactNumber;

/** A cell's value as text, every digit of a number. Null is for the caller to show. */
export function cellText(value) {
  return value === null ? "NULL" : typeof value === "string" ? value : String(value);
}

/**
 * @param {{columns: string[], rows: any[][]}} answer
 * @returns {{name: string, kind: "number"|"text"|"none", width: number}[]} `kind`: number where every value that is not
 *   null is one; none where all are null. `width`: in characters, of the longest of the first rows.
 */
export function columnsIn({ columns, rows }) {
  return columns.map((name, index) => {
    let [width, kind] = [name.length, "none"];
    for (let row = 0; row < rows.length; row++) {
      const value = rows[row][index];
      if (value === null) continue;
      if (kind !== "text") kind = isNumber(value) ? "number" : "text";
      if (row < SAMPLE) width = Math.max(width, Math.min(200, cellText(value).length));
      else if (kind === "text") break;
    }
    return { name, kind, width };
  });
}
