// Points of a part of a series in the place of coarser ones. Pure.

import { lowerBound } from "./search.js";

const OF_SPANS = { min: (value) => value, max: (value) => value, nulls: (value) => (Number.isNaN(value) ? 1 : 0), counts: () => 1 };

/**
 * @template {import("./pipeline.js").Series} S
 * @param {S} base @param {import("./pipeline.js").Series} finer of all steps from its first to its last.
 * @returns {S} the base's points outside that, the finer ones inside; both stay as they are.
 */
export function spliced(base, finer) {
  if (finer.steps.length === 0) return base;
  const from = lowerBound(base.steps, finer.steps[0]);
  const to = lowerBound(base.steps, finer.steps[finer.steps.length - 1] + 1);
  const join = (own, other) => [...own.slice(0, from), ...other, ...own.slice(to)];
  const result = { ...base, steps: join(base.steps, finer.steps), values: join(base.values, finer.values) };
  for (const [name, usual] of Object.entries(OF_SPANS)) {
    const isNeeded = Boolean(base[name] || finer[name]);
    result[name] = isNeeded ? join(base[name] ?? base.values.map(usual), finer[name] ?? finer.values.map(usual)) : null;
  }
  return result;
}

/** Whether a point between two steps, or at one of them, is the mean of several stored values. */
export function isThinned({ steps, counts }, from, to) {
  if (!counts || from > to) return false;
  // The first point behind the end may stand for steps before it.
  const end = Math.min(steps.length, lowerBound(steps, to) + 1);
  for (let i = lowerBound(steps, from); i < end; i++) if (counts[i] > 1) return true;
  return false;
}
