import assert from "node:assert/strict";
import test from "node:test";
import { angleRange, yRange } from "../../web-static/js/scale.js";
import { degreeTicks, linearTicks, logTicks } from "../../web-static/js/math/ticks.js";

const line = (mean, more = {}) => ({ x: mean.map((_, i) => i), mean, sd: mean.map(() => NaN), raw: null, ...more });
const angle = { bounds: [0, 180], mark: 90 };
const MAX = Number.MAX_VALUE;
const labels = (ticks) => ticks.map((tick) => tick.label);

test("the range holds means, bands and the raw line, with a margin", () => {
  const [low, high] = yRange([line([1, 2], { sd: [0.5, NaN], raw: [1, 4] })]);
  assert.ok(low < 0.5 && low > 0);
  assert.ok(high > 4 && high < 5);
  assert.ok(yRange([line([1, 2], { sd: [NaN, 3] })])[1] > 5);
});

test("a bounded metric gets no room beyond its bounds, even when mean + s.d. crosses them", () => {
  const [low, high] = yRange([line([0.05, 0.99], { sd: [0.3, 0.2] })], { bounds: [0, 1] });
  assert.ok(low < 0 && low > -0.05);
  assert.ok(high > 1 && high < 1.05);
});

test("a constant series, a single zero and nothing at all have a range", () => {
  for (const lines of [[line([3, 3])], [line([0])], [line([NaN])], []]) {
    for (const log of [false, true]) {
      const [low, high] = yRange(lines, { log });
      assert.ok(Number.isFinite(low) && low < high, JSON.stringify([low, high]));
      assert.ok(!log || low > 0);
    }
  }
});

test("a log range looks only at what is above 0", () => {
  const [low, high] = yRange([line([-1, 0, 1e-9, 10])], { log: true });
  assert.ok(low > 1e-10 && low <= 1e-9);
  assert.ok(high >= 10 && high < 100);
});

test("NaN and infinity do not move the range", () => {
  assert.deepEqual(yRange([line([1, NaN, Infinity, 2])]), yRange([line([1, 2])]));
});

test("angles: one range with 90 degrees in view", () => {
  assert.deepEqual(angleRange([line([72, 85]), line([20])], angle), [0, 100]);
  assert.deepEqual(angleRange([line([95, 118])], angle), [90, 120]);
  assert.deepEqual(angleRange([], angle), [0, 100]);
});

test("linear marks are 1, 2 or 5 times a power of ten, and lie inside", () => {
  assert.deepEqual(labels(linearTicks(0, 1, 5)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  assert.deepEqual(labels(linearTicks(-0.11, 0.11, 5)), ["−0.10", "−0.05", "0.00", "0.05", "0.10"]);
  assert.deepEqual(labels(linearTicks(0, 4800, 3)), ["0", "2\u202f000", "4\u202f000"]);
  assert.deepEqual(linearTicks(1, 1), []);
  assert.deepEqual(linearTicks(0, NaN), []);
});

test("a mark is the number it says: no rounding of sums, no two with one label", () => {
  assert.deepEqual(labels(linearTicks(0, 4.2e30, 5)), ["0", "1e30", "2e30", "3e30", "4e30"]);
  assert.deepEqual(linearTicks(0, 4.2e30, 5).map((tick) => tick.v), [0, 1e30, 2e30, 3e30, 4e30]);
  assert.deepEqual(linearTicks(0, 0.71, 8).map((tick) => tick.v), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  assert.deepEqual(labels(linearTicks(1000, 1002, 4)), ["1\u202f000.0", "1\u202f000.5", "1\u202f001.0", "1\u202f001.5", "1\u202f002.0"]);
  assert.deepEqual(labels(linearTicks(-MAX, MAX, 5)), ["−1e308", "0", "1e308"]);
});

test("the labels of a linear axis are all written in one way, and short", () => {
  assert.deepEqual(labels(linearTicks(0, 2e7, 4)), ["0", "5e6", "1e7", "1.5e7", "2e7"]);
  assert.deepEqual(labels(linearTicks(0, 2e-6, 4)), ["0", "5e−7", "1e−6", "1.5e−6", "2e−6"]);
  assert.deepEqual(labels(linearTicks(0.3, 0.3000002, 2)), ["0.3000000", "0.3000001", "0.3000002"]);
  assert.deepEqual(labels(linearTicks(-20_000, 0, 2)), ["−20\u202f000", "−10\u202f000", "0"]);
  assert.deepEqual(labels(linearTicks(0, 3e7, 3, 9)), ["0", "10\u202f000\u202f000", "20\u202f000\u202f000", "30\u202f000\u202f000"]);
});

test("a log axis names a million in three letters", () => {
  const named = logTicks(1e-7, 1e7).filter((tick) => tick.label !== "");
  assert.deepEqual(labels(named), ["1e−6", "0.001", "1", "1000", "1e6"].map((label) => label.replace("1000", "1\u202f000")));
});

test("log marks: powers of ten named, 2 to 9 as lines", () => {
  const ticks = logTicks(0.01, 100);
  assert.deepEqual(ticks.filter((tick) => tick.label !== "").map((tick) => tick.v), [0.01, 0.1, 1, 10, 100]);
  assert.ok(ticks.some((tick) => tick.v === 3 && tick.label === ""));
  assert.deepEqual(labels(logTicks(0.15, 2.5)).filter(Boolean), ["0.2", "0.5", "1", "2"]);
});

test("log marks over many decades stay few; over less than half a decade they are linear", () => {
  assert.ok(logTicks(1e-12, 1e12).filter((tick) => tick.label !== "").length <= 8);
  assert.deepEqual(labels(logTicks(0.8, 1.6)), labels(linearTicks(0.8, 1.6, 4)));
  assert.deepEqual(logTicks(0, 1), []);
});

test("degrees are marked at parts of a right angle", () => {
  assert.deepEqual(labels(degreeTicks(0, 100)), ["0°", "30°", "60°", "90°"]);
  assert.deepEqual(labels(degreeTicks(60, 100)), ["60°", "75°", "90°"]);
});
