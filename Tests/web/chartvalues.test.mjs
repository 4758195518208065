// What a chart says of its values: the table under the pointer, words, rows, CSV; and what gestures mean.

import assert from "node:assert/strict";
import test from "node:test";
import { csvOf, plotCSV } from "../../web-static/js/chart/csv.js";
import { mapping } from "../../web-static/js/chart/mapping.js";
import { tableOf } from "../../web-static/js/chart/table.js";
import { commonWord, reachWord, spokenAt, summaryOf, valuesAt, wordsOf, xWord } from "../../web-static/js/chart/values.js";
import { brushOf, pinched, rangesOf, zoomAround } from "../../web-static/js/chart/zoom.js";

const line = (label, x, y, more = {}) => ({ id: label, label, colour: "#000000", points: { x, y, ...more.points }, raw: more.raw ?? null });
const plot = (lines, kind = "iteration") => ({ title: "Loss", unit: "nats", lines, x: { kind, label: kind }, y: {} });

test("the values nearest to an x, greatest first; a line that does not reach it is left out", () => {
  const one = plot([line("low", [1, 2, 3], [1, 1, 1]), line("high", [1, 2, 3], [5, 6, 7]), line("short", [90, 91], [9, 9]), line("gap", [2], [NaN])]);
  assert.deepEqual(valuesAt(one, [0, 100], 2.2).map(({ line: { label }, x, y }) => [label, x, y]), [["high", 2, 6], ["low", 2, 1], ["gap", 2, NaN]]);
});

test("a smoothed value is never shown as if it were stored", () => {
  const smoothed = line("a", [1], [0.84], { raw: [0.8946] });
  assert.deepEqual(wordsOf(smoothed, 0), { value: "0.8946", smoothed: "0.84", more: "" });
  const mean = line("a", [1], [0.84], { raw: [0.8946], points: { bandLow: [0.83], bandHigh: [0.85], n: [5] } });
  assert.deepEqual(wordsOf(mean, 0), { value: "0.8946", smoothed: "0.8400 ± 0.0100", more: "n 5" });
  const text = spokenAt(plot([mean]), [0, 2], 1);
  assert.match(text, /0\.8946, smoothed 0\.8400/);
});

test("mean with its band, n, spans with their extremes, and NaN are said", () => {
  const own = line("a", [64], [0.5], { points: { bandLow: [0.4], bandHigh: [0.6], n: [3], low: [0.1], high: [2], counts: [64], nulls: [2] } });
  assert.deepEqual(wordsOf(own, 0), { value: "0.5000 ± 0.1000", smoothed: "", more: "n 3, mean of 64, 0.1 to 2, 2 NaN" });
  const uneven = line("a", [1], [0.5], { points: { bandLow: [0.2], bandHigh: [0.6], n: [3] } });
  assert.equal(wordsOf(uneven, 0).more, "n 3, 0.2 to 0.6");
  assert.equal(commonWord([{ line: own, at: 0 }, { line: own, at: 0 }]), "means of 64, n 3");
  assert.equal(commonWord([{ line: own, at: 0 }, { line: uneven, at: 0 }]), "n 3");
  assert.equal(reachWord(uneven, 0), "");
});

test("x in words, and the chart's summary", () => {
  assert.equal(xWord({ kind: "iteration", label: "iteration" }, 1200), "iteration 1\u202f200");
  assert.equal(xWord({ kind: "iteration", label: "iteration" }, 161.6), "iteration 162", "no iteration has parts");
  assert.match(spokenAt(plot([line("a", [10, 20], [1, 2])]), [0, 30], 18.7), /iteration 20: a 2$/);
  assert.match(spokenAt(plot([line("a", [1.5], [1]), line("b", [1.4], [2])], "epoch"), [0, 3], 1.45), /epoch 1\.45: /);
  assert.equal(xWord({ kind: "epoch", label: "epoch" }, 1.25), "epoch 1.25");
  assert.equal(xWord({ kind: "time", label: "wall time" }, 725), "12 min 05 s");
  assert.equal(xWord({ kind: "time", label: "wall time" }, 1.5), "1.5 s");
  assert.equal(summaryOf(plot([])), "Loss (nats). No points yet.");
  assert.equal(summaryOf(plot([line("dkp", [1, 2], [3, 0.25])])), "Loss (nats). dkp: 0.25 at iteration 2.");
});

