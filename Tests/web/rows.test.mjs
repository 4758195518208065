import assert from "node:assert/strict";
import test from "node:test";
import { isRaw, lineOf, toRows } from "../../web-static/js/rows.js";

const line = (id, x, mean, more = {}) => ({ id, x, mean, sd: mean.map(() => NaN), raw: null, ...more });

test("lines share one x column; a missing value is null, so the line goes on", () => {
  const { labels, rows } = toRows([line("a", [1, 3], [10, 30]), line("b", [2, 3], [5, 6])]);
  assert.deepEqual(labels, ["x", "line:a", "line:b"]);
  assert.deepEqual(rows, [[1, [10, 10, 10], null], [2, null, [5, 5, 5]], [3, [30, 30, 30], [6, 6, 6]]]);
});

test("a cell is mean - s.d., mean, mean + s.d.; without an s.d. there is no band", () => {
  const { rows } = toRows([line("a", [1, 2], [10, 20], { sd: [2, NaN] })]);
  assert.deepEqual(rows, [[1, [8, 10, 12]], [2, [20, 20, 20]]]);
});

test("NaN breaks the line and is no point", () => {
  const { rows, points, hidden } = toRows([line("a", [1, 2, 3], [1, NaN, 0])]);
  assert.deepEqual(rows[1][1], [NaN, NaN, NaN]);
  assert.equal(points, 2, "0 is a value on a linear axis");
  assert.equal(hidden, 0);
});

test("on a log axis values <= 0 are gaps, counted, and 1e-9 is not one", () => {
  const { rows, points, hidden } = toRows([line("a", [1, 2, 3, 4], [0, -1, 1e-9, 1])], { log: true, floor: 1e-10 });
  assert.equal(hidden, 2);
  assert.equal(points, 2);
  assert.deepEqual(rows.map((row) => row[1][1]), [NaN, NaN, 1e-9, 1]);
});

test("on a log axis a band that reaches zero ends at the floor; values are not rewritten", () => {
  const { rows } = toRows([line("a", [1], [0.5], { sd: [0.7] })], { log: true, floor: 0.1 });
  assert.deepEqual(rows, [[1, [0.1, 0.5, 1.2]]]);
});

test("raw lines come first, so that they lie beneath, and are not counted", () => {
  const { labels, rows, points } = toRows([line("a", [1], [2], { raw: [3] })]);
  assert.deepEqual(labels, ["x", "raw:a", "line:a"]);
  assert.deepEqual(rows, [[1, [3, 3, 3], [2, 2, 2]]]);
  assert.equal(points, 1);
  assert.ok(isRaw(labels[1]) && !isRaw(labels[2]));
  assert.equal(lineOf("line:method=a:b"), "method=a:b");
});

test("no lines, no rows", () => {
  assert.deepEqual(toRows([]), { labels: ["x"], rows: [], hidden: 0, points: 0 });
});
