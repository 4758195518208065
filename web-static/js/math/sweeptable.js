// A sweep: one or two keys of a config that vary beside method and dataset, and the results over their values. Pure.

import { shownValue } from "./flatten.js";
import { compareTexts } from "./results.js";

/** From this ratio of the greatest to the least on, values are read on a logarithmic axis. */
const WIDE = 20;

/**
 * @param {import("./results.js").Results} table
 * @param {string[]} keys one or two.
 * @returns {{key: string, texts: (?string)[], numbers: ?number[], isLog: boolean}[]} the values of each key, in order;
 *   `numbers` null where one of them is none.
 */
export function axesOf(table, keys) {
  return keys.map((key) => {
    const texts = [...new Set(table.rows.map((row) => row.values.find((one) => one.key === key)?.text ?? null))].sort(compareTexts);
    const numbers = texts.map((text) => (text === null || text.startsWith('"') ? NaN : Number(text)));
    const isNumeric = numbers.every(Number.isFinite);
    const positive = isNumeric && numbers[0] > 0;
    return { key, texts, numbers: isNumeric ? numbers : null, isLog: positive && numbers[numbers.length - 1] / numbers[0] >= WIDE };
  });
}

/** Rows that are alike but for the keys: one method's, with the keys that are not looked at. @returns {{id: string, label: string, method: string, rows: object[]}[]} */
export function lineagesOf(table, keys) {
  const lineages = new Map();
  for (const row of table.rows) {
    const rest = row.values.filter(({ key }) => !keys.includes(key));
    const id = JSON.stringify([row.method, rest]);
    const label = [row.method, ...rest.map(({ key, text }) => `${key}=${shownValue(text ?? undefined)}`)].join(" · ");
    const lineage = lineages.get(id) ?? lineages.set(id, { id, label, method: row.method, rows: [] }).get(id);
    lineage.rows.push(row);
  }
  return [...lineages.values()];
}

const textIn = (row, key) => row.values.find((one) => one.key === key)?.text ?? null;

/**
 * The final metric over one key, a line for each method, on one dataset.
 *
 * @param {object} axis of `axesOf`. @param {{scale: number, take: "last"|"best"}} how
 * @returns {{id: string, label: string, method: string, points: {x: number[], y: number[], bandLow: number[], bandHigh: number[], n: number[]}}[]}
 *   x is the value, or its place where values are no numbers. Bands are of one s.d.; NaN where n < 2.
 */
export function sweepLines(table, axis, dataset, { scale, take }) {
  return lineagesOf(table, [axis.key]).map(({ id, label, method, rows }) => {
    const points = rows.map((row) => ({ at: axis.texts.indexOf(textIn(row, axis.key)), cell: row.cells.get(dataset) }))
      .filter(({ cell }) => cell && cell.runs.length > 0).sort((a, b) => a.at - b.at);
    const column = (of) => points.map(({ at, cell }) => of(cell[take], at, cell));
    return {
      id, label, method, points: {
        x: column((_, at) => (axis.numbers ? axis.numbers[at] : at)), y: column(({ mean }) => mean * scale),
        bandLow: column(({ mean, sd }) => (mean - sd) * scale), bandHigh: column(({ mean, sd }) => (mean + sd) * scale), n: column((_, __, cell) => cell.runs.length),
      },
    };
  }).filter(({ points }) => points.x.length > 0);
}

/**
 * The final metric over two keys: for each method a grid, the first key down, the second across.
 *
 * @returns {{label: string, grid: (?object)[][], low: number, high: number}[]} cells; null where no run is.
 */
export function heatMaps(table, [down, across], dataset, take) {
  const maps = lineagesOf(table, [down.key, across.key]).map(({ label, rows }) => {
    const grid = down.texts.map((a) => across.texts.map((b) => {
      const cell = rows.find((row) => textIn(row, down.key) === a && textIn(row, across.key) === b)?.cells.get(dataset);
      return cell && cell.runs.length > 0 ? cell : null;
    }));
    return { label, grid };
  }).filter(({ grid }) => grid.flat().some((cell) => cell !== null));
  // One scale for all: what is compared is the colour.
  const means = maps.flatMap(({ grid }) => grid.flat().filter((cell) => cell !== null).map((cell) => cell[take].mean));
  const [low, high] = [Math.min(...means), Math.max(...means)];
  return maps.map((map) => ({ ...map, low, high }));
}

/** Stops from low to high. Lightness goes one way, so that the order is seen without colours too. */
const STOPS = ["#26196b", "#2f5fa8", "#1f8a8c", "#86b73e", "#ffe27a"];

/** @param {number} part 0 to 1. @returns {{background: string, text: string}} text with a contrast of 4.5 : 1 at least. */
export function heatColour(part) {
  const at = Math.min(1, Math.max(0, Number.isFinite(part) ? part : 1)) * (STOPS.length - 1);
  const from = Math.min(STOPS.length - 2, Math.floor(at));
  const [a, b] = [STOPS[from], STOPS[from + 1]].map((colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)));
  const mixed = a.map((one, i) => Math.round(one + (b[i] - one) * (at - from)));
  const light = luminance(mixed);
  return { background: `rgb(${mixed.join(" ")})`, text: 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000" };
}

/** As WCAG defines it. */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
