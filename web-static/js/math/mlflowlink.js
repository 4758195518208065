// The links that MLflow's client prints at a run's end. They lead into MLflow's own page, by what stands behind the "#", which
// is no view of ours. Pure.
//
//     #/experiments/3/runs/00000000000000000000000000000018     #/experiments/3

/** @typedef {{run: ?number, experiment: ?number}} Link what it names, one of the two at most. */

/**
 * @param {string} hash of an address, with its "#".
 * @returns {?Link} null of what is no such link at all, as our own views are, which never begin with a slash.
 */
export function readLink(hash) {
  if (!hash.startsWith("#/")) return null;
  // What MLflow's page would show of it does not matter: its tabs, and a query of its own.
  const [place] = hash.slice(2).split(/[?#]/);
  const [kind, experiment, part, run] = place.split("/");
  if (kind !== "experiments") return { run: null, experiment: null };
  if (part === "runs" && run) return { run: idOf(run, 1), experiment: null };
  return { run: null, experiment: idOf(experiment, 0) };
}

/** A number in decimal digits, with zeros in front. An id of MLflow's own servers, which has letters, is none of ours. */
function idOf(text, least) {
  const id = /^\d{1,32}$/.test(text ?? "") ? Number(text) : NaN;
  return Number.isSafeInteger(id) && id >= least ? id : null;
}
