import assert from "node:assert/strict";
import test from "node:test";
import { seeded } from "./random.mjs";
import { SeriesStore } from "../../web-static/js/data/series.js";

const part = (steps, values, more = {}) =>
  ({ run: 1, attempt: 1, name: "loss", layer: null, unit: "nats", steps, values, reduced: false, ...more });

test("answers are put one behind the other", () => {
  const store = new SeriesStore();
  assert.deepEqual(store.merge({ series: [part([1, 2], [2.3, 2.2])] }).changed, new Set(["loss"]));
  store.merge({ series: [part([3], [2.1])] });
  assert.deepEqual(store.get(1, "loss").steps, [1, 2, 3]);
  assert.deepEqual(store.get(1, "loss").values, [2.3, 2.2, 2.1]);
  assert.equal(store.lastStep(1), 3);
});

test("an answer that comes twice doubles nothing and is no change", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1, 2], [2.3, 2.2])] });
  const { version } = store.get(1, "loss");
  assert.equal(store.merge({ series: [part([1, 2], [2.3, 2.2])] }).changed.size, 0);
  assert.deepEqual(store.get(1, "loss").steps, [1, 2]);
  store.merge({ series: [part([2, 3], [2.2, 2.1])] });
  assert.deepEqual(store.get(1, "loss").steps, [1, 2, 3]);
  assert.notEqual(store.get(1, "loss").version, version);
});

test("where a run begins and ends is told without what counts samples of the machine", () => {
  const store = new SeriesStore();
  assert.deepEqual([store.firstStep(1), store.lastStep(1)], [Infinity, 0]);
  store.merge({ series: [part([0, 9], [1, 2], { name: "train/loss" }), part([-5, 300], [50, 60], { name: "system/cpu" })] });
  assert.deepEqual([store.firstStep(1), store.lastStep(1)], [0, 9]);
});

test("layers and metrics are kept apart", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1], [90], { name: "angle", layer: "fc1" }), part([1], [70], { name: "angle", layer: "fc2" })] });
  assert.deepEqual(store.get(1, "angle", "fc2").values, [70]);
  assert.equal(store.get(1, "loss"), null);
});

test("names with slashes are kept apart from layers, and steps may begin below 0", () => {
  const store = new SeriesStore();
  store.merge({ series: [
    part([-2, 0], [90, 80], { name: "angle/fc1" }), part([1], [70], { name: "angle", layer: "fc1" }), part([1], [60], { name: "angle" }),
  ] });
  assert.deepEqual(store.get(1, "angle/fc1").steps, [-2, 0]);
  assert.deepEqual(store.get(1, "angle", "fc1").values, [70]);
  assert.deepEqual(store.get(1, "angle").values, [60]);
  store.merge({ series: [part([-5], [100], { name: "angle/fc1" })] });
  assert.deepEqual(store.get(1, "angle/fc1").steps, [-5, -2, 0]);
});

test("a higher attempt drops the run and asks for it again", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1, 2, 3], [3, 2, 1]), part([1], [5], { run: 2 })] });
  const { restarted } = store.merge({
    series: [part([3], [9], { attempt: 2 }), part([3], [0.5], { attempt: 2, name: "accuracy" }), part([2], [4], { run: 2 })],
  });
  assert.deepEqual(restarted, new Set([1]));
  assert.equal(store.has(1), false, "a part of the new attempt may lack its beginning");
  assert.deepEqual(store.get(2, "loss").steps, [1, 2]);
  store.merge({ series: [part([1, 2], [3, 2], { attempt: 2 })] });
  assert.equal(store.attempt(1), 2);
});

test("a late answer of an older attempt is ignored", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1], [3], { attempt: 2 })] });
  assert.equal(store.merge({ series: [part([2, 3], [2, 1])] }).changed.size, 0);
  assert.deepEqual(store.get(1, "loss").steps, [1]);
});

test("null is NaN, never 0", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1, 2, 3], [2.3, 0, null])] });
  assert.deepEqual(store.get(1, "loss").values, [2.3, 0, NaN]);
  assert.equal(store.get(7, "loss"), null);
});

