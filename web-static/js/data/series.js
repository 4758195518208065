// Every point the page holds, filled by the answers of POST /metrics.

import { mergePoints } from "../math/points.js";
import { isOfMachine } from "../math/recorded.js";

/**
 * @typedef {{run: number, attempt: number, name: string, layer: ?string, version: number, born: number,
 *   steps: number[], values: number[], min: ?number[], max: ?number[], nulls: ?number[], counts: ?number[]}} Series
 *   `values` has NaN where the server sent null. The columns of spans are null while every point is a stored value: least
 *   and greatest of what a point is the mean of, how many of these are no numbers, how many there are in all.
 *   `version`: another number whenever the points have changed; no two series have the same. `born`: its first version;
 *   another one where all of its points came anew.
 */

export class SeriesStore {
  /** run id -> {attempt, series: Map("name/layer" -> Series)} */
  #runs = new Map();
  #versions = 0;

  /**
   * Takes one answer in. New points go behind those already held; a point that comes late goes where its step is, and
   * takes the place of an older value of that step. A series that says `anew` replaces all that is held of it.
   *
   * A series of a higher attempt means that points were deleted: what is held of that run goes, and so does the
   * answer's part of it, which may lack the beginning.
   *
   * @param {{series: object[]}} answer
   * @returns {{changed: Set<string>, restarted: Set<number>}} names of metrics whose points are not as they were; runs
   *   to ask for again.
   */
  merge(answer) {
    const changed = new Set();
    const restarted = new Set();
    for (const part of answer.series) {
      const held = this.#runs.get(part.run);
      if (held && part.attempt > held.attempt) {
        this.#runs.delete(part.run);
        restarted.add(part.run);
      }
      if (restarted.has(part.run)) {
        changed.add(part.name);
        continue;
      }
      if (held && part.attempt < held.attempt) continue;
      if (this.#take(part)) changed.add(part.name);
    }
    return { changed, restarted };
  }

  /** @returns {boolean} whether anything is different now. */
  #take(part) {
    if (!this.#runs.has(part.run)) this.#runs.set(part.run, { attempt: part.attempt, series: new Map() });
    const { series } = this.#runs.get(part.run);
    const key = seriesKey(part.name, part.layer);
    if (part.anew || !series.has(key)) series.set(key, emptySeries(part));
    const own = series.get(key);
    const hasChanged = mergePoints(own, part) || part.anew === true;
    // Only then: lines of runs that got nothing are not computed again.
    if (hasChanged) own.version = ++this.#versions;
    if (own.born === 0) own.born = own.version;
    return hasChanged;
  }

  /** @returns {?Series} */
  get(run, name, layer = null) {
    return this.#runs.get(run)?.series.get(seriesKey(name, layer)) ?? null;
  }

  /** All of a run. @returns {Series[]} */
  seriesOf(run) {
    return [...(this.#runs.get(run)?.series.values() ?? [])];
  }

  /** Attempt of what is held, or 0. */
  attempt(run) {
    return this.#runs.get(run)?.attempt ?? 0;
  }

  has(run) {
    return this.#runs.has(run);
  }

  /** Runs of which something is held. */
  get runs() {
    return [...this.#runs.keys()];
  }

  forget(run) {
    this.#runs.delete(run);
  }

  /** Length of the run's longest series. */
  size(run) {
    let longest = 0;
    for (const series of this.#runs.get(run)?.series.values() ?? []) longest = Math.max(longest, series.steps.length);
    return longest;
  }

  /** First step of any of the run's series, Infinity without points. What is of the machine has steps of its own. */
  firstStep(run) {
    let first = Infinity;
    for (const { name, steps } of this.seriesOf(run)) if (!isOfMachine(name)) first = Math.min(first, steps[0] ?? Infinity);
    return first;
  }

  /** Newest step of any of the run's series, 0 without points and before. */
  lastStep(run) {
    let last = 0;
    for (const { name, steps } of this.seriesOf(run)) if (!isOfMachine(name)) last = Math.max(last, steps[steps.length - 1] ?? 0);
    return last;
  }
}

/** What tells a run's series apart: a comma stands neither in a metric's name nor in a layer's. */
export function seriesKey(name, layer) {
  return `${name},${layer ?? ""}`;
}

function emptySeries({ run, attempt, name, layer }) {
  return {
    run, attempt, name, layer: layer ?? null, version: 0, born: 0, steps: [], values: [], min: null, max: null, nulls: null,
    counts: null,
  };
}
