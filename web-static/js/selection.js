// Which runs are chosen. Pure: jobs in, run ids out.

export const FINAL = ["succeeded", "failed", "cancelled"];

export const isFinal = (status) => FINAL.includes(status);

export const runIds = (jobs) => jobs.flatMap((job) => job.runs.map((run) => run.id));

/**
 * Where a run diverged: a failed one of ours by the step the server names, one that was trained elsewhere by the first
 * loss that is no number. A run that went on after such a value did not diverge, whatever it logged.
 *
 * @param {?{step: number, isExact: boolean}} firstNull of its loss: see SeriesStore.
 * @returns {?{step: number, isExact: boolean}}
 */
export function divergence(run, firstNull) {
  if (run.status !== "failed") return null;
  if (Number.isFinite(run.diverged_step)) return { step: run.diverged_step, isExact: true };
  return run.external ? firstNull : null;
}

/** Until something is chosen, the page shows every job of the newest job's experiment. */
export function defaultRuns(jobs) {
  const newest = jobs.reduce((best, job) => (best === null || job.id > best.id ? job : best), null);
  if (newest === null) return [];
  return runIds(jobs.filter((job) => job.id === newest.id || (job.experiment && job.experiment === newest.experiment)));
}

/** "all", "some" or "none" of a job's runs. */
export function jobState(job, chosen) {
  const count = job.runs.filter((run) => chosen.has(run.id)).length;
  if (count === 0) return "none";
  return count === job.runs.length ? "all" : "some";
}

/** Adds all runs of a job, or takes them out when all are in. */
export function toggleJob(job, chosen) {
  const next = new Set(chosen);
  const all = jobState(job, chosen) === "all";
  for (const run of job.runs) {
    if (all) next.delete(run.id);
    else next.add(run.id);
  }
  return [...next];
}

export function toggleRun(id, chosen) {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return [...next];
}

/** Whether every word of the filter occurs somewhere in what a job says of itself. */
export function matches(job, filter) {
  const text = [job.id, job.name, job.experiment, job.status, job.paused ? "paused" : "", job.method, job.network, job.dataset,
    ...Object.entries(job.tags ?? {}).flat()].join(" ").toLowerCase();
  return filter.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