test("a span keeps its least, its greatest, its count and its nulls; a stored point beside it is a span of one", () => {
  const store = new SeriesStore();
  const spans = { reduced: true, min: [2, 1, null], max: [2, 7, null], nulls: [0, 2, 10], counts: [1, 10, 10] };
  store.merge({ series: [part([1, 15, 25], [2, 3, null], spans)] });
  const held = store.get(1, "loss");
  assert.deepEqual([held.values, held.min, held.max, held.nulls, held.counts], [[2, 3, NaN], [2, 1, NaN], [2, 7, NaN], [0, 2, 10], [1, 10, 10]]);
  store.merge({ series: [part([26, 27], [1, 4])] });
  assert.deepEqual([held.min, held.max, held.nulls, held.counts].map((column) => column.slice(3)), [[1, 4], [1, 4], [0, 0], [1, 1]]);
  store.merge({ series: [part([1, 2], [1, 5], { run: 2 })] });
  assert.deepEqual([store.get(2, "loss").min, store.get(2, "loss").counts], [null, null], "stored points need no such columns");
});

test("late points go where their step is, and a corrected value takes the place of the old one", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([100, 200, 500], [1, 2, 5]), part([1], [1], { run: 2 })] });
  const [version, other] = [1, 2].map((run) => store.get(run, "loss").version);
  const { changed } = store.merge({ series: [part([50, 200, 300, 400, 600], [0, 22, 3, 4, null]), part([], [], { run: 2 })] });
  assert.deepEqual(changed, new Set(["loss"]));
  assert.deepEqual(store.get(1, "loss").steps, [50, 100, 200, 300, 400, 500, 600]);
  assert.deepEqual(store.get(1, "loss").values, [0, 1, 22, 3, 4, 5, NaN]);
  assert.equal(store.lastStep(1), 600);
  assert.notEqual(store.get(1, "loss").version, version, "its lines are drawn anew");
  assert.equal(store.get(2, "loss").version, other, "those of a run that got nothing are not");
});

test("a corrected value alone is a change, also one of or to NaN; the same once more is none", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1, 2], [1, null])] });
  assert.equal(store.merge({ series: [part([1, 2], [1, null])] }).changed.size, 0);
  assert.equal(store.merge({ series: [part([2], [3])] }).changed.size, 1);
  assert.equal(store.merge({ series: [part([1], [null])] }).changed.size, 1);
  assert.deepEqual(store.get(1, "loss").values, [NaN, 3]);
});

test("a series that is sent anew replaces all that is held of it, and nothing else", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1, 101, 201], [1, 1, 1], { reduced: true, nulls: [0, 1, 0] }), part([1], [0.5], { name: "accuracy" })] });
  assert.deepEqual(store.merge({ series: [part([7], [7], { anew: true })] }).changed, new Set(["loss"]));
  const { steps, values, nulls } = store.get(1, "loss");
  assert.deepEqual({ steps, values, nulls }, { steps: [7], values: [7], nulls: null });
  assert.deepEqual(store.get(1, "accuracy").steps, [1]);
  store.merge({ series: [part([], [], { anew: true })] });
  assert.equal(store.lastStep(1), 1, "a series without points has no last step");
});

test("any order of answers comes to the points of the last word on each step", () => {
  const draw = seeded(5);
  for (let round = 0; round < 200; round++) {
    const store = new SeriesStore();
    const expected = new Map();
    for (let answer = 0; answer < 8; answer++) {
      const steps = [...new Set(Array.from({ length: draw.below(6) }, () => 1 + draw.below(20)))].sort((a, b) => a - b);
      const values = steps.map(() => (draw.below(4) === 0 ? null : draw.below(100)));
      steps.forEach((step, i) => expected.set(step, values[i] ?? NaN));
      store.merge({ series: [part(steps, values)] });
    }
    const rising = [...expected].sort((a, b) => a[0] - b[0]);
    assert.deepEqual(store.get(1, "loss").steps, rising.map(([step]) => step));
    assert.deepEqual(store.get(1, "loss").values, rising.map(([, value]) => value));
  }
});

test("forgetting a run forgets all of it", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1], [1]), part([1], [1], { name: "accuracy" })] });
  store.forget(1);
  assert.equal(store.has(1), false);
  assert.equal(store.get(1, "accuracy"), null);
});
