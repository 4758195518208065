import assert from "node:assert/strict";
import test from "node:test";
import { mergePoints } from "../../web-static/js/math/points.js";

const held = (steps, values) => ({ steps: [...steps], values: [...values], nulls: null, counts: null, min: null, max: null });

test("a series of stored points keeps no columns that say nothing", () => {
  const own = held([], []);
  assert.equal(mergePoints(own, { steps: [1, 2], values: [5, null], counts: [1, 1], min: [5, null], max: [5, null], nulls: [0, 0] }), true);
  assert.deepEqual(own, { steps: [1, 2], values: [5, NaN], nulls: null, counts: null, min: null, max: null });
});

test("spans keep counts and extremes; live points behind them stand for themselves", () => {
  const own = held([], []);
  mergePoints(own, { steps: [8, 16], values: [3, 4], counts: [8, 8], min: [1, 2], max: [9, 8], nulls: [0, 1] });
  mergePoints(own, { steps: [17, 18], values: [7, null] });
  assert.deepEqual(own, {
    steps: [8, 16, 17, 18], values: [3, 4, 7, NaN], nulls: [0, 1, 0, 0], counts: [8, 8, 1, 1], min: [1, 2, 7, NaN], max: [9, 8, 7, NaN],
  });
});

test("columns that come later are filled up for what is held", () => {
  const own = held([1, 2], [5, 6]);
  assert.equal(mergePoints(own, { steps: [10], values: [4], counts: [8], min: [3], max: [5] }), true);
  assert.deepEqual([own.counts, own.min, own.max], [[1, 1, 8], [5, 6, 3], [5, 6, 5]]);
});

test("a late point goes where its step is; one that changes nothing is no change", () => {
  const own = held([1, 3], [5, 6]);
  assert.equal(mergePoints(own, { steps: [3], values: [6] }), false);
  assert.equal(mergePoints(own, { steps: [3], values: [6], max: [8], min: [6], counts: [2] }), true);
  assert.equal(mergePoints(own, { steps: [2], values: [9] }), true);
  assert.deepEqual([own.steps, own.values, own.max, own.counts], [[1, 2, 3], [5, 9, 6], [5, 9, 8], [1, 1, 2]]);
});
