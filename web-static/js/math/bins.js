// When the points of a group's runs are put into bins, and how wide these are.
//
// Runs meet at the same x nearly always: then there are none. They do not where the server made spans of different
// lengths of them, where a live run's newest points come one by one behind its spans, and on an axis of seconds.

/** Seconds that a grid of time is stated in: people count in these. */
const GRIDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
/** Points of a run that is read on a grid of time: a chart is seldom wider than this many pixels. */
const MOST_ON_GRID = 1000;

/**
 * A width is `unit` times a power of two, so that a growing run changes its bins seldom.
 *
 * @param {import("./aggregate.js").Member[]} members
 * @param {number} unit x units of one iteration, the least of the members; above 0.
 * @returns {number} x units, 0 for no bins.
 */
export function binWidth(members, unit) {
  const present = members.filter((member) => member.x.length > 0);
  let gap = 0;
  let hasFineTail = false;
  for (const { x, counts } of present) {
    if (counts === null || counts === undefined) continue;
    const own = widestSpan(x, counts);
    gap = Math.max(gap, own);
    const last = x.length - 1;
    hasFineTail ||= last > 3 && own > 0 && counts[last] === 1 && x[last] - x[last - 3] < own;
  }
  if (gap === 0 || (!hasFineTail && haveSameX(present))) return 0;
  // 0 doubles to 0, and nothing reaches infinity: with neither in it the loop ends, after 2,100 rounds at most.
  if (!(unit > 0) || !Number.isFinite(gap) || !Number.isFinite(unit)) return Number.isFinite(gap) ? gap : 0;
  let width = unit;
  while (width < gap) width *= 2;
  return Number.isFinite(width) ? width : gap;
}

/**
 * The grid on which runs are averaged whose points lie at any second: as wide as the slowest run's points are apart, so
 * that each has a value in nearly every bin. One run alone needs none.
 *
 * @param {import("./aggregate.js").Member[]} members x in seconds.
 * @returns {number} seconds, 0 for none.
 */
export function timeGrid(members) {
  const present = members.filter((member) => member.x.length > 0);
  if (present.length < 2) return 0;
  let needed = 0;
  for (const { x } of present) {
    const length = x[x.length - 1] - x[0];
    needed = Math.max(needed, x.length > 1 ? length / (x.length - 1) : 0, length / MOST_ON_GRID);
  }
  if (!(needed > 0) || !Number.isFinite(needed)) return 0;
  if (needed < 1) return 10 ** Math.ceil(Math.log10(needed) - 1e-9);
  return GRIDS.find((grid) => grid >= needed) ?? Math.ceil(needed / 86_400) * 86_400;
}

/** The widest of the spans that are means of several values, x units; 0 where there is none. */
function widestSpan(x, counts) {
  let widest = 0;
  for (let i = 1; i < x.length; i++) if (counts[i] > 1) widest = Math.max(widest, x[i] - x[i - 1]);
  return widest;
}

/** Whether all have the same points, but for those that one has behind the others' last. */
function haveSameX(members) {
  const [longest] = [...members].sort((a, b) => b.x.length - a.x.length);
  return members.every((member) => member.x.every((x, i) => x === longest.x[i]));
}
