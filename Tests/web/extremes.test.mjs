// Whatever finite numbers a client logs, the page draws something and goes on: no loop is endless, no list huge, no
// label NaN, no mean outside of its members.

import assert from "node:assert/strict";
import test from "node:test";
import { aggregate, binWidth } from "../../web-static/js/aggregate.js";
import { buildLine } from "../../web-static/js/pipeline.js";
import { toRows } from "../../web-static/js/rows.js";
import { angleRange, yRange } from "../../web-static/js/scale.js";
import { SeriesStore } from "../../web-static/js/data/series.js";
import { smooth } from "../../web-static/js/math/smooth.js";
import { degreeTicks, linearTicks, logTicks } from "../../web-static/js/math/ticks.js";
import { nextAbove, seeded } from "./random.mjs";

const MAX = Number.MAX_VALUE;
const MIN = Number.MIN_VALUE;
/** Ends that rounding has something to say to. */
const HARD = [
  [0.3, 0.30000000000000004], [-0.30000000000000004, -0.3], [0, MIN], [-0, MIN], [-MIN, MIN], [MIN, nextAbove(MIN)],
  [-MAX, MAX], [-1e308, 1e308], [1e308, MAX], [nextAbove(1e308), nextAbove(nextAbove(1e308))], [-MAX, MIN], [0, 4e30],
  [2 ** 53, 2 ** 53 + 2], [1e17, 1e17 + 16], [1 - 2 ** -53, 1], [1, 1 + 2 ** -52], [2.302585092994046, nextAbove(2.302585092994046)],
];

/** Hard pairs, then random ones: any two, and close neighbours. */
function* pairs(count, seed) {
  yield* HARD;
  const draw = seeded(seed);
  for (let i = 0; i < count; i++) {
    const [a, b] = [draw.finite(), draw.finite()];
    if (a !== b) yield [Math.min(a, b), Math.max(a, b)];
    const size = Math.abs(a);
    let above = size;
    for (let ulps = 1 + draw.below(1000); ulps > 0; ulps -= 1) above = nextAbove(above);
    if (Number.isFinite(above)) yield draw.below(2) ? [size, above] : [-above, -size];
  }
}

function sound(ticks, most, between) {
  assert.ok(ticks.length <= most, `${ticks.length} marks of ${between}`);
  const named = ticks.map((tick) => tick.label).filter((label) => label !== "");
  assert.ok(named.length > 0, `no mark of ${between}`);
  assert.equal(new Set(named).size, named.length, `twice the same mark of ${between}: ${named}`);
  for (const { v, label } of ticks) {
    assert.ok(Number.isFinite(v), String(between));
    assert.doesNotMatch(label, /NaN|Infinity|undefined/, String(between));
  }
}

test("any two finite ends have few marks, each with its own label", () => {
  for (const [low, high] of pairs(1000, 1)) {
    for (const target of [2, 5, 40.7]) sound(linearTicks(low, high, target), target + 3, [low, high]);
    sound(degreeTicks(low, high), 20, [low, high]);
    if (low > 0) sound(logTicks(low, high), 60, [low, high]);
  }
});

test("marks lie on the axis", () => {
  for (const [low, high] of pairs(1000, 2)) {
    // Half of each, since the span of both need not be a double; two steps of the last digit for the rounding.
    const slack = Math.max((high / 2 - low / 2) * 1e-3, Math.max(Math.abs(low), high) * 2 ** -51, MIN);
    for (const { v } of linearTicks(low, high)) assert.ok(v >= low - slack && v <= high + slack, `${v} of ${low}, ${high}`);
    if (low > 0) for (const { v } of logTicks(low, high)) assert.ok(v >= low - slack && v <= high + slack, `${v} of ${low}, ${high}`);
  }
});

test("an axis without a size or a number on it has no marks, and a strange target no more than a hundred", () => {
  for (const [low, high] of [[1, 1], [2, 1], [NaN, 1], [0, NaN], [0, Infinity], [-Infinity, 0]]) {
    assert.deepEqual([linearTicks(low, high), degreeTicks(low, high), logTicks(low, high)], [[], [], []]);
  }
  for (const target of [0, -3, NaN, Infinity, 1e9]) sound(linearTicks(0, 1, target), 103, [0, 1]);
});

test("any finite values have an axis with a length that holds them", () => {
  const line = (...mean) => ({ x: mean.map((_, i) => i), mean, sd: mean.map(() => NaN), raw: null });
  for (const [low, high] of pairs(1000, 3)) {
    for (const log of [false, true]) {
      for (const values of [[low, high], [low], [high]]) {
        const [from, to] = yRange([line(...values)], { log });
        assert.ok(from < to && Number.isFinite(to - from), `${from} to ${to} for ${values}`);
        assert.ok(!log || from > 0);
        for (const v of values) assert.ok((log ? v <= 0 : Math.abs(v) > 4e307) || (from <= v && v <= to), `${v} in ${from}, ${to}`);
        sound(log ? logTicks(from, to) : linearTicks(from, to), 60, [from, to]);
      }
    }
    const angles = angleRange([line(low, high)], { bounds: [0, 180], mark: 90 });
    assert.ok(angles[0] <= 90 && angles[1] >= 100 && Number.isFinite(angles[1] - angles[0]));
    sound(degreeTicks(...angles), 20, angles);
  }
});

