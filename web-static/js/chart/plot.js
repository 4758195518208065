// What a chart draws, as plain data, and what follows from it: the axes' ends and what is not seen between them.

import { number, plural } from "../math/format.js";
import { ownRange, yRange } from "../math/scale.js";

/**
 * @typedef {string|{light: string, dark: string}} Colour one for both themes, or one for each.
 *
 * @typedef {{id: string, label: string, colour: Colour, dashed?: boolean, marker?: ?string, width?: number,
 *   points: {x: number[], y: number[], low?: ?number[], high?: ?number[], bandLow?: ?number[], bandHigh?: ?number[],
 *   n?: ?number[], nulls?: ?number[], counts?: ?number[]}, raw?: ?number[], nulls?: number[], smoothing?: number,
 *   kind?: "points"|"bars", barWidth?: number}} PlotLine
 *   `kind`: a line where it is left out; `barWidth` in units of x.
 *   x rises; NaN in y is a gap. `low`, `high`: how far the stored values reach that a point is the mean of. `raw`: y
 *   without smoothing. `nulls`: the x where something was no number, marked on the lower edge.
 *
 * @typedef {{title: string, unit?: string, lines: PlotLine[],
 *   x: {kind: string, label: string, scale?: "linear"|"log", window?: ?number[], names?: ?string[]},
 *   y: {label?: string, scale?: "linear"|"log", range?: ?number[], robust?: boolean, degrees?: boolean, bounds?: number[]},
 *   guides?: {y: number, label?: string}[], notes?: string[], legend?: boolean, envelope?: boolean}} Plot
 *   `lines`: the visible ones. `x.kind`: iteration, epoch, time (x in seconds) or anything else. `x.names`: what stands
 *   at x 0, 1, 2, ... in place of numbers. `window`, `range`: the
 *   ends of the axes, found where they are left out. `envelope`: false leaves out the shade from `low` to `high`.
 */

/** Of an axis that begins at 0: room on the right, so that the newest point is drawn whole. */
const ROOM = 0.01;
/** Kinds whose axis begins at 0. */
const FROM_ZERO = ["iteration", "epoch", "time"];

/** Whether a point can be drawn: finite, and above 0 where an axis is logarithmic. */
export const isDrawable = (value, log) => Number.isFinite(value) && !(log && value <= 0);

/** @param {Plot} plot @returns {{window: number[], range: number[], logX: boolean, logY: boolean}} */
export function axesOf(plot) {
  const [logX, logY] = [plot.x.scale === "log", plot.y.scale === "log"];
  const window = ownRange(plot.x.window ?? null, logX) ?? windowOf(plot, logX);
  const range = ownRange(plot.y.range ?? null, logY) ?? yRange(plot.lines.map((line) => drawnColumns(plot, line)), {
    log: logY, bounds: plot.y.bounds, robust: plot.y.robust === true, window,
  });
  return { window, range, logX, logY };
}

function drawnColumns(plot, line) {
  const hasEnvelope = plot.envelope !== false;
  return { ...line.points, low: hasEnvelope ? line.points.low : null, high: hasEnvelope ? line.points.high : null, raw: line.raw };
}

function windowOf(plot, log) {
  let [low, high] = [Infinity, -Infinity];
  for (const { points } of plot.lines) {
    for (const x of points.x) {
      if (!isDrawable(x, log)) continue;
      if (x < low) low = x;
      if (x > high) high = x;
    }
  }
  if (low > high) return log ? [1, 10] : [0, 1];
  if (!log && FROM_ZERO.includes(plot.x.kind) && low >= 0) return [0, ownRange([0, high * (1 + ROOM)]) ? high * (1 + ROOM) : high || 1];
  return yRange([{ x: [0, 1], y: [low, high] }], { log });
}

/**
 * What there is of the lines in the window, and what of it no one sees.
 *
 * @returns {{points: number, nulls: number, belowZero: number, beyond: number}} `belowZero`: values that a logarithmic
 *   axis cannot show; `beyond`: values above or below the range.
 */
export function tally(plot, { window, range, logX, logY }) {
  const result = { points: 0, nulls: 0, belowZero: 0, beyond: 0 };
  for (const { points: { x, y, nulls = null } } of plot.lines) {
    for (let i = 0; i < x.length; i++) {
      if (logX && x[i] <= 0) {
        result.belowZero += 1;
        continue;
      }
      if (x[i] < window[0] || x[i] > window[1]) continue;
      result.nulls += nulls?.[i] ?? (Number.isFinite(y[i]) ? 0 : 1);
      if (!Number.isFinite(y[i])) continue;
      if (logY && y[i] <= 0) result.belowZero += 1;
      else if (y[i] < range[0] || y[i] > range[1]) result.beyond += 1;
      else result.points += 1;
    }
  }
  return result;
}

/** Everything to be said beneath a plot: what was done with the values, and what is not seen. @returns {string[]} */
export function notesOf(plot, axes = axesOf(plot), counts = tally(plot, axes)) {
  const notes = [...(plot.notes ?? [])];
  if (plot.envelope !== false && plot.lines.some((line) => line.points.low)) notes.push("shaded faintly: least to greatest recorded value");
  if (counts.nulls > 0) notes.push(`${number(counts.nulls, 15)} NaN, marked on the lower edge`);
  if (counts.belowZero > 0) notes.push(`${plural(counts.belowZero, "point")} ≤ 0 hidden`);
  if (counts.beyond > 0) {
    const why = plot.y.robust && !plot.y.range ? " (outliers ignored)" : "";
    notes.push(`${plural(counts.beyond, "point")} beyond the axis${why}`);
  } else if (plot.y.robust && !plot.y.range) notes.push("outliers ignored");
  return notes;
}
