// How high an axis reaches: as the lines that are visible need, or as somebody said.

import { lowerBound } from "./search.js";

const PAD = 0.05;
/** Of the values' size. What differs by less is rounding, and is drawn as a flat line. */
const FLAT = 1e-12;
/** The part of all values beyond either end that "ignore outliers" may leave out. */
const OUTLYING = 0.02;
/** Where an axis ends: a linear one where the difference of two values is no double any more. */
export const farthest = (log) => (log ? Number.MAX_VALUE : Number.MAX_VALUE / 4);

/**
 * @typedef {{x: number[], y: number[], low?: ?number[], high?: ?number[], bandLow?: ?number[], bandHigh?: ?number[],
 *   raw?: ?number[]}} Points the columns of one line, as it is drawn.
 */

/**
 * @param {Points[]} lines the visible ones: a hidden run that diverged does not set the axis.
 * @param {{log?: boolean, bounds?: number[], robust?: boolean, window?: ?number[]}} options `bounds`: values the metric
 *   does not leave, as a rule: a run that is trained elsewhere may count an accuracy in per cent, and is shown then all
 *   the same. `robust`: without the outermost 2 % of the values at either end, to be said on the chart. `window`: the x
 *   that are shown.
 * @returns {number[]} [low, high] with a margin; low < high, their difference is finite, low > 0 on a log axis.
 */
export function yRange(lines, { log = false, bounds = [-Infinity, Infinity], robust = false, window = null } = {}) {
  const values = extent(log, robust);
  const reach = extent(log, false);
  for (const { x, y, low = null, high = null, bandLow = null, bandHigh = null, raw = null } of lines) {
    const [from, to] = shown(x, window);
    for (const column of [y, raw]) if (column) values.take(column, from, to);
    // What lies around the middle counts as far as it is drawn, but for outliers.
    if (robust) continue;
    for (const column of [low, high, bandLow, bandHigh]) if (column) reach.take(column, from, to);
  }
  const [least, most] = values.ends();
  if (least > most) return log ? [0.1, 1] : [0, 1];
  const [outerLow, outerHigh] = reach.ends();
  const [low, high] = [Math.min(least, outerLow), Math.max(most, outerHigh)];
  if (log) return logRange(low, high);
  return linearRange(low, high, [Math.min(bounds[0], least), Math.max(bounds[1], most)]);
}

/** Indices of the points in a window; where there is none, the two beside it, between which the line passes. */
function shown(x, window) {
  if (window === null) return [0, x.length];
  const [from, to] = [lowerBound(x, window[0]), lowerBound(x, window[1])];
  const end = to < x.length && x[to] === window[1] ? to + 1 : to;
  return from < end ? [from, end] : [Math.max(0, from - 1), Math.min(x.length, from + 1)];
}

function extent(log, robust) {
  let [low, high] = [Infinity, -Infinity];
  const all = [];
  return {
    take(column, from, to) {
      for (let i = from; i < to; i++) {
        const value = column[i];
        if (!Number.isFinite(value) || (log && value <= 0)) continue;
        if (robust) all.push(value);
        if (value < low) low = value;
        if (value > high) high = value;
      }
    },
    ends() {
      if (!robust || all.length === 0) return [low, high];
      const rising = Float64Array.from(all).sort();
      const out = Math.floor(rising.length * OUTLYING);
      return [rising[out], rising[rising.length - 1 - out]];
    },
  };
}

function linearRange(low, high, bounds) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Parts of both, because the span of two doubles need not be one.
  const isFlat = high / 2 - low / 2 <= size * FLAT;
  const part = (share) => (isFlat ? (size || 1) * share : high * share - low * share) || Number.MIN_VALUE;
  // A value on its bound (accuracy 1) stays visible: half a line's width is left beyond it. A band that crosses the
  // bound, as mean + s.d. may, is cut there.
  const [pad, slack] = [part(PAD), part(0.015)];
  return within(Math.max(low - pad, bounds[0] - slack), Math.min(high + pad, bounds[1] + slack), -farthest(false), farthest(false));
}

function logRange(low, high) {
  const decades = Math.log10(high) - Math.log10(low);
  const margin = decades < FLAT ? 2 : 10 ** (decades * PAD);
  return within(low / margin, high * margin, Number.MIN_VALUE, farthest(true));
}

/** An axis with a length, between the least and the most that there is. */
function within(low, high, least, most) {
  const [from, to] = [low, high].map((edge) => Math.min(most, Math.max(least, edge)));
  if (from < to) return [from, to];
  return from > 0 ? [most / 2, most] : [least, least / 2];
}

/** A range that somebody gave, as it can be drawn; null where it cannot. @returns {?number[]} */
export function ownRange(range, log = false) {
  if (!Array.isArray(range) || range.length !== 2) return null;
  const [low, high] = range.map(Number);
  if (!(low < high) || (log && low <= 0)) return null;
  // Narrower than this, neighbouring doubles would be all there is to see.
  const size = Math.max(Math.abs(low), Math.abs(high));
  return Number.isFinite(high - low) && high - low > size * FLAT ? [low, high] : null;
}

/**
 * Range for panels of degrees, one for all: from a mark of the axis up, the right angle of unrelated directions always
 * in view.
 *
 * @param {Points[]} lines of all panels.
 * @param {{bounds: number[], mark: number, window?: ?number[]}} measure bounds and mark in degrees.
 */
export function degreesRange(lines, { bounds, mark, window = null }) {
  const [least, most] = bounds;
  const above = mark + 10;
  if (!lines.some((line) => line.y.some(Number.isFinite))) return [least, above];
  const [low, high] = yRange(lines, { bounds, window });
  // An angle lies within its bounds; what a run that is trained elsewhere calls one need not.
  const from = low < least - 3 ? low : Math.max(least - 2, Math.floor(low / 30) * 30);
  const to = high > most + 3 ? high : Math.min(most + 2, Math.max(above, Math.ceil(high / 10) * 10));
  return [Math.min(mark, from), Math.max(above, to)];
}
