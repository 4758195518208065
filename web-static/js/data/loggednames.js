// The names of what some runs logged.

import { inReadingOrder, recordedBy } from "../math/recorded.js";

/** Runs that are looked at: those of one experiment log the same. */
const SAMPLE = 60;

/**
 * @param {{selectionText: Function}} api @param {import("../math/query.js").Selection} selection
 * @param {import("./catalogue.js").Catalogue} catalogue
 * @returns {Promise<string[]>} of metrics of whole networks, in reading order.
 */
export async function loggedNames(api, selection, catalogue) {
  const { runs } = JSON.parse(await api.selectionText(selection, { limit: SAMPLE }));
  const recorded = recordedBy(runs);
  return inReadingOrder(recorded, catalogue).filter((name) => recorded.get(name).length === 0);
}
