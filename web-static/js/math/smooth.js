// Exponential moving average, without the pull towards zero at the start.
//
//     d_t = w^k d_(t-1) + (1 - w^k)                      weight seen so far
//     s_t = s_(t-1) + (1 - w^k) / d_t * (y_t - s_(t-1))
//
// k is how many recorded values the point stands for: 1, or more where the server sent means of several. So the memory is
// counted in values that the run recorded, whatever the density of the points that are drawn: a thinned series and the
// full one smooth to the same curve, and one recorded every 50 steps is smoothed over as many of its values as any other. The second line goes a part of the way to y, so a constant
// series stays exactly constant; s_t looks only back, so later points never move earlier ones.

import { towards } from "./towards.js";

/**
 * @param {number[]} values y in order; NaN splits the series and smoothing starts anew after it.
 * @param {number} weight w, 0 (off) to below 1.
 * @param {?ArrayLike<number>} counts how many recorded values each point is the mean of; null where each is one.
 * @param {?ArrayLike<number>} nulls how many values beside them were not numbers: such a point begins anew as well, as
 *   the full series would within it.
 * @returns {number[]} same length, NaN where `values` is not finite.
 */
export function smooth(values, weight, counts = null, nulls = null) {
  if (!(weight > 0)) return values;
  const result = new Array(values.length);
  let level = 0;
  let seen = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || nulls?.[i] > 0) seen = 0;
    if (!Number.isFinite(value)) {
      result[i] = NaN;
      continue;
    }
    const keep = weight ** Math.max(1, counts?.[i] ?? 1);
    seen = keep * seen + (1 - keep);
    level = seen === 1 - keep ? value : towards(level, value, seen / (1 - keep));
    result[i] = level;
  }
  return result;
}
