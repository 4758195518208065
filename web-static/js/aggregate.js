// From the runs of one group to one line: mean, sample standard deviation and n at each x.
//
// Everything here looks at one group only, so a line never changes because another group is shown or hidden.

import { towards } from "./math/towards.js";

/**
 * How wide a bin has to be, in x units.
 *
 * Two reasons to bin: more points than a chart has pixels, and runs of one group that the server thinned
 * differently, whose steps would never meet. A width is `base` times a power of two, so that a growing run changes
 * its bins seldom.
 *
 * @param {{x: number[], gap: number}[]} members `gap`: widest spacing of a thinned stretch in x units, 0 if stored
 *   points.
 * @param {number} base spacing of the stored points, x units; above 0.
 * @param {number} target most points a line should have.
 * @returns {number} 0 for no bins (every stored x is its own point), else the width.
 */
export function binWidth(members, base, target) {
  let longest = 0;
  let gap = 0;
  let low = Infinity;
  let high = -Infinity;
  let hasFineTail = false;
  for (const { x, gap: own } of members) {
    if (x.length === 0) continue;
    // Live points behind a thinned stretch come one by one. Beside means they would look like sudden noise.
    hasFineTail ||= x.length > 4 && x[x.length - 1] - x[x.length - 4] < own;
    longest = Math.max(longest, x.length);
    gap = Math.max(gap, own);
    low = Math.min(low, x[0]);
    high = Math.max(high, x[x.length - 1]);
  }
  const mixed = hasFineTail || (gap > 0 && members.filter((member) => member.x.length > 0).length > 1);
  if (longest <= target && !mixed) return 0;
  const needed = Math.max(high / target - low / target, gap);
  // 0 doubles to 0, and nothing reaches infinity: with neither in it the loop ends, after 2,100 rounds at most.
  if (!(base > 0) || !Number.isFinite(needed)) return Number.isFinite(needed) ? needed : 0;
  let width = base;
  while (width < needed) width *= 2;
  return Number.isFinite(width) ? width : needed;
}

/**
 * Mean, sample s.d. (n - 1) and n over the members at each x.
 *
 * Bin 0 holds the first x alone; bin i the x in (x0 + (i-1) width, x0 + i width]. A point sits at the last x its bin
 * has, so the newest value is drawn where it was measured. A member without a value in a bin between two of its own
 * is interpolated; outside its first and last x, and across a NaN, it does not count.
 *
 * @param {{x: number[], y: number[], nulls?: ?number[]}[]} members `nulls`: how many values that are not numbers a
 *   point stands for beside those that its y is the mean of; null where there is none.
 * @param {number} width from `binWidth`; 0 for none.
 * @returns {{x: number[], mean: number[], sd: number[], n: number[], nan: number[], nulls: number[]}} mean is NaN
 *   where no member counts, sd is NaN where n < 2; `nan` lists the x where a member has a NaN, `nulls` how many there
 *   are at each point.
 */
export function aggregate(members, width = 0) {
  const present = members.filter((member) => member.x.length > 0);
  const origin = present.reduce((low, member) => Math.min(low, member.x[0]), Infinity);
  const binned = present.map((member) => bin(member, origin, width));
  const keys = sortedUnion(binned.map((member) => member.keys));
  const count = keys.length;
  const result = {
    x: new Array(count).fill(-Infinity), mean: new Array(count).fill(0), sd: new Array(count).fill(NaN),
    n: new Array(count).fill(0), nan: [], nulls: new Array(count).fill(0),
  };
  const squares = new Array(count).fill(0);
  const nan = new Set();
  for (const member of binned) {
    for (let i = 0; i < member.x.length; i++) if (member.nulls[i] > 0) nan.add(member.x[i]);
    spread(member, keys, (at, y, x, nulls) => {
      if (x !== null && x > result.x[at]) result.x[at] = x;
      result.nulls[at] += nulls;
      if (!Number.isFinite(y)) return;
      // Welford's update: no cancellation when the spread is small beside the mean.
      const before = y - result.mean[at];
      result.n[at] += 1;
      result.mean[at] = towards(result.mean[at], y, result.n[at]);
      squares[at] += before * (y - result.mean[at]);
    });
  }
  for (let i = 0; i < count; i++) {
    if (result.n[i] === 0) result.mean[i] = NaN;
    if (result.n[i] > 1) result.sd[i] = Math.sqrt(squares[i] / (result.n[i] - 1));
  }
  result.nan = [...nan].sort((a, b) => a - b);
  return result;
}

/**
 * Means per bin of one member. A bin that holds a NaN has no value: a mean of the rest would hide it. One that holds
 * the server's mean beside a count of nulls keeps that mean, and the count.
 */
function bin({ x, y, nulls = null }, origin, width) {
  const bins = { keys: [], x: [], y: [], nulls: [] };
  let held = 0;
  for (let i = 0; i < x.length; i++) {
    // The allowance of a thousandth keeps an x that lies on a bin's edge, but for rounding, in that bin.
    const key = width > 0 ? Math.ceil((x[i] - origin) / width - 1e-3) : x[i];
    const missing = nulls?.[i] || (Number.isFinite(y[i]) ? 0 : 1);
    const last = bins.keys.length - 1;
    if (last >= 0 && bins.keys[last] === key) {
      held += 1;
      bins.x[last] = x[i];
      bins.y[last] = towards(bins.y[last], y[i], held);
      bins.nulls[last] += missing;
    } else {
      bins.keys.push(key);
      bins.x.push(x[i]);
      bins.y.push(y[i]);
      bins.nulls.push(missing);
      held = 1;
    }
  }
  return bins;
}

/** Calls `visit(index, y, x, nulls)` for every key inside the member's range; x is null where y is interpolated. */
function spread(member, keys, visit) {
  let next = 0;
  for (let k = 0; k < keys.length && next < member.keys.length; k++) {
    const key = keys[k];
    if (key === member.keys[next]) {
      visit(k, member.y[next], member.x[next], member.nulls[next]);
      next += 1;
    } else if (next > 0) {
      const [before, after] = [member.keys[next - 1], member.keys[next]];
      visit(k, towards(member.y[next - 1], member.y[next], (after - before) / (key - before)), null, 0);
    }
  }
}

/** Ascending union of ascending lists. */
function sortedUnion(lists) {
  if (lists.length === 1) return lists[0];
  const all = Float64Array.from(lists.flat()).sort();
  const union = [];
  for (const key of all) if (union.length === 0 || union[union.length - 1] !== key) union.push(key);
  return union;
}
