// The points of some runs, kept up to date: first what there is, reduced to what a chart needs, then over the server's
// stream what comes. Where something between us and the server holds the stream back, by asking again and again.

import { readEvents } from "./events.js";
import { request } from "./http.js";

/** Points per series of a first load. What comes later comes as it is stored. */
const FIRST_POINTS = 1500;
const LATER_POINTS = 5000;
/** A page left open for days thins what it holds: past this length a run is loaded again at FIRST_POINTS. */
const MOST_HELD = 20_000;
/** Runs of one request. */
const AT_ONCE = 2000;
/** A stream says something at least every 15 s. One that says nothing at all for this long is held back or dead. */
const SILENCE_MS = 40_000;
const FIRST_WORD_MS = 4000;

const isFinal = (status) => status === "succeeded" || status === "failed" || status === "cancelled";

export class Feed {
  #api;
  #store;
  #live;
  #onPoints;
  #onStatus;
  /** @type {Map<number, object>} followed runs by their ids, as the server last described them. */
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
   *   onPoints: (changed: Set<string>) => void, onStatus?: (state: object) => void}} parts
   *   `onPoints` is told the names of metrics with new points; `onStatus` what the stream says of a run.
   */
  constructor({ api, live, store, onPoints, onStatus = () => {} }) {
    this.#api = api;
    this.#live = live;
    this.#store = store;
    this.#onPoints = onPoints;
    this.#onStatus = onStatus;
    this.#watch = live.watch(() => this.#round());
  }

  /** Says what is to be followed from now on. What is held of other runs stays. */
  follow(runs, names) {
    const known = new Set(this.#names);
    // Of a metric that was not asked for before, nothing is held yet.
    if (names.some((name) => !known.has(name))) {
      this.#complete.clear();
      this.#cursor = null;
    }
    this.#names = names;
    const before = this.#runs;
    this.#runs = new Map(runs.map((run) => [run.id, run]));
    for (const run of runs) this.#noticeRestart(run);
    if (runs.some((run) => !before.has(run.id)) || this.#cursor === null) this.#hangUp();
  }

  stop() {
    this.#watch.stop();
    this.#hangUp();
  }

  #hangUp() {
    this.#abort?.abort();
    this.#abort = null;
    this.#watch.poke();
  }

  /** A run that went on after it had ended, or began a new attempt, has to be asked for again. */
  #noticeRestart(run) {
    if (!isFinal(run.status)) this.#complete.delete(run.id);
    const held = this.#store.attempt(run.id);
    if (held > 0 && run.attempt > held) this.#startOver(run.id);
  }

  #startOver(run) {
    this.#store.forget(run);
    this.#complete.delete(run);
    this.#cursor = null;
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
    const due = this.#due();
    const ids = due.map((run) => run.id);
    // A cursor knows each series by itself, so it serves fewer runs than it was made for.
    if (!ids.every((id) => this.#cohort.has(id))) this.#cursor = null;
    const first = this.#cursor === null;
    if (first) {
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const part = ids.slice(from, from + AT_ONCE);
        const answer = await this.#api.metrics({ runs: part, names: this.#names, points: FIRST_POINTS });
        for (const id of part) this.#store.forget(id);
        this.#take(answer);
        // Only one cursor is kept: more runs than go into one request are asked for anew.
        this.#cursor = ids.length <= AT_ONCE ? answer.next : null;
      }
      this.#cohort = new Set(ids);
    } else {
      const answer = await this.#api.metrics({ runs: ids, names: this.#names, after: this.#cursor, points: LATER_POINTS });
      this.#cursor = answer.next;
      this.#take(answer);
    }
    for (const run of due) if (isFinal(run.status) && this.#cursor !== null) this.#complete.add(run.id);
  }

  #take(answer) {
    const { changed, restarted } = this.#store.merge(answer);
    for (const run of restarted) this.#startOver(run);
    const tooLong = [...this.#cohort].some((id) => this.#store.size(id) > MOST_HELD);
    if (restarted.size > 0 || tooLong) this.#cursor = null;
    if (changed.size > 0) this.#onPoints(changed);
  }

  /** Listens until the stream ends, what is followed changes, or the page is hidden. */
  async #listen() {
    const abort = new AbortController();
    this.#abort = abort;
    const runs = this.#due().map((run) => run.id);
    const hide = () => document.hidden && abort.abort();
    document.addEventListener("visibilitychange", hide);
    let timer = setTimeout(() => this.#heldBack(abort), FIRST_WORD_MS);
    try {
      const response = await request("/stream", {
        method: "POST", body: { runs, names: this.#names, after: this.#cursor }, signal: abort.signal,
      });
      await readEvents(response, (event) => this.#hear(event, abort), () => {
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(), SILENCE_MS);
      });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hide);
      if (this.#abort === abort) this.#abort = null;
    }
  }

  #heldBack(abort) {
    this.#canStream = false;
    abort.abort();
  }

  #hear(event, abort) {
    const data = JSON.parse(event.data);
    if (event.type === "points") {
      this.#cursor = event.id ?? data.next;
      this.#take(data);
      if (this.#cursor === null) abort.abort();
      return;
    }
    if (event.type !== "status") return;
    const run = this.#runs.get(data.run);
    if (run !== undefined && !data.deleted) {
      Object.assign(run, { status: data.status, attempt: data.attempt, step: data.step, steps: data.steps, message: data.message });
      this.#noticeRestart(run);
    }
    this.#onStatus(data);
    // The last points of a run that has ended may still be on their way: the round after this one asks for them.
    if (this.#cursor === null || (isFinal(data.status) && this.#due().every((one) => isFinal(one.status)))) abort.abort();
  }
}
