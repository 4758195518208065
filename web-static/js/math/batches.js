// How the points of many runs are asked for: in how much detail, and how many runs at a time. Pure.

/** Points per series of a first load, and the fewest of one where there are very many. */
const MOST_EACH = 1500;
const FEWEST_EACH = 100;
/** Points of all series together. */
const MOST_POINTS = 1_500_000;
/** Points that one answer may have before each metric comes by itself. */
const MANY_POINTS = 50_000;
/** Series of one request, and metrics that it may name: the server's own bound. */
const SERIES_AT_ONCE = 1500;
const MOST_NAMES = 100;
/** Requests for the metrics of the same runs. */
const MOST_REQUESTS = 24;

/**
 * How many of a run's series have one of these names, as far as it says what it has recorded.
 *
 * @param {{measures?: Object<string, string[]>}} run @param {string[]} names
 */
function seriesOf({ measures }, names) {
  if (measures === undefined) return names.length;
  return names.reduce((sum, name) => sum + (name in measures ? Math.max(1, measures[name].length) : 0), 0);
}

/** Points for each series, so that thousands of runs come in a time that somebody waits for. */
export function pointsEach(runs, names) {
  const count = runs.reduce((sum, run) => sum + seriesOf(run, names), 0);
  return Math.max(FEWEST_EACH, Math.min(MOST_EACH, Math.floor(MOST_POINTS / Math.max(1, count))));
}

/** Points of a first load of these runs, at most; of what is recorded once an epoch there are fewer. */
export function pointsToCome(runs, names) {
  const each = pointsEach(runs, names);
  return runs.reduce((sum, run) => sum + seriesOf(run, names) * Math.min(each, run.step ?? each), 0);
}

/** Runs in parts, none with many more series than one answer should have. */
export function inParts(runs, names) {
  const parts = [];
  let count = Infinity;
  for (const run of runs) {
    const own = Math.max(1, seriesOf(run, names));
    if (count + own > SERIES_AT_ONCE) {
      parts.push([]);
      count = 0;
    }
    parts[parts.length - 1].push(run);
    count += own;
  }
  return parts;
}

/**
 * The metrics of one request each: one by one where they are much, so that the first chart need not wait for the last; of
 * hundreds some together.
 */
export function namesAtOnce(runs, names) {
  const most = pointsToCome(runs, names) > MANY_POINTS ? Math.ceil(names.length / MOST_REQUESTS) : MOST_NAMES;
  return Array.from({ length: Math.ceil(names.length / most) }, (_, i) => names.slice(i * most, (i + 1) * most));
}

/** As a question has them: it names none where they are more than it may name, which means all that there are. */
export const askedNames = (names) => (names.length > MOST_NAMES ? {} : { names });
