import assert from "node:assert/strict";
import test from "node:test";
import { smooth } from "../../web-static/js/math/smooth.js";

const noisy = Array.from({ length: 200 }, (_, i) => Math.sin(i * 1.7) + Math.cos(i * i));

test("a constant series stays exactly constant", () => {
  for (const weight of [0.01, 0.6, 0.99]) {
    assert.deepEqual(smooth([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], weight), new Array(7).fill(0.1));
  }
});

test("the values are the de-biased average, by hand", () => {
  // w = 0.5: s1 = 1; s2 = (0.25*1 + 0.5*4) / 0.75 = 3; s3 = (0.125*1 + 0.25*4 + 0.5*0) / 0.875 = 9/7
  const [first, second, third] = smooth([1, 4, 0], 0.5);
  assert.equal(first, 1);
  assert.ok(Math.abs(second - 3) < 1e-12);
  assert.ok(Math.abs(third - 9 / 7) < 1e-12);
});

test("a prefix smooths to the same values, whatever comes after it", () => {
  const whole = smooth(noisy, 0.9);
  for (const length of [1, 2, 50, 199]) assert.deepEqual(smooth(noisy.slice(0, length), 0.9), whole.slice(0, length));
});

test("weight 0 changes nothing", () => {
  assert.deepEqual(smooth(noisy, 0), noisy);
});

test("NaN splits: it stays, and what follows begins anew", () => {
  const result = smooth([5, 5, NaN, 1, 3], 0.5);
  assert.deepEqual(result.slice(0, 2), [5, 5]);
  assert.ok(Number.isNaN(result[2]));
  assert.equal(result[3], 1);
  assert.deepEqual(result.slice(3), smooth([1, 3], 0.5));
});

test("an infinite value splits too", () => {
  const result = smooth([1, Infinity, 2], 0.5);
  assert.ok(Number.isNaN(result[1]));
  assert.equal(result[2], 2);
});

test("thinning by means of 4 does not change where the curve goes", () => {
  const full = Array.from({ length: 400 }, (_, i) => Math.exp(-i / 120));
  const means = Array.from({ length: 100 }, (_, i) => (full[4 * i] + full[4 * i + 1] + full[4 * i + 2] + full[4 * i + 3]) / 4);
  const exact = smooth(full, 0.95);
  const thinned = smooth(means, 0.95, means.map(() => 4));
  const careless = smooth(means, 0.95);
  for (let i = 10; i < 100; i++) {
    const error = Math.abs(thinned[i] - exact[4 * i + 3]);
    assert.ok(error < 0.002, `point ${i}: ${thinned[i]} for ${exact[4 * i + 3]}`);
    assert.ok(error < Math.abs(careless[i] - exact[4 * i + 3]));
  }
});

test("spans of equal values smooth to exactly what the full series comes to at their ends", () => {
  const levels = [3, -1, 4, 1, -5, 9, 2, 6];
  const full = levels.flatMap((level) => new Array(64).fill(level));
  const exact = smooth(full, 0.97);
  const thinned = smooth(levels, 0.97, levels.map(() => 64));
  thinned.forEach((value, i) => assert.ok(Math.abs(value - exact[64 * i + 63]) < 1e-9, `span ${i}: ${value} for ${exact[64 * i + 63]}`));
});

test("a series recorded every 50 steps is smoothed over as many of its values as one of every step", () => {
  // Steps are no argument at all: the same values give the same curve, however far apart they were recorded.
  assert.deepEqual(smooth([4, 0, 8, 2], 0.6, [1, 1, 1, 1]), smooth([4, 0, 8, 2], 0.6));
  assert.notDeepEqual(smooth([4, 0, 8, 2], 0.6), [4, 0, 8, 2]);
});

test("a span with values in it that are no numbers begins anew, as the full series does there", () => {
  assert.deepEqual(smooth([9, 9, 1, 1], 0.9, [4, 4, 4, 4], [0, 0, 2, 0]), [9, 9, 1, 1]);
});
