import assert from "node:assert/strict";
import { test } from "node:test";

import { sparkPath } from "../../web-static/js/math/sparkline.js";

test("a curve goes from edge to edge, the least value at the bottom", () => {
  assert.equal(sparkPath([0, 1, 0.5], 43, 23), "M1.5 21.5L21.5 1.5L41.5 11.5");
});

test("what is no number breaks the line, and a value alone is a dot", () => {
  assert.equal(sparkPath([0, 1, null, 1], 43, 23), "M1.5 21.5L14.83 1.5M41.5 1.5h0.01");
  assert.equal(sparkPath([null, null], 43, 23), "");
  assert.equal(sparkPath([], 43, 23), "");
});

test("a level curve, one value and the largest numbers stay inside", () => {
  assert.equal(sparkPath([3, 3], 43, 23), "M1.5 11.5L41.5 11.5");
  assert.equal(sparkPath([3], 43, 23), "M21.5 11.5h0.01");
  assert.equal(sparkPath([-1.7e308, 1.7e308], 43, 23), "M1.5 21.5L41.5 1.5");
});
