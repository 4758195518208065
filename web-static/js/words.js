// What the list of jobs says of a job and its runs. Pure: what the server answers in, words out.

import { ago, integer, percent } from "./math/format.js";
import { divergence } from "./selection.js";

/** How much of a job is done, 0 to 1; null where nobody knows how long it is. */
export function wholeOf({ fraction }) {
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : null;
}

/** How far a job is: "120 / 400 iterations", "400 iterations" at the end, "step 120" of a length nobody has told. */
export function stepsWord({ step, steps }) {
  if (!Number.isFinite(steps)) return `step ${integer(step)}`;
  return step >= steps ? `${integer(step)} iterations` : `${integer(step)} / ${integer(steps)} iterations`;
}

/** The one thing worth knowing of a run beside its seed. @param {?{step: number, isExact: boolean}} firstNull */
export function runWord(run, firstNull) {
  const diverged = divergence(run, firstNull);
  if (diverged !== null) return `diverged ${diverged.isExact ? "@" : "near"} ${integer(diverged.step)}`;
  const accuracy = run.latest?.test_accuracy;
  if (run.status === "succeeded" && Number.isFinite(accuracy)) return accuracy.toFixed(4);
  if (run.status !== "running") return run.status;
  if (Number.isFinite(accuracy)) return accuracy.toFixed(4);
  return run.steps > 0 ? percent(run.step / run.steps) : `step ${integer(run.step)}`;
}

/**
 * When the last point of a job came that is trained elsewhere: nobody here sees its process, so a dead one looks like
 * a slow one.
 *
 * @param {number} now by the server's clock, milliseconds since 1970.
 * @returns {string[]} one part, or none.
 */
export function lastPointWord(job, now) {
  const open = job.runs.filter((run) => run.external && run.status === "running" && run.last_point_at !== undefined);
  if (open.length === 0) return [];
  const times = open.map((run) => Date.parse(run.last_point_at ?? "")).filter(Number.isFinite);
  return [times.length === 0 ? "no point yet" : `last point ${ago((now - Math.max(...times)) / 1000)}`];
}
