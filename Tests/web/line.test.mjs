// From stored points to the line of a group: js/math's aggregate, bins, axis, pipeline.

import assert from "node:assert/strict";
import test from "node:test";
import { aggregate } from "../../web-static/js/math/aggregate.js";
import { axisOf } from "../../web-static/js/math/axis.js";
import { binWidth, timeGrid } from "../../web-static/js/math/bins.js";
import { buildLine, toPlotLine } from "../../web-static/js/math/pipeline.js";
import { smooth } from "../../web-static/js/math/smooth.js";

const close = (found, expected, slack = 1e-12) => assert.ok(Math.abs(found - expected) < slack, `${found} is not ${expected}`);
const VIEW = { x: "iteration", smoothing: 0, band: "sd", window: null };
const LOSS = { perEpoch: false };
const run = (id, more = {}) => ({ id, step: 100, steps_per_epoch: 10, ...more });
const group = (...runs) => ({ id: "g", label: "g", runs, left: [] });
const line = (series, view = {}, measure = LOSS, runs = Object.keys(series).map((id) => run(Number(id)))) =>
  buildLine(group(...runs), (id) => series[id] ?? null, measure, { ...VIEW, ...view });
const LOOK = { colour: "#000000", dashed: false, marker: null };

/** A series as the server reduces it: spans of `size` values, their mean, min, max, counts and nulls. */
function spans(values, size, first = 1) {
  const series = { steps: [], values: [], min: [], max: [], counts: [], nulls: [] };
  for (let i = 0; i < values.length; i += size) {
    const part = values.slice(i, i + size);
    const numbers = part.filter(Number.isFinite);
    series.steps.push(first + i + part.length - 1);
    series.values.push(numbers.length > 0 ? numbers.reduce((sum, value) => sum + value, 0) / numbers.length : NaN);
    series.min.push(numbers.length > 0 ? Math.min(...numbers) : NaN);
    series.max.push(numbers.length > 0 ? Math.max(...numbers) : NaN);
    series.counts.push(part.length);
    series.nulls.push(part.length - numbers.length);
  }
  return series;
}

test("mean, sample standard deviation, least, greatest and n", () => {
  const { x, mean, sd, min, max, n } = aggregate([{ x: [1, 2], y: [1, 10] }, { x: [1, 2], y: [2, 10] }, { x: [1], y: [6] }]);
  assert.deepEqual([x, n, min, max], [[1, 2], [3, 2], [1, 10], [6, 10]]);
  close(mean[0], 3);
  close(sd[0], Math.sqrt(7));
  assert.equal(sd[1], 0);
});

test("NaN counts for nobody and is not bridged; an x where nobody has a number is a gap", () => {
  const found = aggregate([{ x: [1, 2, 3], y: [4, NaN, 4] }, { x: [1, 3], y: [8, NaN] }, { x: [3], y: [NaN] }]);
  assert.deepEqual(found.n, [2, 0, 1]);
  assert.ok(Number.isNaN(found.mean[1]) && Number.isNaN(found.min[1]) && Number.isNaN(found.max[1]));
  assert.deepEqual([found.nan, found.nulls], [[2, 3], [0, 1, 2]]);
});

test("a spike within a span stays visible: the least and the greatest stored value reach the chart", () => {
  const values = Array.from({ length: 640 }, (_, i) => (i === 300 ? 50 : 1));
  const built = line({ 1: spans(values, 64) });
  assert.equal(Math.max(...built.high), 50);
  assert.equal(built.perPoint, 64);
  assert.ok(built.notes.some((note) => note.includes("means of up to 64")));
  const { points } = toPlotLine(built, LOOK, "sd");
  assert.deepEqual([points.high[4], points.low[4], points.counts[4]], [50, 1, 64]);
});

test("bins keep extremes, pool by counts, and count values that are no numbers, as the server's spans do", () => {
  const { mean, low, high, counts, nulls, nan, x } = aggregate([{
    x: [1, 2, 3, 4], y: [0, 9, NaN, 3], low: [0, 8, NaN, 1], high: [20, 10, NaN, 5], counts: [1, 3, 2, 1], nulls: [0, 0, 2, 0],
  }], 3);
  assert.deepEqual([x, mean, low, high, counts, nulls, nan], [[3, 4], [6.75, 3], [0, 1], [20, 5], [4, 1], [2, 0], [3]]);
});

test("stored points are no spans: nothing is shaded around them", () => {
  const built = line({ 1: { steps: [1, 2], values: [1, 2] }, 2: { steps: [1, 2], values: [3, 4] } });
  assert.deepEqual([built.low, built.high, built.counts, built.perPoint], [null, null, null, 1]);
});

