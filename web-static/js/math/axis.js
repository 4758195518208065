// What x is: the iteration, the epoch or seconds since the run began. Pure.

import { lowerBound } from "./search.js";

export const KINDS = ["iteration", "epoch", "time"];
export const KIND_LABELS = { iteration: "iteration", epoch: "epoch", time: "wall time" };

/**
 * @typedef {{steps_per_epoch: ?number, started_at?: ?string, finished_at?: ?string, last_point_at?: ?string,
 *   duration_seconds?: ?number, step?: ?number, seconds?: (((step: number) => number)|{steps: number[], seconds: number[]})}} Run
 *   as the server gives it. `seconds`: the run's own pace, seconds since its start at each step, as a function or
 *   sampled at rising steps.
 *
 * @typedef {{toX: (step: number) => number, toStep: (x: number) => number, unit: number, note: ?string}} Axis
 *   `unit`: x units of one iteration. `note`: what x is made of that was not recorded, to be said on the chart.
 */

/** @param {Run} run @param {string} kind @returns {?Axis} null when the run does not say enough of itself. */
export function axisOf(run, kind) {
  if (kind === "iteration") return { toX: (step) => step, toStep: (x) => x, unit: 1, note: null };
  if (kind === "epoch") return epochAxis(run.steps_per_epoch);
  return kind === "time" ? timeAxis(run) : null;
}

/**
 * The x that charts show of all that there is: from 0, or from the first point where that lies before. A little room where a
 * point lies at the edge: it is drawn whole.
 *
 * @param {number} first of the points, Infinity of none @param {number} last @returns {?number[]} null without a span.
 */
export function wholeWindow(first, last) {
  const [low, high] = [Math.min(first, 0), Math.max(last, 0)];
  // One number that somebody logged without a step lies at 0.
  if (low === high) return first === 0 ? [-0.02, 1] : null;
  const room = (high - low) * 0.01;
  return [first <= 0 ? low - room : 0, high + room];
}

/** Never epochs over steps: a run that ends within an epoch has more epochs than it finishes. */
function epochAxis(perEpoch) {
  if (!(perEpoch > 0) || !Number.isFinite(perEpoch)) return null;
  return {
    // Nine places: the whole numbers of epochs are exact, and every run's lie at the same x.
    toX: (step) => Math.round((step / perEpoch) * 1e9) / 1e9, toStep: (x) => x * perEpoch, unit: 1 / perEpoch, note: null,
  };
}

function timeAxis(run) {
  if (typeof run.seconds === "function") return functionAxis(run.seconds, run.step);
  if (run.seconds?.steps?.length > 0) return sampledAxis(run.seconds);
  const length = lengthOf(run);
  if (!(length > 0) || !(run.step > 0)) return null;
  const pace = length / run.step;
  return {
    toX: (step) => step * pace, toStep: (x) => x / pace, unit: pace,
    note: "wall time: an even pace is assumed between a run's start and its last point",
  };
}

/** Seconds that a run has trained, pauses excluded where the server knows; NaN where nothing says so. */
function lengthOf({ duration_seconds: duration, started_at: start, finished_at: end, last_point_at: last }) {
  if (duration > 0) return duration;
  return (Date.parse(last ?? end ?? "") - Date.parse(start ?? "")) / 1000;
}

/** Between two samples time goes evenly; beyond the last as from the sample before it to that one. */
function sampledAxis({ steps, seconds }) {
  const [along, back] = [[0, ...steps], [0, ...seconds]];
  if (steps[0] <= 0) {
    along.shift();
    back.shift();
  }
  const last = along.length - 1;
  return {
    toX: (step) => between(along, back, step), toStep: (x) => between(back, along, x),
    unit: last > 0 ? (back[last] - back[0]) / (along[last] - along[0]) : 1, note: null,
  };
}

function functionAxis(seconds, last) {
  const end = last > 0 ? last : 1;
  return { toX: seconds, toStep: (x) => inverse(seconds, x, end), unit: seconds(end) / end, note: null };
}

/** The step at which a rising function reaches x, by halving; beyond the run's end as far as twice its length. */
function inverse(rising, x, end) {
  let [low, high] = [0, 2 * end];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (rising(middle) < x) low = middle;
    else high = middle;
  }
  return high;
}

function between(from, to, value) {
  if (from.length === 1) return to[0];
  const at = Math.min(from.length - 1, Math.max(1, lowerBound(from, value)));
  const width = from[at] - from[at - 1];
  return width > 0 ? to[at - 1] + ((value - from[at - 1]) / width) * (to[at] - to[at - 1]) : to[at];
}
