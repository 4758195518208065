// Which columns of an answer a chart shows before anybody chooses. Pure.

import { isNumber } from "./resultcells.js";

/** Rows that are looked at. */
const SAMPLE = 5000;
const NAMES_ONE = /(^|_)id$|^seed$/;
const SPREAD = /(^|_)(sd|se|std|stddev|var|variance)$/;

/**
 * A curve where a column of numbers, or it and one that names its lines, tells every row from every other; else bars.
 *
 * @param {{columns: string[], rows: any[][]}} answer
 * @param {{name: string, kind: string}[]} columns as resultcells.js has them.
 * @returns {?{x: string, y: string, colour: ?string, kind: "line"|"bars"}} null where no column has numbers.
 */
export function usualChoice({ rows }, columns) {
  const sample = rows.slice(0, SAMPLE);
  const all = columns.map((column, index) => ({ ...column, index }));
  const numbers = all.filter((column) => column.kind === "number");
  if (numbers.length === 0) return null;
  const texts = all.filter((column) => column.kind === "text");
  const ids = numbers.filter((column) => NAMES_ONE.test(column.name));
  const free = numbers.filter((column) => !ids.includes(column));
  const values = free.length > 0 ? free : numbers;
  const measured = values.findLast((column) => !SPREAD.test(column.name) && hasFractions(sample, column));
  const bars = barsOf(sample, texts, [null, ...texts], measured ?? values[0]);
  if (bars !== null) return bars;
  const y = measured ?? values[values.length - 1];
  const namers = [null, ...texts, ...ids];
  for (const x of values.filter((column) => column !== y && !SPREAD.test(column.name))) {
    const colour = namers.find((one) => tellsApart(sample, [x, one], 2));
    if (colour !== undefined) return { x: x.name, y: y.name, colour: colour?.name ?? null, kind: "line" };
  }
  const places = [...texts.toReversed(), ...ids].filter((column) => column !== y);
  const others = barsOf(sample, places.toReversed(), namers, y);
  if (others !== null) return others;
  const x = values.find((column) => column !== y) ?? places[0] ?? y;
  return { x: x.name, y: y.name, colour: null, kind: x.kind === "number" ? "line" : "bars" };
}

/** Bars where one name, or two, tell every row from every other. */
function barsOf(rows, places, namers, y) {
  for (const colour of namers) {
    const x = places.findLast((one) => one !== colour && tellsApart(rows, [one, colour], 1));
    if (x !== undefined) return { x: x.name, y: y.name, colour: colour?.name ?? null, kind: "bars" };
  }
  return null;
}

function hasFractions(rows, { index }) {
  return rows.some((row) => isNumber(row[index]) && !Number.isInteger(Number(row[index])));
}

/** Whether no two rows have the same values there, and there are so many rows for each line. */
function tellsApart(rows, [x, colour], least) {
  const seen = new Set();
  const lines = new Set();
  for (const row of rows) {
    if (row[x.index] === null) continue;
    const line = colour === null ? "" : String(row[colour.index]);
    const key = JSON.stringify([line, String(row[x.index])]);
    if (seen.has(key)) return false;
    seen.add(key);
    lines.add(line);
  }
  return seen.size >= least * lines.size && seen.size > 0;
}
