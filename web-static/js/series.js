// Every point the page holds, filled by the answers of POST /metrics.

import { firstNull, mergePoints } from "./math/points.js";

/**
 * @typedef {{run: number, attempt: number, name: string, layer: ?string, steps: number[], values: number[],
 *   nulls: ?number[], gap: number}} Series
 *   `values` has NaN where the server sent null. `nulls`: how many values that are not numbers each point stands for
 *   beside those that it is the mean of; null while no point has any. `gap` is 0 while all points are stored ones,
 *   else the mean spacing in steps of the most thinned stretch.
 */

export class SeriesStore {
  /** run id -> {attempt, version, series: Map("name/layer" -> Series)} */
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
    if (!this.#runs.has(part.run)) {
      this.#runs.set(part.run, { attempt: part.attempt, version: 0, series: new Map() });
    }
    const run = this.#runs.get(part.run);
    const key = seriesKey(part.name, part.layer);
    if (part.anew || !run.series.has(key)) {
      run.series.set(key, {
        run: part.run, attempt: part.attempt, name: part.name, layer: part.layer ?? null, steps: [], values: [],
        nulls: null, gap: 0,
      });
    }
    const own = run.series.get(key);
    const hasChanged = mergePoints(own, part) || part.anew === true;
    const count = part.steps.length;
    if (part.reduced && count > 2) {
      own.gap = Math.max(own.gap, (part.steps[count - 1] - part.steps[0]) / (count - 1));
    }
    // Only then: lines of runs that got nothing are not computed again.
    if (hasChanged) run.version = ++this.#versions;
    return hasChanged;
  }

  /** @returns {?Series} */
  get(run, name, layer = null) {
    return this.#runs.get(run)?.series.get(seriesKey(name, layer)) ?? null;
  }

  /** Attempt of what is held, or 0. */
  attempt(run) {
    return this.#runs.get(run)?.attempt ?? 0;
  }

  /** Another number whenever the run's points have changed; 0 without points. */
  version(run) {
    return this.#runs.get(run)?.version ?? 0;
  }

  has(run) {
    return this.#runs.has(run);
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

  /** Newest step of any of the run's series, 0 without points. */
  lastStep(run) {
    let last = 0;
    for (const { steps } of this.#runs.get(run)?.series.values() ?? []) {
      last = Math.max(last, steps[steps.length - 1] ?? 0);
    }
    return last;
  }

  /**
   * The first value of a metric of the whole network that is not a number.
   *
   * @returns {?{step: number, isExact: boolean}} not exact where the server sent a mean of several steps, one of which
   *   it is. Null where there is none.
   */
  firstNull(run, name) {
    const series = this.get(run, name);
    return series && firstNull(series);
  }
}

function seriesKey(name, layer) {
  return `${name}/${layer ?? ""}`;
}
