import assert from "node:assert/strict";
import test from "node:test";
import { TARGET_POINTS, buildLine } from "../../web-static/js/pipeline.js";
import { lowerBound, nearest } from "../../web-static/js/math/search.js";
import { SeriesStore } from "../../web-static/js/data/series.js";
import { smooth } from "../../web-static/js/math/smooth.js";

const LOSS = { metric: "loss", perEpoch: false };
const TEST = { metric: "test_accuracy", perEpoch: true };
const VIEW = { x: "iteration", smoothing: 0, zoom: null };

const run = (id, more = {}) => ({ id, steps: 100, epochs: 4, config: {}, ...more });
const group = (...runs) => ({ id: "g", label: "g", runs });

function storeOf(...parts) {
  const store = new SeriesStore();
  store.merge({ series: parts.map((part) => ({ attempt: 1, name: "loss", layer: null, reduced: false, ...part })) });
  return store;
}

test("a short series is drawn as stored", () => {
  const line = buildLine(group(run(1)), storeOf({ run: 1, steps: [1, 2, 3], values: [3, 2, 1] }), LOSS, null, VIEW);
  assert.deepEqual(line.x, [1, 2, 3]);
  assert.deepEqual(line.mean, [3, 2, 1]);
  assert.equal(line.perPoint, 1);
  assert.equal(line.raw, null);
  assert.equal(line.lastStep, 3);
});

test("no points, no line", () => {
  assert.equal(buildLine(group(run(1)), storeOf(), LOSS, null, VIEW), null);
});

test("x in epochs", () => {
  const store = storeOf({ run: 1, name: "test_accuracy", steps: [25, 50], values: [0.8, 0.9] });
  const view = { ...VIEW, x: "epoch" };
  assert.deepEqual(buildLine(group(run(1)), store, TEST, null, view).x, [1, 2]);
  assert.equal(buildLine(group(run(1, { epochs: null })), store, TEST, null, view), null, "a run without epochs has no such x");
});

test("each run is smoothed by itself, then the runs are averaged", () => {
  const [a, b] = [[4, 0, 2], [1, 1, NaN]];
  const store = storeOf({ run: 1, steps: [1, 2, 3], values: a }, { run: 2, steps: [1, 2, 3], values: b });
  const line = buildLine(group(run(1), run(2)), store, LOSS, null, { ...VIEW, smoothing: 0.5 });
  const [sa, sb] = [smooth(a, 0.5), smooth(b, 0.5)];
  assert.deepEqual(line.mean, [(sa[0] + sb[0]) / 2, (sa[1] + sb[1]) / 2, sa[2]]);
  assert.deepEqual(line.raw, [2.5, 0.5, 2]);
  assert.deepEqual(line.n, [2, 2, 1]);
  assert.deepEqual(line.nan, [3]);
});

test("a group's line depends on its own runs alone", () => {
  const long = Array.from({ length: 5000 }, (_, i) => i + 1);
  const own = { run: 1, steps: [1, 2, 3], values: [1, 2, 3] };
  const alone = buildLine(group(run(1)), storeOf(own), LOSS, null, VIEW);
  const crowd = storeOf(own, { run: 2, steps: long, values: long });
  assert.deepEqual(buildLine(group(run(1)), crowd, LOSS, null, VIEW), alone);
});

test("a long series is drawn in means that say how many they are of", () => {
  const steps = Array.from({ length: 5000 }, (_, i) => i + 1);
  const line = buildLine(group(run(1, { steps: 5000 })), storeOf({ run: 1, steps, values: steps }), LOSS, null, VIEW);
  assert.equal(line.perPoint, 8);
  assert.ok(line.x.length <= TARGET_POINTS);
  assert.deepEqual([line.x[0], line.mean[0]], [1, 1]);
  assert.equal(line.x[line.x.length - 1], 5000);
});

test("every second iteration recorded is not thinning", () => {
  const steps = [1, 3, 5, 7];
  const every = run(1, { config: { "record.every": "2" } });
  const line = buildLine(group(every), storeOf({ run: 1, steps, values: [1, 2, 3, 4] }), LOSS, null, { ...VIEW, smoothing: 0.5 });
  assert.equal(line.perPoint, 1);
  assert.deepEqual(line.mean, smooth([1, 2, 3, 4], 0.5));
});

test("what the server thinned is named too", () => {
  const store = storeOf({ run: 1, steps: [1, 11, 21, 31, 41], values: [5, 4, 3, 2, 1], reduced: true });
  assert.equal(buildLine(group(run(1)), store, LOSS, null, VIEW).perPoint, 10);
});

test("zooming in brings back what bins had merged, smoothed as before", () => {
  const steps = Array.from({ length: 5000 }, (_, i) => i + 1);
  const values = steps.map((step) => Math.sin(step));
  const store = storeOf({ run: 1, steps, values });
  const line = buildLine(group(run(1)), store, LOSS, null, { ...VIEW, smoothing: 0.9, zoom: [2000, 2100] });
  assert.equal(line.perPoint, 1);
  assert.deepEqual([line.x[0], line.x[line.x.length - 1]], [1999, 2101]);
  const whole = smooth(values, 0.9);
  assert.equal(line.mean[1], whole[1999], "smoothing starts at the run's first point, not at the zoom");
});

test("search in sorted lists", () => {
  assert.equal(lowerBound([1, 3, 5], 4), 2);
  assert.equal(lowerBound([], 4), 0);
  assert.equal(nearest([1, 3, 10], 6), 1);
  assert.equal(nearest([1, 3, 10], 7), 2);
  assert.equal(nearest([1, 3], -5), 0);
  assert.equal(nearest([1, 3], 50), 1);
  assert.equal(nearest([], 1), -1);
});
