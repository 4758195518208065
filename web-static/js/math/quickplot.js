// A chart out of the rows of a query: one column along, one up, and one whose values are lines of their own. Pure.

import { number } from "./format.js";
import { PALETTE, SHAPES } from "./palette.js";
import { isNumber } from "./resultcells.js";
import { yRange } from "./scale.js";

export const KINDS = ["line", "points", "bars"];
/** Lines that are drawn; what passes this is said. */
const MOST_LINES = 60;
/** The part of the room between two bars' places that bars fill. */
const FILLED = 0.72;

/**
 * @param {{columns: string[], rows: any[][]}} answer
 * @param {{x: string, y: string, colour: ?string, kind: string, logX?: boolean, logY?: boolean, window?: ?number[],
 *   range?: ?number[]}} choice
 * @returns {?object} a plot as chart/plot.js has it; null where a column is not there any more.
 */
export function quickPlot({ columns, rows }, choice) {
  const [x, y, colour] = [choice.x, choice.y, choice.colour].map((name) => (name === null ? -1 : columns.indexOf(name)));
  if (x < 0 || y < 0) return null;
  const isNumeric = rows.every((row) => row[x] === null || isNumber(row[x]));
  // Bars stand side by side at places of their own: a step from 1 to 1000 is no wider than one from 1 to 2.
  const isNamed = !isNumeric || choice.kind === "bars";
  const places = new Map();
  const placeOf = (value) => {
    const name = value === null ? "NULL" : isNumber(value) ? number(Number(value), 6) : String(value);
    return places.get(name) ?? places.set(name, places.size).get(name);
  };
  if (isNamed && isNumeric) for (const value of new Set(rows.map((row) => (row[x] === null ? null : Number(row[x]))).sort(rising))) placeOf(value);
  const groups = new Map();
  let left = 0;
  for (const row of rows) {
    const value = isNumber(row[y]) ? Number(row[y]) : NaN;
    const along = isNamed ? placeOf(row[x]) : row[x] === null ? NaN : Number(row[x]);
    if (!Number.isFinite(along)) {
      left += 1;
      continue;
    }
    const name = colour < 0 ? choice.y : row[colour] === null ? "NULL" : String(row[colour]);
    const group = groups.get(name) ?? groups.set(name, []).get(name);
    group.push([along, value]);
  }
  const names = [...places.keys()];
  const shown = [...groups].slice(0, MOST_LINES);
  const lines = shown.map(([label, points], index) => lineOf(label, points, index, { count: shown.length, kind: choice.kind }));
  const notes = [];
  if (left > 0) notes.push(`${left} ${left === 1 ? "row has" : "rows have"} no ${choice.x}`);
  const behind = choice.kind === "bars" ? shown.reduce((sum, [, points]) => sum + points.length - new Set(points.map(([along]) => along)).size, 0) : 0;
  if (behind > 0) notes.push(`${behind} ${behind === 1 ? "bar lies" : "bars lie"} on another one of the same place`);
  if (groups.size > MOST_LINES) notes.push(`${MOST_LINES} of ${groups.size} values of ${choice.colour} are drawn`);
  return {
    title: colour < 0 ? `${choice.y} by ${choice.x}` : `${choice.y} by ${choice.x} and ${choice.colour}`, unit: "", lines, legend: lines.length > 1, notes,
    x: {
      kind: choice.x, label: choice.x, scale: choice.logX && !isNamed ? "log" : "linear", names: isNamed ? names : null,
      window: choice.window ?? (isNamed ? [-0.5, Math.max(0, names.length - 1) + 0.5] : null),
    },
    y: { label: choice.y, scale: choice.logY ? "log" : "linear", range: choice.range ?? (choice.kind === "bars" && !choice.logY ? fromZero(lines) : null) },
  };
}

function lineOf(label, points, index, { count, kind }) {
  // A line goes from left to right, whatever order the rows have; of equal x each stays.
  points.sort((a, b) => rising(a[0], b[0]));
  const width = FILLED / count;
  const shift = kind === "bars" ? (index - (count - 1) / 2) * width : 0;
  return {
    id: label, label, colour: colourOf(index), dashed: false, marker: kind === "bars" ? null : markerOf(index), kind: kind === "line" ? undefined : kind,
    barWidth: width, points: { x: points.map(([x]) => x + shift), y: points.map(([, y]) => y) },
    nulls: points.filter(([, y]) => !Number.isFinite(y)).map(([x]) => x + shift),
  };
}

/** Bars begin at 0: their length is their value. */
function fromZero(lines) {
  const [low, high] = yRange([...lines.map((line) => line.points), { x: [0], y: [0] }]);
  const values = lines.flatMap((line) => line.points.y).filter(Number.isFinite);
  return [values.some((value) => value < 0) ? low : 0, values.some((value) => value > 0) ? high : 0].map((end, i) => (values.length === 0 ? i : end));
}

function colourOf(index) {
  const hue = index % PALETTE.light.length;
  return { light: PALETTE.light[hue], dark: PALETTE.dark[hue] };
}

/** From the ninth line on colours come again, with a marker. */
function markerOf(index) {
  const round = Math.floor(index / PALETTE.light.length);
  return round === 0 ? null : SHAPES[(round - 1) % SHAPES.length];
}

const rising = (a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);
