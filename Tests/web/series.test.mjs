import assert from "node:assert/strict";
import test from "node:test";
import { SeriesStore } from "../../web-static/js/series.js";

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
  const version = store.version(1);
  assert.equal(store.merge({ series: [part([1, 2], [2.3, 2.2])] }).changed.size, 0);
  assert.deepEqual(store.get(1, "loss").steps, [1, 2]);
  store.merge({ series: [part([2, 3], [2.2, 2.1])] });
  assert.deepEqual(store.get(1, "loss").steps, [1, 2, 3]);
  assert.notEqual(store.version(1), version);
});

test("layers and metrics are kept apart", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1], [90], { name: "angle", layer: "fc1" }), part([1], [70], { name: "angle", layer: "fc2" })] });
  assert.deepEqual(store.get(1, "angle", "fc2").values, [70]);
  assert.equal(store.get(1, "loss"), null);
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

test("null is NaN, never 0, and tells where a run diverged", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1, 2, 3], [2.3, 0, null])] });
  assert.ok(Number.isNaN(store.get(1, "loss").values[2]));
  assert.equal(store.divergedAt(1), 3);
  store.merge({ series: [part([1], [0], { run: 2 })] });
  assert.equal(store.divergedAt(2), null);
  assert.equal(store.divergedAt(7), null);
});

test("the gap is the widest spacing of a thinned stretch, and 0 for stored points", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1, 11, 21, 31], [1, 1, 1, 1], { reduced: true })] });
  assert.equal(store.get(1, "loss").gap, 10);
  store.merge({ series: [part([32, 33], [1, 1])] });
  assert.equal(store.get(1, "loss").gap, 10);
  store.merge({ series: [part([1, 500, 1000], [1, 1, 1], { run: 2 })] });
  assert.equal(store.get(2, "loss").gap, 0);
});

test("forgetting a run forgets all of it", () => {
  const store = new SeriesStore();
  store.merge({ series: [part([1], [1]), part([1], [1], { name: "accuracy" })] });
  store.forget(1);
  assert.equal(store.has(1), false);
  assert.equal(store.get(1, "accuracy"), null);
  assert.equal(store.version(1), 0);
});
