// What the page knows. One object; whoever changes it says so with `notify`, and listeners redraw.

import { decodeView, encodeView } from "./permalink.js";
import { defaultRuns } from "./selection.js";
import { flatten } from "./grouping.js";

export class State {
  #listeners = new Set();
  /** id -> job as the server last described it. */
  #jobs = new Map();
  /** id -> run, with its job's flattened config. */
  #runs = new Map();
  #configs = new Map();

  /** @param {string} address what is behind the path: see permalink.js. */
  constructor(address) {
    this.view = decodeView(address);
    this.filter = "";
    /** Opaque cursor to older jobs; undefined before the first answer, null when there are none. */
    this.older = undefined;
    /** @type {?import("./metrics.js").Measures} null before the first answer. */
    this.measures = null;
    /** @type {{stale: boolean, lastSeen: ?Date, message: string}} */
    this.connection = { stale: false, lastSeen: null, message: "" };
  }

  subscribe(listener) {
    this.#listeners.add(listener);
  }

  /** @param {"view" | "measures" | "jobs" | "points" | "connection"} what */
  notify(what) {
    for (const listener of this.#listeners) listener(what);
  }

  /** Jobs, newest first. */
  get jobs() {
    return [...this.#jobs.values()].sort((a, b) => b.id - a.id);
  }

  job(id) {
    return this.#jobs.get(id) ?? null;
  }

  /** Takes in what the server says of some jobs; others stay as they were. */
  addJobs(jobs) {
    for (const job of jobs) {
      this.#jobs.set(job.id, job);
      // A job's config never changes, so it is flattened once.
      if (!this.#configs.has(job.id)) this.#configs.set(job.id, flatten({ method: job.method, ...job.config }));
      for (const run of job.runs) this.#runs.set(run.id, { ...run, config: this.#configs.get(job.id) });
    }
  }

  /**
   * Takes in the newest jobs. One that should be among them and is not was deleted; one with another birth belongs to
   * another database, which a server restarted elsewhere may have.
   *
   * @param {{jobs: object[], next: ?string}} page
   * @returns {number[]} runs whose points are no longer what they were.
   */
  takeNewest(page) {
    const fresh = new Map(page.jobs.map((job) => [job.id, job]));
    const oldest = page.next === null ? 0 : Math.min(...fresh.keys());
    const lost = [...this.#jobs.values()].filter((job) =>
      (fresh.has(job.id) ? fresh.get(job.id).created_at !== job.created_at : job.id >= oldest));
    const runs = lost.flatMap((job) => job.runs.map((run) => run.id));
    for (const job of lost) {
      this.#jobs.delete(job.id);
      this.#configs.delete(job.id);
    }
    for (const id of runs) this.#runs.delete(id);
    this.addJobs(page.jobs);
    return runs;
  }

  run(id) {
    return this.#runs.get(id) ?? null;
  }

  /** Ids of the chosen runs, known or not. */
  get chosen() {
    return this.view.runs ?? defaultRuns(this.jobs);
  }

  /** The chosen runs the server has told of. */
  get chosenRuns() {
    return this.chosen.map((id) => this.run(id)).filter((run) => run !== null);
  }

  /** Changes the view and its address. */
  setView(patch) {
    Object.assign(this.view, patch);
    history.replaceState(null, "", location.pathname + encodeView(this.view));
    this.notify("view");
  }

  /** Chooses runs, kept by id: neighbours are short in the address. What was hidden or zoomed belonged to those before. */
  choose(runs) {
    this.setView({ runs: [...runs].sort((a, b) => a - b), hidden: [], zoom: null });
  }
}
