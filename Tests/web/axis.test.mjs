import assert from "node:assert/strict";
import test from "node:test";

import { wholeWindow } from "../../web-static/js/math/axis.js";

test("charts begin at 0, or before it where points do, and have room for a point at either edge", () => {
  assert.deepEqual(wholeWindow(1, 200), [0, 202]);
  assert.deepEqual(wholeWindow(0, 200), [-2, 202]);
  assert.deepEqual(wholeWindow(-100, 100), [-102, 102]);
  assert.deepEqual(wholeWindow(-100, 0), [-101, 1]);
  assert.deepEqual(wholeWindow(0, 0), [-0.02, 1]);
  assert.equal(wholeWindow(Infinity, 0), null);
});
