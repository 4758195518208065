// Where a link into another program's page leads here.

import { everything } from "../math/query.js";
import { ApiError } from "./http.js";

/**
 * The address of what a link names: a run's page, an experiment's jobs; the overview where that is not there.
 *
 * @param {import("../math/mlflowlink.js").Link} link
 * @param {{rows: Function, experiments: Function}} api
 * @param {(words: string) => void} say why something else is shown than the link says.
 * @returns {Promise<string>} never fails.
 */
export async function linkedAddress({ run, experiment }, api, say) {
  try {
    if (run !== null) return await runAddress(run, api, say);
    if (experiment !== null) return await experimentAddress(experiment, api, say);
    say("The link names nothing that is here.");
    return "";
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The page that is wanted asks again, and says what is wrong until then.
    return run === null ? "" : `run?id=${run}`;
  }
}

/** Asked of the list, of which nothing is a fine answer: a run that is not there would be an error. */
async function runAddress(run, api, say) {
  const { total } = await api.rows({ ...everything(), runs: [run] }, { limit: 1 });
  if (total > 0) return `run?id=${run}`;
  say(`Run ${run} is not there. It may have been deleted.`);
  return "";
}

async function experimentAddress(experiment, api, say) {
  const { experiments } = await api.experiments();
  const found = experiments.find(({ id }) => id === experiment);
  if (found !== undefined) return `?${new URLSearchParams({ experiment: found.name })}`;
  say(`Experiment ${experiment} has no job.`);
  return "";
}
