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

/** Whether something between two steps, or at one of them, is the mean of several stored values. */
export function isThinned({ steps, counts }, from, to) {
  if (!counts || from > to) return false;
  // A point stands in the middle of its steps: the one before the first, and the one behind the last, may reach in.
  const end = Math.min(steps.length, lowerBound(steps, to) + 1);
  for (let i = Math.max(0, lowerBound(steps, from) - 1); i < end; i++) if (counts[i] > 1) return true;
  return false;
}

/** Whether a point behind a step, up to another one, is the mean of several stored values. */
export function isThinnedBehind({ steps, counts }, step, to) {
  if (!counts) return false;
  for (let i = lowerBound(steps, step + 1); i < steps.length && steps[i] <= to; i++) if (counts[i] > 1) return true;
  return false;
}
