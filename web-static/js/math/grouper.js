// Groups of the runs that a page shows, with their looks; made anew only where something of them may be different, since
// it takes a while of thousands of runs.

import { statesIn } from "./chartview.js";
import { groupRuns } from "./grouping.js";
import { looks } from "./palette.js";
import { recordedBy } from "./recorded.js";

/** Status of a run that somebody took out: none of the server's. */
const TAKEN_OUT = "taken out by hand";

export class Grouper {
  #serial;
  /** Which of its method's looks each group has: kept while the page lives. */
  #given = new Map();
  #runs = null;
  #text = "";
  #result = null;

  /** @param {Iterable<string>} serial names of methods. */
  constructor(serial) {
    this.#serial = new Set(serial);
  }

  /**
   * @param {object[]} runs another list where anything of them is different.
   * @param {import("./chartview.js").ChartView} view
   * @returns {{groups: import("./grouping.js").Group[], looks: Map<string, import("./palette.js").Look>, states: string[],
   *   recorded: Map<string, string[]>}} `states`: of runs that take part. `recorded`: layers by metric.
   */
  of(runs, view) {
    const states = statesIn(view);
    const text = JSON.stringify([view.group, view.without, states]);
    if (this.#runs === runs && this.#text === text) return this.#result;
    const out = new Set(view.without);
    const marked = out.size === 0 ? runs : runs.map((run) => (out.has(run.id) ? { ...run, status: TAKEN_OUT } : run));
    const groups = groupRuns(marked, view.group.length > 0 ? view.group : "auto", states);
    this.#runs = runs;
    this.#text = text;
    this.#result = { groups, looks: looks(groups, { serial: this.#serial, given: this.#given }), states, recorded: recordedBy(runs) };
    return this.#result;
  }
}
