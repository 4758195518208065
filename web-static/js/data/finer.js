// Finer points of what a zoom shows, held beside the points of the whole runs.

import { axisOf } from "../math/axis.js";
import { askedNames } from "../math/batches.js";
import { isThinned, isThinnedBehind, spliced } from "../math/splice.js";
import { SeriesStore, seriesKey } from "./series.js";

/** Points that a series has in a window. */
const POINTS = 1500;
/** A window as wide as this part of what is held is not asked for again. */
const NEAR_ENOUGH = 0.4;
/** Of a window's width, on either side: lines reach the edges, and a small move needs nothing new. */
const MARGIN = 0.1;
/** Milliseconds that a window has to stay before it is asked for. */
const PAUSE = 150;
/** Runs whose epochs or seconds differ have windows of other steps: more than so many are asked for as one. */
const MOST_WINDOWS = 8;
/** The last step that a number tells from its neighbours; the first is as far below 0. */
const LAST = Number.MAX_SAFE_INTEGER;

export class Finer {
  #api;
  #store;
  #onPoints;
  #later;
  /**
   * run id -> {answer, from, to, upTo, names, parts, born, attempt, isWhole}: steps that were asked for, up to which there were any,
   * what came, and which series it is finer than. `isWhole`: every stored point is there.
   */
  #held = new Map();
  #wish = null;
  #timer = null;
  #abort = null;
  /** Whether what is wished will be asked for, or is on its way. */
  #isBusy = false;
  #answers = 0;
  /** "run/metric/layer" -> a series of both. */
  #cache = new Map();

  /**
   * @param {{api: object, store: SeriesStore, onPoints: (names: Set<string>) => void, later?: (run: () => void, ms: number) => any,
   *   cancel?: (timer: any) => void}} parts
   */
  constructor({ api, store, onPoints, later = setTimeout, cancel = clearTimeout }) {
    this.#api = api;
    this.#store = store;
    this.#onPoints = onPoints;
    this.#later = { run: (task, ms) => later(task, ms), cancel: (timer) => cancel(timer) };
  }

