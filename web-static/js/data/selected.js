// The runs of a selection and their jobs, as the server has them now: asked for again and again, since jobs are queued,
// end and are deleted while a page looks at them.

import { parseExact } from "../math/exactjson.js";
import { flatten } from "../math/flatten.js";
import { isFinal, seedOf } from "../math/jobwords.js";
import { ApiError } from "./http.js";

/** Runs of one answer. */
const PAGE = 2000;
/** Milliseconds between two looks while a run may change; while none does, only every fourth is taken. */
const EVERY = 1000;
const CALM_ROUNDS = 4;

/**
 * @typedef {import("../math/grouping.js").Run & {job_id: number, trial: number, attempt: number, steps: ?number,
 *   steps_per_epoch: ?number, epochs: ?number, external: boolean, message: ?string, diverged_step: ?number,
 *   started_at: ?string, finished_at: ?string, duration_seconds: ?number, last_point_at: ?string,
 *   measures: Object<string, string[]>}} Run
 *   `measures`: layers by the names of what was recorded, empty for a metric of the whole network.
 */
export class Selected {
  #api;
  #onChange;
  #watch;
  #selection = null;
  /** Texts of the last answers: the same ones change nothing. */
  #texts = [];
  #next = [];
  #calm = 0;
  /** @type {Run[]} by id; another list whenever anything of them is different. */
  runs = [];
  /** How many runs the server counts, also those that were not read. */
  total = 0;
  isLoaded = false;
  /** What the server says is wrong with the selection; "" where nothing is. */
  trouble = "";

  /** @param {{api: object, live: import("./live.js").Live, onChange: () => void}} parts */
  constructor({ api, live, onChange }) {
    this.#api = api;
    this.#onChange = onChange;
    this.#watch = live.watch(() => this.#round(), { every: EVERY });
  }

  /** @param {?import("../math/query.js").Selection} selection null for none. */
  select(selection) {
    if (JSON.stringify(selection) === JSON.stringify(this.#selection)) return;
    this.#selection = selection;
    this.#texts = [];
    this.#calm = 0;
    this.isLoaded = false;
    this.trouble = "";
    this.#watch.poke();
  }

  /** What the stream says of a run, long before the next look. */
  hear({ run: id, status, attempt, step, steps, message, deleted }) {
    const run = this.runs.find((one) => one.id === id);
    if (run === undefined) return;
    this.#texts = [];
    this.#calm = 0;
    if (deleted) this.runs = this.runs.filter((one) => one !== run);
    else if (status === run.status && attempt === run.attempt) return;
    else this.runs = this.runs.map((one) => (one === run ? { ...run, status, attempt, step, steps, message } : one));
    this.#onChange();
  }

  stop() {
    this.#watch.stop();
  }

  async #round() {
    const selection = this.#selection;
    if (selection === null) return;
    if (this.isLoaded && this.runs.every((run) => isFinal(run.status)) && (this.#calm += 1) % CALM_ROUNDS !== 0) return;
    try {
      const texts = await this.#read(selection);
      if (selection !== this.#selection) return;
      if (this.isLoaded && texts.join() === this.#texts.join() && this.trouble === "") return;
      this.#texts = texts;
      this.#take(texts.map(parseExact));
      this.trouble = "";
    } catch (error) {
      if (selection !== this.#selection || !(error instanceof ApiError) || error.status < 400 || error.status >= 500 || error.status === 401) throw error;
      if (this.trouble === error.message) return;
      this.trouble = error.message;
      this.runs = [];
    }
    this.isLoaded = true;
    this.#onChange();
  }

  async #read(selection) {
    const [texts, next] = [[], []];
    let after = null;
    do {
      const text = await this.#api.selectionText(selection, { limit: PAGE, ...(after === null ? {} : { after }) });
      texts.push(text);
      if (selection !== this.#selection) return [];
      // The same text goes on in the same way: a selection that stays as it is is not read again.
      after = text === this.#texts[texts.length - 1] ? this.#next[texts.length - 1] : nextOf(text);
      next.push(after);
    } while (after !== null);
    this.#next = next;
    return texts;
  }

  #take(pages) {
    const jobs = new Map();
    for (const page of pages) for (const job of page.jobs) jobs.set(job.id, { ...job, flat: flatten(job.config) });
    const runs = new Map();
    for (const page of pages) for (const run of page.runs) runs.set(run.id, withJob(run, jobs.get(run.job_id)));
    this.runs = [...runs.values()].sort((a, b) => a.id - b.id);
    this.total = pages[0].total ?? this.runs.length;
  }
}

/** A job's runs share one config. */
function withJob(run, { flat, ...job }) {
  return { ...run, seed: seedOf(run, flat, job), config: flat, job };
}

function nextOf(text) {
  return JSON.parse(text).next ?? null;
}
