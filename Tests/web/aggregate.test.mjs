import assert from "node:assert/strict";
import test from "node:test";
import { aggregate, binWidth } from "../../web-static/js/aggregate.js";

const close = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-12, `${found} is not ${expected}`);

test("mean, sample standard deviation and n", () => {
  const line = aggregate([{ x: [1, 2], y: [1, 10] }, { x: [1, 2], y: [2, 10] }, { x: [1, 2], y: [6, 10] }]);
  assert.deepEqual(line.x, [1, 2]);
  assert.deepEqual(line.n, [3, 3]);
  close(line.mean[0], 3);
  // ((1-3)^2 + (2-3)^2 + (6-3)^2) / (3-1) = 7
  close(line.sd[0], Math.sqrt(7));
  assert.equal(line.sd[1], 0);
});

test("no spread where fewer than two runs count", () => {
  const line = aggregate([{ x: [1, 2, 3], y: [1, 2, 3] }, { x: [1, 2], y: [3, 4] }]);
  assert.deepEqual(line.n, [2, 2, 1]);
  assert.ok(Number.isFinite(line.sd[1]));
  assert.ok(Number.isNaN(line.sd[2]));
  assert.equal(line.mean[2], 3);
});

test("a large mean does not wash the spread out", () => {
  const line = aggregate([{ x: [1], y: [1e9] }, { x: [1], y: [1e9 + 1] }, { x: [1], y: [1e9 + 2] }]);
  close(line.sd[0], 1);
});

test("a run without a value at an x is interpolated between its own, and not beyond them", () => {
  const line = aggregate([{ x: [1, 2, 3, 4], y: [0, 0, 0, 0] }, { x: [2, 4], y: [10, 20] }]);
  assert.deepEqual(line.x, [1, 2, 3, 4]);
  assert.deepEqual(line.n, [1, 2, 2, 2]);
  assert.deepEqual(line.mean, [0, 5, 7.5, 10]);
});

test("NaN counts for nobody, is not bridged, and is reported", () => {
  const line = aggregate([{ x: [1, 2, 3], y: [4, 4, 4] }, { x: [1, 3], y: [8, NaN] }, { x: [1, 2, 3], y: [NaN, NaN, NaN] }]);
  assert.deepEqual(line.n, [2, 1, 1]);
  assert.deepEqual(line.mean, [6, 4, 4]);
  assert.deepEqual(line.nan, [1, 2, 3]);
});

test("an x where nobody has a number breaks the line", () => {
  const line = aggregate([{ x: [1, 2, 3], y: [1, NaN, 3] }]);
  assert.ok(Number.isNaN(line.mean[1]));
  assert.equal(line.n[1], 0);
  assert.deepEqual(line.nan, [2]);
});

test("bins: the first x alone, then means, the newest point at its own x", () => {
  const x = [1, 2, 3, 4, 5, 6, 7, 8];
  const line = aggregate([{ x, y: [100, 1, 2, 3, 4, 5, 6, 7] }], 3);
  // bins {1}, {2 3 4}, {5 6 7}, {8}
  assert.deepEqual(line.x, [1, 4, 7, 8]);
  assert.deepEqual(line.mean, [100, 2, 5, 7]);
});

test("a bin with a NaN in it has no value", () => {
  const line = aggregate([{ x: [1, 2, 3, 4, 5], y: [1, 1, NaN, 1, 1] }], 2);
  assert.deepEqual(line.x, [1, 3, 5]);
  assert.ok(Number.isNaN(line.mean[1]));
  assert.deepEqual(line.nan, [3]);
});

test("a mean that was sent beside a count of nulls is drawn, with their mark and their number", () => {
  const reduced = { x: [1, 8, 15, 22], y: [4, 4, 4, 4], nulls: [0, 3, 0, 2] };
  const line = aggregate([reduced, { x: [1, 8, 15], y: [2, 2, NaN], nulls: null }]);
  assert.deepEqual(line.mean, [3, 3, 4, 4]);
  assert.deepEqual(line.nan, [8, 15, 22]);
  assert.deepEqual(line.nulls, [0, 3, 1, 2]);
  const binned = aggregate([reduced], 14);
  assert.deepEqual([binned.x, binned.mean, binned.nan, binned.nulls], [[1, 15, 22], [4, 4, 4], [15, 22], [0, 3, 2]]);
});

test("runs the server thinned differently meet in bins, with n steady", () => {
  const fine = { x: Array.from({ length: 100 }, (_, i) => i + 1), y: new Array(100).fill(2) };
  const coarse = { x: [1, 8, 15, 22, 29, 36, 43, 50, 57, 64, 71, 78, 85, 92, 100], y: new Array(15).fill(4) };
  const width = binWidth([{ ...fine, gap: 0 }, { ...coarse, gap: 99 / 14 }], 1, 1000);
  assert.equal(width, 8);
  const line = aggregate([fine, coarse], width);
  assert.deepEqual([...new Set(line.n)], [2]);
  assert.deepEqual([...new Set(line.mean)], [3]);
  assert.equal(line.x[line.x.length - 1], 100);
});

test("bins in epochs: rounding does not move a point that lies on an edge", () => {
  const x = Array.from({ length: 4801 }, (_, i) => Math.round(((i + 1) / 1200) * 1e9) / 1e9);
  const line = aggregate([{ x, y: x.map(() => 1) }], 8 / 1200);
  assert.deepEqual(line.x, x.filter((_, i) => i % 8 === 0));
});

test("widths: none while everything fits, else powers of two of the base", () => {
  const run = (count) => ({ x: Array.from({ length: count }, (_, i) => i + 1), gap: 0 });
  assert.equal(binWidth([run(1000)], 1, 1000), 0);
  assert.equal(binWidth([run(1001)], 1, 1000), 1);
  assert.equal(binWidth([run(3000)], 1, 1000), 4);
  assert.equal(binWidth([{ x: [1, 500, 1000], gap: 500 }], 1, 1000), 0, "one thinned run keeps its own points");
  const thinned = Array.from({ length: 100 }, (_, i) => 8 * i + 4);
  const live = Array.from({ length: 20 }, (_, i) => 801 + i);
  assert.equal(binWidth([{ x: thinned, gap: 8 }], 1, 1000), 0);
  assert.equal(binWidth([{ x: [...thinned, ...live], gap: 8 }], 1, 1000), 8, "a live tail is binned like the rest");
  assert.equal(binWidth([], 1, 1000), 0);
});

test("empty in, empty out", () => {
  assert.deepEqual(aggregate([]), { x: [], mean: [], sd: [], n: [], nan: [], nulls: [] });
  assert.deepEqual(aggregate([{ x: [], y: [] }, { x: [2], y: [3] }]).mean, [3]);
});
