// What the runs of a selection came to: a metric's last value, or its best, by run.

import { selectionBody } from "../math/query.js";

/**
 * @param {object} api @param {import("../math/query.js").Selection} selection
 * @param {string} metric @param {"last"|"highest"|"lowest"} take
 * @returns {Promise<Map<number, ?number>>} of runs that succeeded and recorded it; null where the value is a NaN.
 */
export async function finalsOf(api, selection, metric, take) {
  // By job, so that what two jobs did alike is not counted once here: which of them takes part is said by who shows it.
  const { groups } = await api.summary({ ...selectionBody(selection), metric, take, group_by: ["job"] });
  return new Map(groups.flatMap((group) => group.values.map(({ run, value }) => [run, value])));
}
