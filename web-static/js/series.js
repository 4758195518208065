// Every point the page holds, filled by the answers of GET /metrics.

/**
 * @typedef {{run: number, attempt: number, name: string, layer: ?string, steps: number[], values: number[],
 *   gap: number}} Series
 *   `values` has NaN where the server sent null. `gap` is 0 while all points are stored ones, else the mean spacing
 *   in steps of the most thinned stretch.
 */

export class SeriesStore {
  /** run id -> {attempt, version, series: Map("name/layer" -> Series)} */
  #runs = new Map();
  #versions = 0;

  /**
   * Takes one answer in: new points go behind those already held.
   *
   * A series of a higher attempt means that points were deleted: what is held of that run goes, and so does the
   * answer's part of it, which may lack the beginning.
   *
   * @param {{series: object[]}} answer
   * @returns {{changed: Set<string>, restarted: Set<number>}} names of metrics that got points; runs to ask for again.
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
      if (this.#append(part)) changed.add(part.name);
    }
    return { changed, restarted };
  }

  #append(part) {
    if (!this.#runs.has(part.run)) {
      this.#runs.set(part.run, { attempt: part.attempt, version: 0, series: new Map() });
    }
    const run = this.#runs.get(part.run);
    const { series } = run;
    run.version = ++this.#versions;
    const key = seriesKey(part.name, part.layer);
    if (!series.has(key)) {
      series.set(key, {
        run: part.run, attempt: part.attempt, name: part.name, layer: part.layer ?? null, steps: [], values: [], gap: 0,
      });
    }
    const own = series.get(key);
    const before = own.steps.length;
    let last = before > 0 ? own.steps[before - 1] : -Infinity;
    for (let i = 0; i < part.steps.length; i++) {
      // An answer that overlaps what is held (a request repeated after a time-out) must not double points.
      if (part.steps[i] <= last) continue;
      last = part.steps[i];
      own.steps.push(last);
      own.values.push(part.values[i] ?? NaN);
    }
    const count = part.steps.length;
    if (part.reduced && count > 2) {
      own.gap = Math.max(own.gap, (part.steps[count - 1] - part.steps[0]) / (count - 1));
    }
    return own.steps.length > before;
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
    for (const { steps } of this.#runs.get(run)?.series.values() ?? []) last = Math.max(last, steps[steps.length - 1]);
    return last;
  }

  /** Step of the first loss that is not a number, or null. */
  divergedAt(run) {
    const loss = this.get(run, "loss");
    const index = loss ? loss.values.findIndex((value) => Number.isNaN(value)) : -1;
    return index < 0 ? null : loss.steps[index];
  }
}

function seriesKey(name, layer) {
  return `${name}/${layer ?? ""}`;
}
