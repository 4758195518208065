// The points of some runs, kept up to date: first what there is, reduced to what a chart needs, then over the server's
// stream what comes. Where something between us and the server holds the stream back, by asking again and again.

import { askedNames, inParts, namesAtOnce, pointsEach } from "../math/batches.js";
import { isFinal } from "../math/jobwords.js";
import { readEvents } from "./events.js";
import { request } from "./http.js";
import { browser } from "./poller.js";

const LATER_POINTS = 5000;
/** A page left open for days thins what it holds: past this length a run is loaded again as at first. */
const MOST_HELD = 20_000;
/** A stream says something at least every 15 s. One that says nothing at all for this long is held back or dead. */
const SILENCE_MS = 40_000;
const FIRST_WORD_MS = 4000;

/** What the feed needs of its surroundings, so that tests can play server and clock. */
const surroundings = {
  ...browser,
  /** @returns {Promise<Response>} */
  stream: (body, signal) => request("/stream", { method: "POST", body, signal }),
};

/**
 * @typedef {{id: number, status: string, attempt: number, measures?: Object<string, string[]>}} Followed
 *   `measures`: layers by the names of recorded metrics, empty for one of the whole network.
 */
export class Feed {
  #api;
  #store;
  #host;
  #onPoints;
  #onStatus;
  /** @type {Map<number, Followed>} by id, as the server last described them. */
  #runs = new Map();
  #names = [];
  /** Runs that have ended and whose last points are here. */
  #complete = new Set();
  /** Runs that the cursor belongs to. */
  #cohort = new Set();
  #cursor = null;
  #abort = null;
  #watch;
  /** Once a stream has been held back, the page asks instead. */
  #canStream = true;

  /**
   * @param {{api: object, live: import("./live.js").Live, store: import("./series.js").SeriesStore,
   *   onPoints: (changed: Set<string>) => void, onStatus?: (state: object) => void, host?: object}} parts
   *   `onPoints` is told the names of metrics with new points; `onStatus` what the stream says of a run.
   */
  constructor({ api, live, store, onPoints, onStatus = () => {}, host = surroundings }) {
    this.#api = api;
    this.#store = store;
    this.#host = host;
    this.#onPoints = onPoints;
    this.#onStatus = onStatus;
    this.#watch = live.watch(() => this.#round());
  }

