// Exponential moving average, without the pull towards zero at the start.
//
//     d_t = w^k d_(t-1) + (1 - w^k)                      weight seen so far
//     s_t = s_(t-1) + (1 - w^k) / d_t * (y_t - s_(t-1))
//
// k is how many recorded values the point stands for: 1, or more where the server sent means of several. With it a
// thinned series and the full one smooth to the same curve. The second line goes a part of the way to y, so a constant
// series stays exactly constant; s_t looks only back, so later points never move earlier ones.

import { towards } from "./towards.js";

/**
 * @param {number[]} values y in order; NaN splits the series and smoothing starts anew after it.
 * @param {number} weight w, 0 (off) to below 1.
 * @param {(index: number) => number} [count] k of a point, default 1.
 * @returns {number[]} same length, NaN where `values` is not finite.
 */
export function smooth(values, weight, count = () => 1) {
  if (!(weight > 0)) return values;
  const result = new Array(values.length);
  let level = 0;
  let seen = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      result[i] = NaN;
      seen = 0;
      level = 0;
      continue;
    }
    const keep = weight ** Math.max(1, count(i));
    seen = keep * seen + (1 - keep);
    level = towards(level, value, seen / (1 - keep));
    result[i] = level;
  }
  return result;
}
