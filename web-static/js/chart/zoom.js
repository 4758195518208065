// What a drag, a wheel or two fingers mean for the axes. Pure: pixels and ranges in, ranges out.

import { ownRange } from "../math/scale.js";

/** Pixels that a pointer has to move before it drags. */
export const DRAG = 6;
/** A drag that is so many times as long in one direction as in the other means that direction alone. */
const FLAT = 4;

/**
 * The rectangle that a drag chooses: a stripe where it went along one axis, else a box.
 *
 * @param {{x: number, y: number}} start @param {{x: number, y: number}} end pixels.
 * @param {{x: number, y: number, w: number, h: number}} area of the plot.
 * @returns {?{x: number, y: number, w: number, h: number, axes: "x"|"y"|"xy"}} null for a click.
 */
export function brushOf(start, end, area) {
  const inside = (value, from, length) => Math.min(from + length, Math.max(from, value));
  const [x1, x2] = [start.x, end.x].map((x) => inside(x, area.x, area.w)).sort((a, b) => a - b);
  const [y1, y2] = [start.y, end.y].map((y) => inside(y, area.y, area.h)).sort((a, b) => a - b);
  const [w, h] = [x2 - x1, y2 - y1];
  if (w < DRAG && h < DRAG) return null;
  if (w >= FLAT * h || h < DRAG) return { x: x1, y: area.y, w, h: area.h, axes: "x" };
  if (h >= FLAT * w || w < DRAG) return { x: area.x, y: y1, w: area.w, h, axes: "y" };
  return { x: x1, y: y1, w, h, axes: "xy" };
}

/** The ranges that a brush stands for; null where an axis stays. @returns {{x: ?number[], y: ?number[]}} */
export function rangesOf(brush, { toX, toY, axes }) {
  const x = brush.axes.includes("x") ? [toX.toValue(brush.x), toX.toValue(brush.x + brush.w)] : null;
  const y = brush.axes.includes("y") ? [toY.toValue(brush.y + brush.h), toY.toValue(brush.y)] : null;
  return { x: x && ownRange(x, axes.logX), y: y && ownRange(y, axes.logY) };
}

/**
 * A range that is `factor` times as long, the value at `centre` staying where it is.
 *
 * @param {number[]} range @param {number} centre a value in it. @param {number} factor below 1 zooms in.
 * @param {boolean} log
 * @returns {number[]} the range as it was where it would be too narrow or no range any more.
 */
export function zoomAround(range, centre, factor, log) {
  const [low, high, middle] = log ? [...range, centre].map(Math.log10) : [...range, centre];
  const scaled = [middle + (low - middle) * factor, middle + (high - middle) * factor];
  return ownRange(log ? scaled.map((power) => 10 ** power) : scaled, log) ?? range;
}

/**
 * Two fingers: the values that were beneath them stay beneath them.
 *
 * @param {number[]} range @param {number[]} values those that were beneath the fingers.
 * @param {number[]} places where the fingers are now, as parts of the axis, 0 to 1.
 * @param {boolean} log
 * @returns {?number[]} null where the fingers are one above the other.
 */
export function pinched(range, values, places, log) {
  const [a, b] = log ? values.map(Math.log10) : values;
  const apart = places[1] - places[0];
  if (Math.abs(apart) < 0.02) return null;
  const length = (b - a) / apart;
  const low = a - places[0] * length;
  const ends = log ? [10 ** low, 10 ** (low + length)] : [low, low + length];
  return ownRange(ends, log);
}
