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
 * The grid on which runs are averaged whose points lie at any second: no wider than the points of any run are apart, so
 * that no two of one run become one, unless these are more than a chart has pixels. A run without a point in a bin has
 * there what lies between its own. One run alone needs no grid.
 *
 * @param {import("./aggregate.js").Member[]} members x in seconds.
 * @returns {number} seconds, 0 for none.
 */
export function timeGrid(members) {
  const present = members.filter((member) => member.x.length > 0);
  if (present.length < 2) return 0;
  let [closest, longest] = [Infinity, 0];
  for (const { x } of present) {
    longest = Math.max(longest, x[x.length - 1] - x[0]);
    for (let i = 1; i < x.length; i++) closest = Math.min(closest, x[i] - x[i - 1]);
  }
  if (!(longest > 0) || !Number.isFinite(longest)) return 0;
  const least = longest / MOST_ON_GRID;
  return closest > least ? roundBelow(closest) : roundAbove(least);
}

function roundAbove(seconds) {
  if (seconds < 1) return parts(seconds).find((grid) => grid >= seconds * (1 - 1e-9));
  return GRIDS.find((grid) => grid >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400;
}

function roundBelow(seconds) {
  return (seconds < 1 ? parts(seconds) : GRIDS).findLast((grid) => grid <= seconds * (1 + 1e-9));
}

/** Round parts of a second around some seconds, rising. */
function parts(seconds) {
  const power = Math.floor(Math.log10(seconds));
  return [power, power + 1].flatMap((p) => [1, 2, 5].map((unit) => Number(`${unit}e${p}`)));
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
