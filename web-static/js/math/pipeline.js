// From stored points to lines, always in this order:
//
//     select -> x -> split at NaN -> smooth each run on its raw y -> aggregate over seeds      (here)
//     -> axis scale -> thinning by pixel                                                       (chart/)
//
// Plain data in, plain data out, so that a worker can do it.

import { aggregate } from "./aggregate.js";
import { KINDS, axisOf } from "./axis.js";
import { binWidth, timeGrid } from "./bins.js";
import { integer } from "./format.js";
import { lowerBound } from "./search.js";
import { smooth } from "./smooth.js";

export const BANDS = ["sd", "se", "minmax", "none"];
const BAND_WORDS = { sd: "mean ± sample s.d. over runs", se: "mean ± s.e. over runs", minmax: "mean, least and greatest run", none: "mean over runs" };

/**
 * @typedef {{steps: number[], values: number[], min?: ?number[], max?: ?number[], nulls?: ?number[],
 *   counts?: ?number[]}} Series one run's points of one metric and layer, as points.js holds them.
 *
 * @typedef {{x: string, smoothing: number, band: string, window: ?number[]}} View `window`: the x that are shown, null
 *   for all.
 *
 * @typedef {import("./aggregate.js").Aggregate & {id: string, label: string, raw: ?number[], perPoint: number,
 *   lastStep: number, smoothing: number, taken: number[], left: {id: number, why: string}[], notes: string[]}} Line
 *   `raw`: the mean without smoothing, null where none is smoothed. `perPoint`: most stored values that a point is the
 *   mean of. `smoothing`: the weight that was used. `notes`: what was done, to be said on the chart.
 */

/**
 * One group's line of one metric and layer, or null while it has no points.
 *
 * @param {import("./grouping.js").Group} group
 * @param {(run: number) => ?Series} seriesOf
 * @param {{perEpoch: boolean}} measure
 * @param {View} view
 * @returns {?Line}
 */
export function buildLine(group, seriesOf, measure, view) {
  if (!KINDS.includes(view.x)) throw new RangeError(`no such x: ${view.x}`);
  const left = [...group.left];
  const weight = measure.perEpoch ? 0 : view.smoothing;
  const members = [];
  for (const run of group.runs) {
    const series = seriesOf(run.id);
    const axis = axisOf(run, view.x);
    if (!series || series.steps.length === 0) left.push({ id: run.id, why: "no points" });
    else if (axis === null) left.push({ id: run.id, why: `no ${view.x === "time" ? "times" : "epochs"}` });
    else members.push(member(run, series, axis, weight, view.window));
  }
  if (members.length === 0) return null;
  const width = view.x === "time" ? timeGrid(members) : binWidth(members, Math.min(...members.map((own) => own.unit)));
  const line = aggregate(members, width);
  const raw = weight > 0 ? aggregate(members.map((own) => ({ ...own, y: own.raw })), width).mean : null;
  const perPoint = line.counts?.reduce((most, count) => Math.max(most, count), 1) ?? 1;
  return {
    id: group.id, label: group.label, ...line, raw, perPoint, smoothing: weight,
    lastStep: members.reduce((last, own) => Math.max(last, own.lastStep), 0),
    taken: members.map((own) => own.run), left,
    notes: notesOf({ members, width, line, perPoint, weight, measure, view }),
  };
}

function member(run, series, axis, weight, window) {
  const { steps, values, min = null, max = null, nulls = null, counts = null } = series;
  // Counts are of all values; the mean is of those that are numbers.
  const numbers = counts && nulls ? counts.map((count, i) => count - nulls[i]) : counts;
  const smoothed = smooth(values, weight, numbers, nulls);
  const [from, to] = shown(steps, window, axis);
  const part = (column) => column && column.slice(from, to);
  return {
    run: run.id, x: steps.slice(from, to).map(axis.toX), y: part(smoothed), raw: part(values), low: part(min), high: part(max),
    nulls: part(nulls), counts: part(counts), unit: axis.unit, note: axis.note, lastStep: steps[steps.length - 1],
  };
}

/** Indices of the points inside the window, and one more on either side so that lines reach the edges. */
function shown(steps, window, axis) {
  if (!window) return [0, steps.length];
  const from = lowerBound(steps, axis.toStep(window[0]));
  const to = lowerBound(steps, axis.toStep(window[1]));
  return [Math.max(0, from - 1), Math.min(steps.length, to + 2)];
}

function notesOf({ members, width, line, perPoint, weight, measure, view }) {
  const notes = [];
  if (line.n.some((count) => count > 1)) notes.push(BAND_WORDS[view.band]);
  if (perPoint > 1) notes.push(`means of up to ${integer(perPoint)}`);
  if (weight > 0) notes.push(`EMA ${weight}`);
  else if (measure.perEpoch && view.smoothing > 0) notes.push("per-epoch values are not smoothed");
  if (view.x === "time" && width > 0) notes.push(`averaged on a grid of ${width} s`);
  if (line.filled > 0) notes.push(`${integer(line.filled)} values interpolated between a run's own`);
  for (const note of new Set(members.map((own) => own.note))) if (note) notes.push(note);
  return notes;
}

/**
 * A line as a chart draws it.
 *
 * @param {Line} line
 * @param {import("./palette.js").Look} look
 * @param {string} band one of BANDS; where n < 2 there is none.
 * @returns {object} see chart/plot.js.
 */
export function toPlotLine(line, look, band) {
  const [bandLow, bandHigh] = bandOf(line, band);
  return {
    id: line.id, label: line.label, ...look, smoothing: line.smoothing, raw: line.raw, nulls: line.nan, taken: line.taken,
    points: {
      x: line.x, y: line.mean, low: line.low, high: line.high, bandLow, bandHigh, n: line.n, nulls: line.nulls, counts: line.counts,
    },
  };
}

function bandOf({ mean, sd, min, max, n }, band) {
  if (!BANDS.includes(band)) throw new RangeError(`no such band: ${band}`);
  if (band === "none" || !n.some((count) => count > 1)) return [null, null];
  if (band === "minmax") return [min, max].map((column) => column.map((value, i) => (n[i] > 1 ? value : NaN)));
  const reach = sd.map((value, i) => (band === "se" ? value / Math.sqrt(n[i]) : value));
  return [mean.map((value, i) => value - reach[i]), mean.map((value, i) => value + reach[i])];
}
