// Summaries of a sample, and whether two samples' means can be told apart.

import { studentQuantile, studentTail } from "./student.js";
import { towards } from "./towards.js";

/**
 * @param {number[]} values those that are no finite numbers do not count.
 * @returns {{n: number, mean: number, sd: number, se: number, min: number, max: number}} the sample's s.d. (n - 1), NaN
 *   where n < 2; all NaN where n is 0.
 */
export function summary(values) {
  let [n, mean, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    n += 1;
    const before = value - mean;
    mean = towards(mean, value, n);
    squares += before * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (n === 0) return { n, mean: NaN, sd: NaN, se: NaN, min: NaN, max: NaN };
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : NaN;
  return { n, mean, sd, se: sd / Math.sqrt(n), min, max };
}

/**
 * Welch's t test: the samples' variances need not be equal.
 *
 * @param {number[]} a
 * @param {number[]} b
 * @param {number} level of the interval, 0 to 1.
 * @returns {{difference: number, low: ?number, high: ?number, t: ?number, df: ?number, p: ?number, nA: number,
 *   nB: number}} of mean(a) - mean(b); p of both sides. Nulls where a sample has fewer than two values, or none of them
 *   differ: then nothing says how far the means may be off.
 */
export function welch(a, b, level = 0.95) {
  const [one, two] = [summary(a), summary(b)];
  const result = { difference: one.mean - two.mean, low: null, high: null, t: null, df: null, p: null, nA: one.n, nB: two.n };
  const [va, vb] = [one.se ** 2, two.se ** 2];
  const error = Math.sqrt(va + vb);
  if (!(one.n > 1 && two.n > 1) || !(error > 0) || !Number.isFinite(error)) return result;
  // Shares of the variance, so that tiny ones do not vanish in their squares.
  const [sa, sb] = [va / (va + vb), vb / (va + vb)];
  const df = 1 / (sa ** 2 / (one.n - 1) + sb ** 2 / (two.n - 1));
  const t = result.difference / error;
  const reach = studentQuantile(1 - (1 - level) / 2, df) * error;
  return { ...result, low: result.difference - reach, high: result.difference + reach, t, df, p: 2 * studentTail(Math.abs(t), df) };
}