test("CSV is exactly what is drawn, every digit of it", () => {
  const one = plot([
    line('a "b", c', [1, 2, 3], [0.1 + 0.2, NaN, 1e-300], { points: { n: [2, 0, 2], bandLow: [0.1, NaN, 0], bandHigh: [0.5, NaN, 1] } }),
    line("d", [2], [9007199254740993]),
  ]);
  assert.equal(plotCSV(one), [
    "line,iteration,value,n,band_low,band_high", '"a ""b"", c",1,0.30000000000000004,2,0.1,0.5', '"a ""b"", c",2,,0,,',
    '"a ""b"", c",3,1e-300,2,0,1', "d,2,9007199254740992,,,", "",
  ].join("\r\n"));
  assert.equal(plotCSV(one, [2, 2]).split("\r\n").length, 4);
  assert.equal(csvOf({ columns: ["x"], rows: [["a\nb"], [null]] }), 'x\r\n"a\nb"\r\n\r\n');
});

test("with smoothing the recorded value and the drawn one are two columns", () => {
  const { columns, rows } = tableOf(plot([line("a", [1], [0.84], { raw: [0.8946] }), line("b", [1], [0.7])]));
  assert.deepEqual(columns, ["line", "iteration", "value", "smoothed"]);
  assert.deepEqual(rows, [["a", 1, 0.8946, 0.84], ["b", 1, 0.7, null]]);
});

const AREA = { x: 50, y: 10, w: 400, h: 200 };
const LAYOUT = { toX: mapping([0, 100], [50, 450], false), toY: mapping([0, 10], [210, 10], false), axes: { logX: false, logY: false } };

test("a drag's shape says which axes it zooms; a click none", () => {
  const drag = (dx, dy) => brushOf({ x: 100, y: 50 }, { x: 100 + dx, y: 50 + dy }, AREA);
  assert.equal(drag(3, -4), null);
  assert.deepEqual(drag(100, 10), { x: 100, y: 10, w: 100, h: 200, axes: "x" });
  assert.deepEqual(drag(-5, 90), { x: 50, y: 50, w: 400, h: 90, axes: "y" });
  assert.deepEqual(drag(80, 60), { x: 100, y: 50, w: 80, h: 60, axes: "xy" });
  assert.deepEqual(brushOf({ x: 100, y: 50 }, { x: 9999, y: 9999 }, AREA), { x: 100, y: 50, w: 350, h: 160, axes: "xy" });
  assert.deepEqual(rangesOf(drag(100, 10), LAYOUT), { x: [12.5, 37.5], y: null });
  assert.deepEqual(rangesOf(drag(-5, 100), LAYOUT), { x: null, y: [3, 8] });
});

test("the wheel keeps what is beneath the pointer, on both kinds of axis, and never narrows to nothing", () => {
  assert.deepEqual(zoomAround([0, 100], 25, 0.5, false), [12.5, 62.5]);
  const log = zoomAround([1, 10_000], 100, 0.5, true).map(Math.log10);
  assert.ok(Math.abs(log[0] - 1) < 1e-9 && Math.abs(log[1] - 3) < 1e-9);
  assert.deepEqual(zoomAround([1, 1 + 1e-11], 1, 1e-6, false), [1, 1 + 1e-11]);
  assert.deepEqual(zoomAround([-1e308, 1e308], 0, 10, false), [-1e308, 1e308]);
});

test("what is beneath two fingers stays beneath them", () => {
  assert.deepEqual(pinched([0, 100], [40, 60], [0.25, 0.75], false), [30, 70]);
  assert.equal(pinched([0, 100], [40, 40.5], [0.5, 0.505], false), null);
  const log = pinched([1, 10_000], [10, 1000], [0, 1], true);
  assert.ok(Math.abs(log[0] - 10) < 1e-9 && Math.abs(log[1] - 1000) < 1e-6);
});
