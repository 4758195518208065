// From the runs of one group to one line: mean, spread and n at each x, and how far the stored values reach.
//
// Everything here looks at one group only, so a line never changes because another group is shown or hidden.

import { towards } from "./towards.js";

/**
 * @typedef {{x: number[], y: number[], low: ?number[], high: ?number[], nulls: ?number[], counts: ?number[]}} Member
 *   one run's points, x rising. `y` has NaN where no number is. `low`, `high`: least and greatest of the stored values
 *   that a point is the mean of; `counts`: how many these are; `nulls`: how many values beside them were no numbers.
 *   Null where every point is one stored value.
 *
 * @typedef {{x: number[], mean: number[], sd: number[], min: number[], max: number[], n: number[], low: ?number[],
 *   high: ?number[], counts: ?number[], nulls: number[], nan: number[], filled: number}} Aggregate
 *   `sd`, `min`, `max`: over the members' values at that x; sd is the sample's (n - 1), NaN where n < 2. `low`, `high`:
 *   over all stored values that the point stands for; null where it is no mean of several. `counts`: most stored values
 *   of one member in it. `nan`: the x where a member has a value that is no number, `nulls` how many at each point.
 *   `filled`: how many values were interpolated between two of their run's own.
 */

/**
 * @param {Member[]} members
 * @param {number} width of bins in x units, 0 for none: see `bins.js`.
 * @returns {Aggregate} mean is NaN where no member counts.
 */
export function aggregate(members, width = 0) {
  const binned = members.filter((member) => member.x.length > 0).map((member) => bin(member, width));
  const keys = sortedUnion(binned.map((member) => member.keys));
  const result = emptyResult(keys.length, binned.some((member) => member.isSpread));
  const squares = new Array(keys.length).fill(0);
  const nan = new Set();
  for (const member of binned) {
    for (let i = 0; i < member.x.length; i++) if (member.nulls[i] > 0) nan.add(member.x[i]);
    result.filled += spread(member, keys, (at, y, own) => {
      if (own >= 0) takeOwn(result, at, member, own);
      if (Number.isFinite(y)) takeValue(result, squares, at, y);
    });
  }
  for (let i = 0; i < keys.length; i++) {
    if (result.n[i] === 0) for (const column of [result.mean, result.min, result.max]) column[i] = NaN;
    if (result.n[i] > 1) result.sd[i] = Math.sqrt(squares[i] / (result.n[i] - 1));
    if (result.low && result.low[i] > result.high[i]) result.low[i] = result.high[i] = NaN;
  }
  result.nan = [...nan].sort((a, b) => a - b);
  return result;
}

function emptyResult(count, isSpread) {
  const column = (value) => new Array(count).fill(value);
  return {
    x: column(-Infinity), mean: column(0), sd: column(NaN), min: column(Infinity), max: column(-Infinity), n: column(0),
    low: isSpread ? column(Infinity) : null, high: isSpread ? column(-Infinity) : null,
    counts: isSpread ? column(1) : null, nulls: column(0), nan: [], filled: 0,
  };
}

/** What a member itself has at an x, beside its value. A point sits at the last x that its bin has. */
function takeOwn(result, at, member, own) {
  result.x[at] = Math.max(result.x[at], member.x[own]);
  result.nulls[at] += member.nulls[own];
  if (result.low === null || Number.isNaN(member.low[own])) return;
  result.low[at] = Math.min(result.low[at], member.low[own]);
  result.high[at] = Math.max(result.high[at], member.high[own]);
  result.counts[at] = Math.max(result.counts[at], member.counts[own]);
}

/** Welford's update: no cancellation when the spread is small beside the mean. */
function takeValue(result, squares, at, y) {
  const before = y - result.mean[at];
  result.n[at] += 1;
  result.mean[at] = towards(result.mean[at], y, result.n[at]);
  squares[at] += before * (y - result.mean[at]);
  result.min[at] = Math.min(result.min[at], y);
  result.max[at] = Math.max(result.max[at], y);
}

/**
 * One member's points, those of one bin made one (bin i ends at i widths): the mean of all its stored values that are numbers. Values that are
 * none are counted, as the server counts them in its spans; a bin of these alone has no value.
 */
function bin({ x, y, low = null, high = null, nulls = null, counts = null }, width) {
  const bins = { keys: [], x: [], y: [], low: [], high: [], counts: [], nulls: [], isSpread: false };
  for (let i = 0; i < x.length; i++) {
    // The allowance of a thousandth keeps an x that lies on a bin's edge, but for rounding, in that bin.
    const key = width > 0 ? Math.ceil(x[i] / width - 1e-3) : x[i];
    const isNumber = Number.isFinite(y[i]);
    const missing = nulls?.[i] || (isNumber ? 0 : 1);
    const count = isNumber ? Math.max(1, (counts?.[i] ?? 1) - (counts ? nulls?.[i] ?? 0 : 0)) : 0;
    let at = bins.keys.length - 1;
    if (at < 0 || bins.keys[at] !== key) {
      at += 1;
      bins.keys.push(key);
      bins.y.push(NaN);
      bins.low.push(NaN);
      bins.high.push(NaN);
      bins.counts.push(0);
      bins.nulls.push(0);
    }
    bins.x[at] = x[i];
    bins.nulls[at] += missing;
    if (!isNumber) continue;
    const [least, most] = [low?.[i] ?? y[i], high?.[i] ?? y[i]];
    const isFirst = bins.counts[at] === 0;
    bins.counts[at] += count;
    bins.y[at] = isFirst ? y[i] : towards(bins.y[at], y[i], bins.counts[at] / count);
    bins.low[at] = isFirst ? least : Math.min(bins.low[at], least);
    bins.high[at] = isFirst ? most : Math.max(bins.high[at], most);
    bins.isSpread ||= bins.counts[at] > 1;
  }
  return bins;
}

/**
 * Calls `visit(index, y, own)` for every key inside the member's range; `own` is the index of the member's point, -1
 * where y is interpolated between two of its own. Outside its first and last x, and across a NaN, it does not count.
 *
 * @returns {number} how many were interpolated.
 */
function spread(member, keys, visit) {
  let next = 0;
  let filled = 0;
  for (let k = 0; k < keys.length && next < member.keys.length; k++) {
    const key = keys[k];
    if (key === member.keys[next]) {
      visit(k, member.y[next], next);
      next += 1;
    } else if (next > 0) {
      const [before, after] = [member.keys[next - 1], member.keys[next]];
      const y = towards(member.y[next - 1], member.y[next], (after - before) / (key - before));
      if (Number.isFinite(y)) filled += 1;
      visit(k, y, -1);
    }
  }
  return filled;
}

/** Ascending union of ascending lists. */
function sortedUnion(lists) {
  if (lists.length === 0) return [];
  if (lists.every((list) => list.length === lists[0].length && list.every((key, i) => key === lists[0][i]))) return lists[0];
  let count = 0;
  for (const list of lists) count += list.length;
  const all = new Float64Array(count);
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  all.sort();
  return Array.from(all).filter((key, i) => i === 0 || key !== all[i - 1]);
}
