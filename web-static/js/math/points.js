// The columns of one series: putting newer points among those that are held.

import { lowerBound } from "./search.js";

/**
 * Puts the points of an answer where their steps belong. A step that is held takes the newer value.
 *
 * O(new points) where they come behind all others, as they nearly always do; O(held from the first of them on, and
 * new ones) else.
 *
 * @param {{steps: number[], values: number[], nulls: ?number[]}} own rising steps; is changed.
 * @param {{steps: number[], values: (?number)[], nulls?: number[]}} part rising steps; null is a value that is no
 *   number.
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
    hasChanged ||= !isHeld || !Object.is(own.values[last], held.values[next])
      || (own.nulls?.[last] ?? 0) !== (held.nulls?.[next] ?? 0);
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
  return { steps: own.steps.splice(from), values: own.values.splice(from), nulls: own.nulls?.splice(from) ?? null };
}

function append(own, { steps, values, nulls }, i) {
  const count = nulls?.[i] ?? 0;
  // Most series have none: they keep no column of zeros.
  if (count > 0) own.nulls ??= new Array(own.steps.length).fill(0);
  own.steps.push(steps[i]);
  own.values.push(values[i] ?? NaN);
  own.nulls?.push(count);
}
