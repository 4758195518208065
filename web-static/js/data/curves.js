// Everything that charts of many runs draw: which runs a selection has, their points, finer ones of a zoom, and the lines
// of groups made of them.

import { axisOf } from "../math/axis.js";
import { pointsToCome } from "../math/batches.js";
import { isFinal } from "../math/jobwords.js";
import { slim } from "../math/linetask.js";
import { Aggregator } from "./aggregator.js";
import { Feed } from "./feed.js";
import { Finer } from "./finer.js";
import { Selected } from "./selected.js";
import { SeriesStore, seriesKey } from "./series.js";

export class Curves {
  #store = new SeriesStore();
  #selected;
  #feed;
  #finer;
  #aggregator;
  #names = [];
  /** "metric/layer/kind" -> group id -> {key, line}: promises of lines as last asked for, and what they are made from. */
  #built = new Map();

  /**
   * @param {{api: object, live: import("./live.js").Live, onRuns: () => void, onPoints: (names: Set<string>) => void}} parts
   *   `onRuns`: the runs or their states are others now. `onPoints`: these metrics have new points.
   */
  constructor({ api, live, onRuns, onPoints }) {
    this.#aggregator = new Aggregator();
    this.#selected = new Selected({
      api, live,
      onChange: () => {
        this.#follow();
        onRuns();
      },
    });
    const store = this.#store;
    this.#feed = new Feed({ api, live, store, onPoints, onStatus: (state) => this.#selected.hear(state) });
    this.#finer = new Finer({ api, store, onPoints });
  }

  /** @returns {import("./selected.js").Run[]} */
  get runs() {
    return this.#selected.runs;
  }

  /** Whether the runs are those of the selection that was said last. */
  get isLoaded() {
    return this.#selected.isLoaded;
  }

  /** Whether their points were asked for once. */
  get hasPoints() {
    return this.#feed.isLoaded;
  }

  /** What the server says is wrong with the selection. */
  get trouble() {
    return this.#selected.trouble;
  }

  /** @param {?import("../math/query.js").Selection} selection */
  select(selection) {
    this.#selected.select(selection);
  }

  /** @param {string[]} names of metrics whose points are wanted from now on. */
  want(names) {
    if (names.join() === this.#names.join()) return;
    this.#names = [...names];
    for (const key of this.#built.keys()) if (!names.includes(key.split(",", 1)[0])) this.#built.delete(key);
    this.#follow();
  }

  /** Says what is zoomed into, so that finer points of it come. @param {?number[]} window @param {string} kind of x. */
  zoom(window, kind, runs) {
    this.#finer.want(window, kind, runs, this.#names);
  }

  /**
   * The lines of some groups, of one metric and layer. Those whose points and view are as before are not calculated again.
   *
   * @param {import("../math/grouping.js").Group[]} groups
   * @param {{name: string, perEpoch: boolean}} measure
   * @param {?string} layer
   * @param {import("../math/pipeline.js").View} view
   * @param {string} kind of groups: lines of one kind are kept when those of another are asked for.
   * @returns {Promise<import("../math/pipeline.js").Line[]>} of the groups that have points.
   */
  async lines(groups, measure, layer, view, kind = "") {
    const place = `${seriesKey(measure.name, layer)},${kind}`;
    const before = this.#built.get(place) ?? new Map();
    const built = new Map();
    const series = new Map();
    const tasks = [];
    for (const group of groups) {
      const named = this.#seriesOf(group, measure.name, layer, view);
      const key = keyOf(group, named, view);
      const known = before.get(group.id);
      built.set(group.id, known?.key === key ? known : { key, line: null });
      if (known?.key === key) continue;
      for (const one of named.values()) series.set(one.key, one);
      const names = [...named].map(([run, { key: name }]) => [run, name]);
      tasks.push({ group: slim(group), measure: { perEpoch: measure.perEpoch }, view, series: names });
    }
    const answer = tasks.length > 0 ? this.#aggregator.lines(tasks, series) : null;
    // Known before they are there: who asks for the same meanwhile waits for the same.
    tasks.forEach(({ group }, i) => { built.get(group.id).line = answer.then((lines) => lines[i]); });
    this.#built.set(place, built);
    try {
      return (await Promise.all([...built.values()].map(({ line }) => line))).filter((line) => line !== null);
    } catch (error) {
      this.#built.delete(place);
      throw error;
    }
  }

  /** Where the first point of any of these runs lies; Infinity without points. */
  firstX(runs, kind) {
    let first = Infinity;
    for (const run of runs) {
      const step = this.#store.firstStep(run.id);
      if (step < Infinity) first = Math.min(first, axisOf(run, kind)?.toX(step) ?? Infinity);
    }
    return first;
  }

  /** Where the newest point of any of these runs lies, 0 without points. */
  lastX(runs, kind) {
    let last = 0;
    for (const run of runs) {
      const held = this.#store.lastStep(run.id);
      // Of a long run the last point is the middle of a span; one that has ended says itself where. Of one from elsewhere that
      // may be the last sample of the machine, which has steps of its own.
      const step = isFinal(run.status) && !run.external ? Math.max(held, run.step ?? 0) : held;
      if (held > 0) last = Math.max(last, axisOf(run, kind)?.toX(step) ?? 0);
    }
    return last;
  }

  /** A run's points of a metric and layer as they are held. @returns {?import("./series.js").Series} */
  series(run, name, layer = null) {
    return this.#store.get(run, name, layer);
  }

  stop() {
    this.#selected.stop();
    this.#feed.stop();
    this.#finer.stop();
    this.#aggregator.stop();
  }

  #follow() {
    this.#aggregator.expect(pointsToCome(this.#selected.runs, this.#names));
    this.#feed.follow(this.#selected.runs, this.#names);
    const held = new Set(this.#selected.runs.map((run) => String(run.id)));
    this.#aggregator.keep((key) => held.has(key.split(",", 1)[0]) && this.#names.includes(key.split(",", 2)[1]));
  }

  #seriesOf(group, name, layer, view) {
    const named = new Map();
    for (const run of group.runs) {
      const points = this.#finer.get(run, name, layer, view.window, view.x);
      if (points !== null) named.set(run.id, { key: `${run.id},${seriesKey(name, layer)}`, version: points.version, points });
    }
    return named;
  }
}

/** What a line is made of. A run's seconds for a step change while it goes on, so its state is a part where x is time. */
function keyOf(group, named, view) {
  const runs = group.runs.map((run) => [run.id, named.get(run.id)?.version ?? 0, run.steps_per_epoch,
    ...(view.x === "time" ? [run.step, run.duration_seconds, run.last_point_at, run.finished_at] : [])]);
  return JSON.stringify([group.label, group.left, runs, view.x, view.smoothing, view.band, view.window]);
}
