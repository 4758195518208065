// Keeps the page up to date: jobs, then the new points of the chosen runs, in one request each.

import { ApiError, api } from "./api.js";
import { readCatalogue } from "./metrics.js";
import { Poller } from "./poller.js";
import { MOST_IDS } from "./ranges.js";
import { isFinal } from "./selection.js";

const JOBS_PER_PAGE = 40;
/** Points per series of a first load. Later answers bring every stored point. */
const FIRST_POINTS = 1500;
const LATER_POINTS = 5000;
/** A page left open for days thins what it holds: past this length a run is loaded again at FIRST_POINTS. */
const MOST_HELD = 20_000;
/** Runs of an address that are looked up at a time, one by one: the next round goes on with the others. */
const LOOKUPS = 50;

export class Live {
  #state;
  #store;
  #poller;
  /** Runs that have ended and whose last points are here. */
  #complete = new Set();
  /** Which runs the cursor belongs to, and the cursor. */
  #cohort = new Set();
  #cursor = null;
  /** Run ids of the address that the server does not know. */
  #gone = new Set();

  /** @param {object} [host] the poller's surroundings, when not the browser. */
  constructor(state, store, host) {
    this.#state = state;
    this.#store = store;
    this.#poller = new Poller(() => this.#tick(), host);
  }

  /** Starts, or asks for news now. */
  refresh() {
    return this.#poller.poke();
  }

  async #tick() {
    try {
      await this.#refreshJobs();
      await this.#learnMeasures();
      await this.#refreshPoints();
    } catch (error) {
      const message = error instanceof ApiError ? error.message : "The page had trouble with the server's answer.";
      if (!(error instanceof ApiError)) console.error(error);
      this.#state.connection = { ...this.#state.connection, stale: true, message };
      this.#state.notify("connection");
      throw error;
    }
    this.#state.connection = { stale: false, lastSeen: new Date(), message: "" };
    this.#state.notify("connection");
  }

  async #refreshJobs() {
    const page = await api.jobs(JOBS_PER_PAGE);
    for (const run of this.#state.takeNewest(page)) this.#startOver(run);
    if (this.#state.older === undefined) this.#state.older = page.next;
    await this.#findMissing(new Set(page.jobs.map((job) => job.id)));
    this.#state.notify("jobs");
  }

  /** Older jobs whose runs are chosen are not on the first page: they are asked for by themselves. */
  async #findMissing(fresh) {
    const asked = new Set();
    let left = LOOKUPS;
    for (const id of this.#state.chosen) {
      const run = this.#state.run(id);
      if (run === null ? this.#gone.has(id) : fresh.has(run.job_id) || isFinal(run.status)) continue;
      if (run === null && --left < 0) {
        this.refresh();
        return;
      }
      const job = run === null ? await this.#jobOf(id) : run.job_id;
      if (job === null || asked.has(job)) continue;
      asked.add(job);
      // At once: most of the ids that follow are runs of the same job, and known from here on.
      this.#state.addJobs([await api.job(job)]);
    }
  }

  async #jobOf(run) {
    try {
      return (await api.run(run)).job_id;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      this.#gone.add(run);
      return null;
    }
  }

  /** What there is to draw: it stays the same for as long as the page is open. */
  async #learnMeasures() {
    if (this.#state.measures !== null) return;
    this.#state.measures = readCatalogue(await api.measures());
    this.#state.notify("measures");
  }

  async #refreshPoints() {
    const runs = this.#state.chosenRuns;
    for (const run of runs) this.#noticeRestart(run);
    const due = runs.filter((run) => !this.#complete.has(run.id)).slice(0, MOST_IDS);
    if (due.length === 0) return;
    const ids = due.map((run) => run.id);
    // A cursor knows each series by itself, so it serves fewer runs than it was made for: those that have not ended.
    if (!ids.every((id) => this.#cohort.has(id))) this.#cursor = null;
    const first = this.#cursor === null;
    const answer = await api.metrics(ids, this.#state.measures.names, this.#cursor, first ? FIRST_POINTS : LATER_POINTS);
    if (first) for (const id of ids) this.#store.forget(id);
    const { changed, restarted } = this.#store.merge(answer);
    this.#cohort = new Set(ids);
    this.#cursor = restarted.size > 0 || this.#tooLong(ids) ? null : answer.next;
    for (const run of due) if (isFinal(run.status) && !restarted.has(run.id)) this.#complete.add(run.id);
    if (first || changed.size > 0) this.#state.notify("points");
    if (restarted.size > 0) this.refresh();
  }

  /** A run that went on after it had ended, or began a new attempt, has to be asked for again. */
  #noticeRestart(run) {
    if (!isFinal(run.status)) this.#complete.delete(run.id);
    const held = this.#store.attempt(run.id);
    if (held > 0 && run.attempt > held) this.#startOver(run.id);
  }

  /** Drops what is held of a run, so that the next request asks for all of it. */
  #startOver(run) {
    this.#store.forget(run);
    this.#complete.delete(run);
    this.#cursor = null;
  }

  #tooLong(ids) {
    return ids.some((id) => this.#store.size(id) > MOST_HELD);
  }

  /** One more page of older jobs. */
  async loadOlder() {
    const page = await api.jobs(JOBS_PER_PAGE, this.#state.older);
    this.#state.addJobs(page.jobs);
    this.#state.older = page.next;
    this.#state.notify("jobs");
  }
}