test("the last drawn point is that of its span, also where live points come one by one behind", () => {
  const steps = Array.from({ length: 640 }, (_, i) => i + 1);
  const noisy = steps.map((step) => (step % 2 === 0 ? 2 : 0));
  const whole = line({ 1: spans(noisy, 64) });
  assert.equal(whole.mean[whole.mean.length - 1], 1);
  const { steps: s, values: v, min, max, counts, nulls } = spans(noisy, 64);
  const live = { steps: [...s], values: [...v], min: [...min], max: [...max], counts: [...counts], nulls: [...nulls] };
  for (let step = 641; step <= 660; step++) {
    live.steps.push(step);
    for (const column of [live.values, live.min, live.max]) column.push(step % 2 === 0 ? 2 : 0);
    live.counts.push(1);
    live.nulls.push(0);
  }
  const tail = line({ 1: live });
  assert.deepEqual(tail.x.slice(-2), [640, 660]);
  close(tail.mean[tail.mean.length - 1], 1);
});

test("runs that the server thinned differently meet, with n steady", () => {
  const built = line({ 1: spans(new Array(960).fill(2), 8), 2: spans(new Array(960).fill(4), 10) });
  assert.deepEqual([...new Set(built.n)], [2]);
  assert.ok(built.mean.every((value) => value === 3));
  assert.equal(built.filled, 0);
});

test("no bins where every run has the same points, and any width ends", () => {
  const member = (x, counts) => ({ x, counts });
  assert.equal(binWidth([member([1, 2, 3], null), member([1, 2], null)], 1), 0);
  assert.equal(binWidth([member([8, 16, 24], [8, 8, 8]), member([8, 16], [8, 8])], 1), 0);
  assert.equal(binWidth([member([8, 16, 24], [8, 8, 8]), member([10, 20], [10, 10])], 1), 16);
  for (const unit of [0, -1, NaN, Infinity, 5e-324, 1e308]) {
    assert.ok(Number.isFinite(binWidth([member([8, 1e300], [8, 8]), member([1, 2], [1, 2])], unit)));
  }
});

test("epochs: a step is drawn where it is, also of a job that does not end on an epoch", () => {
  // 1,500 steps of 1,200 an epoch: 2 epochs begun. Epochs over steps would draw step 1,200 at 1.6.
  const own = run(1, { step: 1500, steps: 1500, epochs: 2, steps_per_epoch: 1200 });
  const built = line({ 1: { steps: [600, 1200, 1500], values: [1, 2, 3] } }, { x: "epoch" }, LOSS, [own]);
  assert.deepEqual(built.x, [0.5, 1, 1.25]);
  assert.equal(axisOf({ steps_per_epoch: null, epochs: 2, steps: 1500 }, "epoch"), null);
  const without = buildLine(group(own, run(2, { steps_per_epoch: null })), () => ({ steps: [1], values: [1] }), LOSS, { ...VIEW, x: "epoch" });
  assert.deepEqual([without.taken, without.left], [[1], [{ id: 2, why: "no epochs" }]]);
});

test("wall time: by the run's own pace where it is known", () => {
  const sampled = axisOf({ seconds: { steps: [10, 20, 40], seconds: [5, 10, 40] } }, "time");
  assert.deepEqual([0, 5, 10, 20, 30, 40, 50].map(sampled.toX), [0, 2.5, 5, 10, 25, 40, 55]);
  for (const x of [0, 2.5, 10, 25, 40]) close(sampled.toX(sampled.toStep(x)), x);
  assert.equal(sampled.note, null);
  const called = axisOf({ step: 100, seconds: (step) => step ** 2 }, "time");
  assert.equal(called.toX(30), 900);
  close(called.toStep(900), 30, 1e-6);
});

test("wall time without a pace: a line from start to last point, and it is said; pauses are excluded where known", () => {
  const times = { started_at: "2026-01-01T00:00:00Z", last_point_at: "2026-01-01T00:01:40Z" };
  const built = line({ 1: { steps: [50, 100], values: [1, 2] } }, { x: "time" }, LOSS, [run(1, times)]);
  assert.deepEqual(built.x, [50, 100]);
  assert.ok(built.notes.some((note) => note.includes("an even pace is assumed")));
  assert.equal(axisOf(run(1, { ...times, duration_seconds: 50 }), "time").toX(100), 50);
  assert.equal(axisOf(run(1, {}), "time"), null);
});

test("runs are averaged over time on a grid that is said, and n is steady while all last", () => {
  const series = { steps: Array.from({ length: 100 }, (_, i) => i + 1), values: new Array(100).fill(1) };
  const runs = [31, 47, 60].map((length, i) => run(i + 1, { seconds: { steps: [100], seconds: [length] } }));
  const built = buildLine(group(...runs), () => series, LOSS, { ...VIEW, x: "time" });
  assert.ok(built.notes.includes("averaged on a grid of 1 s"), String(built.notes));
  built.x.forEach((x, i) => assert.ok(x < 2 || x > 30 || built.n[i] === 3, `${built.n[i]} at ${x}`));
  assert.equal(timeGrid([{ x: [0, 100, 200] }, { x: [0, 90, 180] }]), 120);
  assert.equal(timeGrid([{ x: [0, 0.004] }, { x: [0, 0.003] }]), 0.01);
  assert.equal(timeGrid([{ x: [1] }, { x: [2] }]), 0);
});

