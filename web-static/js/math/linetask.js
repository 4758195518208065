// One line to be calculated, as plain data that can be sent to a worker, and its calculation. Pure: whoever calls it gets
// the same line.

import { buildLine } from "./pipeline.js";

/**
 * @typedef {{group: object, measure: {perEpoch: boolean}, view: import("./pipeline.js").View,
 *   series: [number, string][]}} LineTask
 *   `series`: run ids, each with the name under which its points are known to the one who calculates.
 */

/** What is needed of a group's runs, and not all that is known of them: this is copied. */
export function slim({ id, label, runs, left }) {
  return {
    id, label, left,
    runs: runs.map((run) => ({
      id: run.id, steps_per_epoch: run.steps_per_epoch, step: run.step, started_at: run.started_at, finished_at: run.finished_at,
      last_point_at: run.last_point_at, duration_seconds: run.duration_seconds,
    })),
  };
}

/**
 * @param {LineTask} task
 * @param {(name: string) => ?import("./pipeline.js").Series} seriesOf
 * @returns {?import("./pipeline.js").Line}
 */
export function calculate({ group, measure, view, series }, seriesOf) {
  const names = new Map(series);
  return buildLine(group, (run) => (names.has(run) ? seriesOf(names.get(run)) : null), measure, view);
}