  /** Whether everything that is followed has been asked for once. */
  get isLoaded() {
    return [...this.#runs.keys()].every((id) => this.#complete.has(id) || this.#cohort.has(id));
  }

  /**
   * Says what is to be followed from now on; other runs are forgotten.
   *
   * @param {Followed[]} runs @param {string[]} names of metrics.
   */
  follow(runs, names) {
    // Of a metric that was not asked for before, nothing is held yet.
    if (names.some((name) => !this.#names.includes(name))) this.#loadAgain();
    if (names.join() !== this.#names.join()) this.#names = [...names];
    const before = this.#runs;
    this.#runs = new Map(runs.map((run) => [run.id, run]));
    for (const id of before.keys()) if (!this.#runs.has(id)) this.#forget(id);
    for (const run of runs) this.#noticeRestart(run);
    if (this.#isDueBeyond(this.#cohort)) this.#hangUp();
  }

  stop() {
    this.#watch.stop();
    this.#abort?.abort();
  }

  #isDueBeyond(cohort) {
    return this.#due().some((run) => !cohort.has(run.id)) || (this.#cursor === null && this.#due().length > 0);
  }

  /** Ends the stream under way: the next round asks for what it lacks. */
  #hangUp() {
    this.#abort?.abort();
    this.#abort = null;
    this.#watch.poke();
  }

  #loadAgain() {
    this.#complete.clear();
    this.#cohort.clear();
    this.#cursor = null;
  }

  #forget(id) {
    this.#store.forget(id);
    this.#complete.delete(id);
    this.#cohort.delete(id);
  }

  /** A run that went on after it had ended, or began a new attempt, has to be asked for again. */
  #noticeRestart(run) {
    if (!isFinal(run.status)) this.#complete.delete(run.id);
    const held = this.#store.attempt(run.id);
    if (held > 0 && run.attempt > held) this.#forget(run.id);
  }

  #due() {
    return [...this.#runs.values()].filter((run) => !this.#complete.has(run.id));
  }

  async #round() {
    if (this.#names.length === 0 || this.#due().length === 0) return;
    await this.#ask();
    if (this.#canStream && this.#cursor !== null && this.#due().length > 0) await this.#listen();
  }

  async #ask() {
    // What is followed may change while an answer is on its way.
    const [due, names] = [this.#due(), this.#names];
    const open = due.filter((run) => !isFinal(run.status) || this.#cohort.has(run.id));
    // Runs that have ended need no cursor, so that they can be asked for in parts.
    const points = pointsEach(due, names);
    for (const part of inParts(due.filter((run) => !open.includes(run)), names)) {
      const runs = part.map((run) => run.id);
      let isFirst = true;
      const outcomes = await Promise.allSettled(namesAtOnce(part, names).map(async (some) => {
        const answer = await this.#api.metrics({ runs, names: some, points });
        if (names !== this.#names) return;
        if (isFirst) for (const id of runs) this.#store.forget(id);
        isFirst = false;
        this.#take(answer);
      }));
      // Only now, when nothing of this round is on its way any more: the next one begins by forgetting.
      for (const { reason } of outcomes) if (reason !== undefined) throw reason;
      if (names !== this.#names) return;
      for (const run of part) if (isFinal(run.status)) this.#complete.add(run.id);
    }
    if (open.length > 0) await this.#askOpen(open, names, points);
  }

  /** Runs that may still get points: all in one request, which gives one cursor to go on from. */
  async #askOpen(open, names, points) {
    const ids = open.map((run) => run.id);
    // A cursor knows each series by itself, so it serves fewer runs than it was made for.
    const isFirst = this.#cursor === null || !ids.every((id) => this.#cohort.has(id));
    // Those that have ended by now may have got points since the last answer, but none after this one.
    const ended = open.filter((run) => isFinal(run.status));
    let answer = null;
    do {
      const after = answer?.next ?? (isFirst ? undefined : this.#cursor);
      answer = await this.#api.metrics({ runs: ids, ...askedNames(names), points: isFirst ? points : LATER_POINTS, ...(after ? { after } : {}) });
      if (names !== this.#names) return;
      if (isFirst && !after) for (const id of ids) this.#store.forget(id);
      this.#cohort = new Set(ids);
      this.#cursor = answer.next;
      this.#take(answer);
    } while (answer.partial && this.#cursor !== null);
    if (this.#cursor !== null) for (const run of ended) this.#complete.add(run.id);
  }

  #take(answer) {
    const series = answer.series.filter((part) => this.#runs.has(part.run));
    const { changed, restarted } = this.#store.merge({ series });
    for (const run of restarted) this.#forget(run);
    for (const id of this.#cohort) if (this.#store.size(id) > MOST_HELD) this.#cohort.delete(id);
    if (changed.size > 0) this.#onPoints(changed);
  }

  /** Listens until the stream ends, what is followed changes, or the page is hidden. */
  async #listen() {
    const abort = new AbortController();
    this.#abort = abort;
    const runs = this.#due().map((run) => run.id);
    const forget = this.#host.onHidden(() => abort.abort());
    let timer = this.#host.later(() => this.#heldBack(abort), FIRST_WORD_MS);
    try {
      const response = await this.#host.stream({ runs, ...askedNames(this.#names), after: this.#cursor }, abort.signal);
      await readEvents(response, (event) => this.#hear(event, abort), () => {
        this.#host.cancel(timer);
        timer = this.#host.later(() => abort.abort(), SILENCE_MS);
      });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      this.#host.cancel(timer);
      forget();
      if (this.#abort === abort) this.#abort = null;
    }
  }

  #heldBack(abort) {
    this.#canStream = false;
    abort.abort();
  }

  #hear(event, abort) {
    if (abort.signal.aborted) return;
    const data = JSON.parse(event.data);
    if (event.type === "points") {
      this.#cursor = event.id ?? data.next;
      this.#take(data);
    } else if (event.type === "status") {
      this.#hearStatus(data);
    }
    // The last points of a run that has ended may still be on their way: the round after this one asks for them.
    const isOver = this.#due().every((run) => isFinal(run.status));
    if (isOver || this.#isDueBeyond(this.#cohort)) this.#hangUp();
  }

  #hearStatus(data) {
    const run = this.#runs.get(data.run);
    if (run === undefined) return;
    if (!data.deleted) {
      const { status, attempt, step, steps, message } = data;
      Object.assign(run, { status, attempt, step, steps, message });
      this.#noticeRestart(run);
    }
    this.#onStatus(data);
  }
}