  /**
   * Says what is shown. Where that is thinned, finer points are asked for as soon as it stays.
   *
   * @param {?number[]} window the x that are shown; null for all: then nothing finer is needed.
   * @param {string} kind of x. @param {object[]} runs @param {string[]} names of metrics.
   */
  want(window, kind, runs, names) {
    const wish = window === null ? null : { windows: windowsOf(window, kind, runs), names };
    if (JSON.stringify(wish) === JSON.stringify(this.#wish)) {
      // Points of the whole runs may have come since: then it shows what of them is thinned.
      if (wish === null || this.#isBusy || !this.#isAnyNeeded(wish)) return;
    }
    this.#wish = wish;
    this.#later.cancel(this.#timer);
    this.#isBusy = wish !== null;
    if (wish !== null) this.#timer = this.#later.run(() => this.#ask(wish), PAUSE);
  }

  stop() {
    this.#later.cancel(this.#timer);
    this.#abort?.abort();
  }

  /** The points of a run, in as much detail as there is. @returns {?import("./series.js").Series} */
  get(run, name, layer, window, kind) {
    const base = this.#store.get(run.id, name, layer);
    const held = this.#held.get(run.id);
    if (base === null || window === null || held === undefined || held.attempt !== base.attempt) return base;
    const [from, to] = stepsOf(window, kind, run);
    if (held.from > from || held.to < to) return base;
    const finer = held.parts.get(run.id, name, layer);
    if (finer === null || held.born.get(seriesKey(name, layer)) !== base.born) return base;
    const key = `${run.id},${seriesKey(name, layer)}`;
    const before = this.#cache.get(key);
    // A version of its own, so that what was made of the base alone, or of other finer points, is not taken for this.
    const version = `${base.version}+${held.answer}`;
    if (before?.version !== version) this.#cache.set(key, { ...spliced(base, finer), version });
    return this.#cache.get(key);
  }

  async #ask(wish) {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const needed = wish.windows.filter((window) => this.#isNeeded(window, wish.names));
    const changed = new Set();
    try {
      for (const { from, to, runs } of together(needed)) {
        const question = { runs, ...askedNames(wish.names), after: from - 1, before: to, points: POINTS };
        const answer = await this.#api.metrics(question, abort.signal);
        if (abort.signal.aborted) return;
        this.#take(answer, { from, to, runs, names: wish.names }, changed);
      }
    } catch (error) {
      // What is shown stays as coarse as it is; the connection's trouble is told by what asks all the time.
      if (!abort.signal.aborted && this.#wish === wish) [this.#wish, this.#isBusy] = [null, false];
      if (error.status === undefined && !abort.signal.aborted) throw error;
    }
    if (!abort.signal.aborted && this.#wish === wish) this.#isBusy = false;
    if (changed.size > 0) this.#onPoints(changed);
  }

  #isAnyNeeded({ windows, names }) {
    return windows.some((window) => this.#isNeeded(window, names));
  }

  #isNeeded({ id, from, to }, names) {
    const held = this.#held.get(id);
    const isHeld = held !== undefined && held.attempt === this.#store.attempt(id) && held.from <= from && held.to >= to
      && names.every((name) => held.names.includes(name)) && (held.isWhole || to - from > NEAR_ENOUGH * (held.to - held.from));
    // Of a run that goes on, what came behind the finer points may have been thinned since.
    return this.#store.seriesOf(id).some((series) => names.includes(series.name)
      && (isHeld ? isThinnedBehind(series, held.upTo, to) : isThinned(series, from, to)));
  }

  #take(answer, { from, to, runs, names }, changed) {
    const parts = new SeriesStore();
    parts.merge(answer);
    this.#answers += 1;
    for (const run of runs) {
      const series = answer.series.filter((one) => one.run === run);
      const born = new Map(this.#store.seriesOf(run).map((one) => [seriesKey(one.name, one.layer), one.born]));
      this.#held.set(run, {
        answer: this.#answers, from, to, upTo: this.#store.lastStep(run), parts, born, names, attempt: this.#store.attempt(run), isWhole: series.every((one) => !one.reduced),
      });
      for (const { name } of series) changed.add(name);
    }
    for (const key of this.#cache.keys()) if (runs.includes(Number(key.split(",", 1)[0]))) this.#cache.delete(key);
  }
}

/** First and last step of a window, of a run. */
function stepsOf([low, high], kind, run) {
  const axis = axisOf(run, kind);
  return axis === null ? [0, 0] : [whole(Math.floor(axis.toStep(low))), whole(Math.ceil(axis.toStep(high)))];
}

/** A step that the server can be asked for. */
function whole(step) {
  return Math.min(Math.max(step, -LAST), LAST);
}

function windowsOf(window, kind, runs) {
  return runs.filter((run) => axisOf(run, kind) !== null).map((run) => {
    const [from, to] = stepsOf(window, kind, run);
    return { id: run.id, from, to };
  });
}

/** Requests: those of the same steps in one, with a margin; of very many different ones all that is among them. */
function together(windows) {
  const groups = new Map();
  for (const { id, from, to } of windows) {
    const margin = Math.ceil((to - from) * MARGIN);
    const [low, high] = [whole(from - margin), whole(to + margin)];
    const key = `${low}-${high}`;
    if (!groups.has(key)) groups.set(key, { from: low, to: high, runs: [] });
    groups.get(key).runs.push(id);
  }
  const all = [...groups.values()];
  if (all.length <= MOST_WINDOWS) return all;
  return [{
    from: all.reduce((low, { from }) => Math.min(low, from), Infinity), to: all.reduce((high, { to }) => Math.max(high, to), -Infinity),
    runs: all.flatMap(({ runs }) => runs),
  }];
}
