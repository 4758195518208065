// How far axes reach and how they are marked: js/math's scale and ticks.

import assert from "node:assert/strict";
import test from "node:test";
import { integer } from "../../web-static/js/math/format.js";
import { degreesRange, ownRange, yRange } from "../../web-static/js/math/scale.js";
import { linearTicks, logTicks, timeTicks } from "../../web-static/js/math/ticks.js";
import { nextAbove, seeded } from "./random.mjs";

const line = (...y) => ({ x: y.map((_, i) => i), y });
const named = (ticks) => ticks.map((tick) => tick.label).filter((label) => label !== "");

test("the range is that of the lines it is given, of what is shown of them, and of what is drawn around them", () => {
  const [low, high] = yRange([{ ...line(1, 2, 900), low: [0, 1, 899], high: [3, 4, 901] }], { window: [0, 1] });
  assert.ok(low < 0 && high > 4 && high < 10);
  const between = yRange([line(1, 2, 3)], { window: [1.2, 1.4] });
  assert.ok(between[0] < 2 && between[1] > 2 && between[1] < 3.2, "a window between two points");
  assert.deepEqual([yRange([]), yRange([], { log: true })], [[0, 1], [0.1, 1]]);
  assert.ok(yRange([{ ...line(1, 1), bandLow: [-4, -4], bandHigh: [6, 6] }])[1] > 6);
});

test("outliers set the range, unless it is asked to ignore them", () => {
  const values = Array.from({ length: 200 }, (_, i) => 1 + (i % 10) / 10);
  values[77] = 1e6;
  assert.ok(yRange([line(...values)])[1] > 1e6);
  const [low, high] = yRange([line(...values)], { robust: true });
  assert.ok(low < 1 && high > 1.9 && high < 3, `${low} to ${high}`);
  assert.ok(yRange([line(5)], { robust: true })[1] > 5);
});

test("an own range is taken when it can be drawn", () => {
  assert.deepEqual(ownRange([0, 1]), [0, 1]);
  for (const range of [null, [1], [1, 1], [2, 1], [NaN, 1], [0, Infinity], [-1.7e308, 1.7e308], [1, 1 + 2e-16], ["a", 1]]) {
    assert.equal(ownRange(range), null, String(range));
  }
  assert.equal(ownRange([0, 1], true), null);
});

test("any finite values have an axis with a length that holds them", () => {
  const draw = seeded(11);
  for (let i = 0; i < 2000; i++) {
    const a = draw.finite();
    const b = i % 2 === 0 ? draw.finite() : Math.sign(a) * nextAbove(Math.abs(a));
    if (!Number.isFinite(b)) continue;
    for (const log of [false, true]) {
      for (const robust of [false, true]) {
        const [low, high] = yRange([line(a, b)], { log, robust });
        assert.ok(low < high && Number.isFinite(high - low) && (!log || low > 0), `${low} to ${high} of ${a}, ${b}`);
        assert.ok((log ? logTicks(low, high) : linearTicks(low, high)).length < 60);
      }
    }
    const degrees = degreesRange([line(a, b)], { bounds: [0, 180], mark: 90 });
    assert.ok(degrees[0] <= 90 && degrees[1] >= 100);
    if (a !== b) assert.ok(timeTicks(Math.min(a, b), Math.max(a, b)).length < 20);
  }
});

test("labels are the numbers they stand for, whole and short", () => {
  assert.deepEqual(named(linearTicks(3e30, 5e30)), ["3e30", "3.5e30", "4e30", "4.5e30", "5e30"]);
  assert.deepEqual(named(logTicks(1, 1e6)), ["1", "10", "100", "1\u202f000", "10\u202f000", "100\u202f000", "1e6"]);
  const plain = (label) => Number(label.replaceAll("\u202f", "").replaceAll("−", "-"));
  const draw = seeded(12);
  for (let i = 0; i < 500; i++) {
    const [a, b] = [draw.finite(), draw.finite()];
    for (const { v, label } of linearTicks(Math.min(a, b), Math.max(a, b))) assert.equal(plain(label), v);
    for (const { v, label } of logTicks(...[Math.abs(a), Math.abs(b)].sort((x, y) => x - y))) if (label) assert.equal(plain(label), v);
  }
});

test("time is marked as a clock counts, each mark with its unit", () => {
  assert.deepEqual(named(timeTicks(0, 95)), ["0", "30 s", "60 s", "90 s"]);
  assert.deepEqual(named(timeTicks(0, 3000)), ["0", "10 min", "20 min", "30 min", "40 min", "50 min"]);
  assert.deepEqual(named(timeTicks(0, 40_000)), ["0", "2 h", "4 h", "6 h", "8 h", "10 h"]);
  assert.deepEqual(named(timeTicks(0, 0.3, 3)), ["0.0 s", "0.1 s", "0.2 s", "0.3 s"]);
  assert.deepEqual(timeTicks(1, 1), []);
});

test("whole numbers of any size are written whole or with an exponent", () => {
  assert.deepEqual([integer(1234567), integer(-1234), integer(4e30)], ["1\u202f234\u202f567", "−1\u202f234", "4e30"]);
});