test("each run is smoothed by itself, then averaged; the raw mean stays beside it", () => {
  const [a, b] = [[4, 0, 2], [1, 1, NaN]];
  const built = line({ 1: { steps: [1, 2, 3], values: a }, 2: { steps: [1, 2, 3], values: b } }, { smoothing: 0.5 });
  const [sa, sb] = [smooth(a, 0.5), smooth(b, 0.5)];
  assert.deepEqual(built.mean, [(sa[0] + sb[0]) / 2, (sa[1] + sb[1]) / 2, sa[2]]);
  assert.deepEqual([built.raw, built.n, built.nan], [[2.5, 0.5, 2], [2, 2, 1], [3]]);
  assert.ok(built.notes.includes("EMA 0.5"));
  assert.equal(line({ 1: { steps: [1], values: [1] } }).raw, null);
});

test("smoothing does not depend on the density of points", () => {
  const values = Array.from({ length: 4096 }, (_, i) => Math.exp(-i / 900) + 0.1 * Math.sin(i));
  const full = line({ 1: { steps: values.map((_, i) => i + 1), values } }, { smoothing: 0.99 });
  for (const size of [8, 64]) {
    const thinned = line({ 1: spans(values, size) }, { smoothing: 0.99 });
    thinned.x.forEach((x, i) => assert.ok(i < 4 || Math.abs(thinned.mean[i] - full.mean[x - 1]) < 0.02, `${size} at ${x}`));
  }
  const sparse = line({ 1: { steps: values.map((_, i) => 50 * (i + 1)), values } }, { smoothing: 0.99 });
  assert.deepEqual(sparse.mean, full.mean, "recorded every 50 steps: its own values all the same");
});

test("what is measured once an epoch is not smoothed, and that is said", () => {
  const stored = [0.5, 0.8, 0.8946];
  const built = line({ 1: { steps: [10, 20, 30], values: stored } }, { smoothing: 0.9, x: "epoch" }, { perEpoch: true });
  assert.deepEqual([built.mean, built.raw, built.smoothing], [stored, null, 0]);
  assert.ok(built.notes.includes("per-epoch values are not smoothed"));
});

test("zooming in changes no value, and keeps a point on either side", () => {
  const values = Array.from({ length: 500 }, (_, i) => Math.sin(i));
  const series = { 1: { steps: values.map((_, i) => i + 1), values } };
  const [whole, part] = [line(series, { smoothing: 0.9 }), line(series, { smoothing: 0.9, window: [200, 210] })];
  assert.deepEqual([part.x[0], part.x[part.x.length - 1]], [199, 211]);
  assert.deepEqual(part.mean, whole.mean.slice(198, 211));
});

test("a group's line depends on its own runs alone, and says which took part", () => {
  const own = { 1: { steps: [1, 2, 3], values: [1, 2, 3] } };
  const built = buildLine({ ...group(run(1), run(9)), left: [{ id: 7, why: "failed" }] }, (id) => own[id] ?? null, LOSS, VIEW);
  assert.deepEqual(built.taken, [1]);
  assert.deepEqual(built.left, [{ id: 7, why: "failed" }, { id: 9, why: "no points" }]);
  assert.equal(buildLine(group(run(9)), () => null, LOSS, VIEW), null);
  assert.throws(() => line(own, { x: "years" }), RangeError);
});

test("bands: s.d., s.e., least and greatest, or none; none where fewer than two runs count", () => {
  const built = line({ 1: { steps: [1, 2], values: [1, 1] }, 2: { steps: [1, 2], values: [3, 3] }, 3: { steps: [1], values: [5] }, 4: { steps: [1, 2, 3], values: [7, 7, 7] } });
  const band = (kind) => {
    const { bandLow, bandHigh } = toPlotLine(built, LOOK, kind).points;
    return [bandLow, bandHigh];
  };
  assert.deepEqual(built.n, [4, 3, 1]);
  const sd = Math.sqrt(20 / 3);
  close(band("sd")[1][0], 4 + sd);
  close(band("se")[1][0], 4 + sd / 2);
  close(band("se")[0][1], 11 / 3 - Math.sqrt(28 / 3) / Math.sqrt(3));
  assert.deepEqual(band("minmax").map((column) => column.slice(0, 2)), [[1, 1], [7, 7]]);
  for (const kind of ["sd", "se", "minmax"]) assert.ok(band(kind).every((column) => Number.isNaN(column[2])));
  assert.deepEqual(band("none"), [null, null]);
  assert.throws(() => toPlotLine(built, LOOK, "ci"), RangeError);
});
