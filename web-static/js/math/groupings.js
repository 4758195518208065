// What runs can be grouped by, for a list to choose from. Pure.

import { varyingKeys } from "./grouping.js";

/** Always offered, whether they vary or not. */
const ALWAYS = ["method", "network", "dataset"];
const BESIDE = ["experiment", "name", "job", "seed", "run"];

/**
 * @param {import("./grouping.js").Run[]} runs
 * @param {string[]} chosen keys that are grouped by now: they stay in the list, whatever the runs are.
 * @returns {string[]} labels, keys of the config that vary, what else tells runs apart, tags.
 */
export function groupingsOf(runs, chosen = []) {
  const tags = new Set();
  for (const { job } of runs) for (const key in job.tags ?? {}) tags.add(`tag.${key}`);
  return [...new Set([...ALWAYS, ...(runs.length > 0 ? varyingKeys(runs) : []), ...BESIDE, ...[...tags].sort(), ...chosen])];
}
