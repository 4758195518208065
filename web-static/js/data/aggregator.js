// Calculates lines: few points at once, many in a worker, so that the page is never blocked. The result is the same.

import { calculate } from "../math/linetask.js";

/** Points that are read in one go on the page's own thread: some milliseconds. */
const AT_ONCE = 8000;
const COLUMNS = ["steps", "values", "min", "max", "nulls", "counts"];

/**
 * @typedef {{key: string, version: string|number, points: import("../math/pipeline.js").Series}} Named
 *   `key`: which series it is; `version`: another one whenever its points have changed.
 */
export class Aggregator {
  #spawn;
  #worker = null;
  #waiting = new Map();
  #count = 0;
  /** key -> version that the worker has. */
  #sent = new Map();

  /** @param {{spawn?: () => Worker}} [parts] */
  constructor({ spawn = () => new Worker(new URL("./aggregatorworker.js", import.meta.url), { type: "module" }) } = {}) {
    this.#spawn = spawn;
  }

  /**
   * @param {import("../math/linetask.js").LineTask[]} tasks whose series are named by their keys.
   * @param {Map<string, Named>} series by key: all that the tasks name.
   * @returns {Promise<(?import("../math/pipeline.js").Line)[]>}
   */
  lines(tasks, series) {
    let count = 0;
    for (const { points } of series.values()) count += points.steps.length;
    const direct = () => tasks.map((task) => calculate(task, (key) => series.get(key)?.points ?? null));
    if (count <= AT_ONCE) return Promise.resolve(direct());
    // A browser may forbid workers: then it takes longer, and is as right.
    return this.#send(tasks, series).catch(() => direct());
  }

  /** So many points are on their way: if they need the worker, it is there when they are. */
  expect(count) {
    if (count <= AT_ONCE) return;
    try {
      this.#start();
    } catch {
      // Without one it takes longer.
    }
  }

  /** The points of these runs are needed no more. @param {(key: string) => boolean} isNeeded */
  keep(isNeeded) {
    const forget = [...this.#sent.keys()].filter((key) => !isNeeded(key));
    for (const key of forget) this.#sent.delete(key);
    if (forget.length > 0) this.#worker?.postMessage({ id: 0, series: [], forget, tasks: [] });
  }

  stop() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#sent.clear();
    for (const { fail } of this.#waiting.values()) fail(new Error("stopped"));
    this.#waiting.clear();
  }

  #send(tasks, series) {
    return new Promise((take, fail) => {
      try {
        this.#start();
        const id = (this.#count += 1);
        const changed = [...series.values()].filter(({ key, version }) => this.#sent.get(key) !== version);
        const buffers = [];
        const copies = changed.map(({ key, points }) => [key, packed(points, buffers)]);
        this.#worker.postMessage({ id, series: copies, forget: [], tasks }, buffers);
        for (const { key, version } of changed) this.#sent.set(key, version);
        this.#waiting.set(id, { take, fail });
      } catch (error) {
        fail(error);
      }
    });
  }

  #start() {
    if (this.#worker !== null) return;
    this.#worker = this.#spawn();
    this.#worker.onmessage = ({ data: { id, lines, error } }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.take(lines);
      else waiting?.fail(new Error(error));
    };
    this.#worker.onerror = () => this.stop();
  }
}

/** Columns as they are sent fastest: copied once, and then handed over. */
function packed(points, buffers) {
  const result = {};
  for (const name of COLUMNS) {
    result[name] = points[name] ? new Float64Array(points[name]) : null;
    if (result[name]) buffers.push(result[name].buffer);
  }
  return result;
}
