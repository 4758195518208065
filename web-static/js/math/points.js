// The columns of one series: putting newer points among those that are held.

import { lowerBound } from "./search.js";

/** What a point may have beside its value, and what it has where its answer says nothing of it. */
const USUAL = { nulls: () => 0, counts: () => 1, min: (value) => value, max: (value) => value };
const NAMES = Object.keys(USUAL);

/**
 * Puts the points of an answer where their steps belong. A step that is held takes the newer value.
 *
 * O(new points) where they come behind all others, as they nearly always do; O(held from the first of them on, and
 * new ones) else.
 *
 * @param {{steps: number[], values: number[], nulls: ?number[], counts?: ?number[], min?: ?number[], max?: ?number[]}} own
 *   rising steps; is changed. A column that no point needs is null.
 * @param {{steps: number[], values: (?number)[], nulls?: number[], counts?: number[], min?: (?number)[],
 *   max?: (?number)[]}} part rising steps; null is a value that is no number. `counts`: how many stored values each is
 *   the mean of, `min` and `max` their least and greatest.
 * @returns {boolean} whether a point is there, or has a value, that was not before.
 */
export function mergePoints(own, part) {
  if (part.steps.length === 0) return false;
  const from = lowerBound(own.steps, part.steps[0]);
  const held = cutFrom(own, from);
  let hasChanged = false;
  let next = 0;
  for (let i = 0; i < part.steps.length; i++) {
    const step = part.steps[i];
    while (next < held.steps.length && held.steps[next] < step) append(own, held, next++);
    const isHeld = next < held.steps.length && held.steps[next] === step;
    append(own, part, i);
    const last = own.steps.length - 1;
    hasChanged ||= !isHeld || !isSame(own, last, held, next);
    if (isHeld) next += 1;
  }
  while (next < held.steps.length) append(own, held, next++);
  return hasChanged;
}

/** The first point with a value in it that is no number, as `SeriesStore.firstNull` gives it. */
export function firstNull({ steps, values, nulls }) {
  for (let i = 0; i < steps.length; i++) {
    if (Number.isNaN(values[i]) || nulls?.[i] > 0) return { step: steps[i], isExact: !(nulls?.[i] > 0) };
  }
  return null;
}

/** Takes the points from an index on out of the columns. */
function cutFrom(own, from) {
  const held = { steps: own.steps.splice(from), values: own.values.splice(from) };
  for (const name of NAMES) held[name] = own[name]?.splice(from) ?? null;
  return held;
}

function append(own, from, i) {
  const value = from.values[i] ?? NaN;
  for (const name of NAMES) {
    const column = from[name];
    const usual = USUAL[name];
    const given = column ? column[i] ?? NaN : usual(value);
    // Most series need none of them: they keep no column that says nothing.
    if (!own[name]) {
      if (Object.is(given, usual(value))) continue;
      own[name] = own.values.map(usual);
    }
    own[name].push(given);
  }
  own.steps.push(from.steps[i]);
  own.values.push(value);
}

function isSame(a, i, b, j) {
  const at = (series, name, index) => series[name]?.[index] ?? USUAL[name](series.values[index]);
  return Object.is(a.values[i], b.values[j]) && NAMES.every((name) => Object.is(at(a, name, i), at(b, name, j)));
}