test("values that differ in their last digit are a flat line; a metric beyond its bounds is shown", () => {
  const line = (...mean) => ({ mean, sd: mean.map(() => NaN), raw: null });
  const [low, high] = yRange([line(0.3, 0.30000000000000004)]);
  assert.ok(low < 0.29 && high > 0.31);
  const [from, to] = yRange([line(0.3, 0.30000000000000004)], { log: true });
  assert.ok(from < 0.2 && to > 0.5);
  const accuracy = yRange([line(85, 91)], { bounds: [0, 1] });
  assert.ok(accuracy[0] < 85 && accuracy[1] > 91, String(accuracy));
});

test("a width for bins is found whatever the spacing, and is no less than it has to be", () => {
  for (const [low, high] of pairs(500, 4)) {
    for (const base of [1, MIN, MAX, Infinity, 0, -1, NaN, Math.abs(low), Math.abs(high)]) {
      const x = [low, ...new Array(1000).fill(high)];
      const width = binWidth([{ x, gap: 0 }], base, 1000);
      assert.ok(Number.isFinite(width) && width >= high / 1000 - low / 1000, `${width} for ${[low, high, base]}`);
    }
    assert.equal(binWidth([{ x: [low, high], gap: Infinity }, { x: [low], gap: 0 }], 1, 1000), 0);
  }
});

test("the mean of equal values is that value: in bins, over runs, between points, smoothed", () => {
  const draw = seeded(6);
  const values = [0.1, 0.2, 0.7, 0.9, 0.98, 2.302585092994046, MAX, -MAX, MIN, ...Array.from({ length: 300 }, draw.finite)];
  const x = Array.from({ length: 500 }, (_, i) => i + 1);
  for (const value of values) {
    const y = x.map(() => value);
    const few = x.filter((step) => step % 7 === 1);
    for (const width of [0, 3, 7, 64]) {
      for (const members of [[{ x, y }], [{ x, y }, { x: few, y: few.map(() => value) }, { x, y }]]) {
        const { mean, n, sd } = aggregate(members, width);
        assert.ok(mean.every((one) => one === value), `${value} in bins of ${width}`);
        assert.ok(sd.every((one, i) => (n[i] > 1 ? one === 0 : Number.isNaN(one))));
      }
    }
    for (const weight of [0.01, 0.37, 0.9, 0.99]) {
      for (const count of [1, 3, 1e9]) assert.ok(smooth(y, weight, y.map(() => count)).every((one) => one === value), String(value));
    }
  }
});

test("no mean, interpolated or smoothed value leaves the range of what it is made of", () => {
  for (const [low, high] of pairs(300, 7)) {
    const y = Array.from({ length: 40 }, (_, i) => [low, high, low / 2 + high / 2, high, low][i % 5]);
    const x = y.map((_, i) => i + 1);
    const inside = (value) => value >= low && value <= high;
    for (const width of [0, 4]) {
      const { mean } = aggregate([{ x, y }, { x: [1, 9, 40], y: [low, high, low] }, { x, y: [...y].reverse() }], width);
      assert.ok(mean.every(inside), `${mean} of ${low} to ${high}`);
    }
    for (const weight of [0.3, 0.99]) assert.ok(smooth(y, weight).every(inside), `${low} to ${high}`);
  }
});

test("rows for the chart are numbers whose differences are numbers", () => {
  for (const [low, high] of pairs(500, 8)) {
    const line = { id: "a", x: [1, 2], mean: [low, high], sd: [Math.abs(high), MAX], raw: null };
    for (const row of toRows([line]).rows) {
      for (const a of row[1]) for (const b of row[1]) assert.ok(Number.isFinite(a - b));
    }
  }
});

test("what a run from elsewhere says of its spacing does not make one point of its line", () => {
  const steps = Array.from({ length: 3000 }, (_, i) => i + 1);
  const store = new SeriesStore();
  store.merge({ series: [{ run: 1, attempt: 1, name: "loss", layer: null, reduced: false, steps, values: steps }] });
  for (const every of ["Infinity", "1e308", "5e-324", "-1", "NaN", "many", "1000000"]) {
    const group = { id: "g", label: "g", runs: [{ id: 1, steps: 3000, epochs: 1, config: { "record.every": every } }] };
    for (const x of ["iteration", "epoch"]) {
      const line = buildLine(group, store, { metric: "loss", perEpoch: false }, null, { x, smoothing: 0.5, zoom: null });
      assert.ok(line.x.length > 500 && line.x.length <= 1001, `${line.x.length} points with record.every ${every}`);
      assert.ok(Number.isFinite(line.perPoint));
    }
  }
});
