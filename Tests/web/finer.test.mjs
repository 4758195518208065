import assert from "node:assert/strict";
import test from "node:test";

import { Finer } from "../../web-static/js/data/finer.js";
import { SeriesStore } from "../../web-static/js/data/series.js";
import { isThinned, spliced } from "../../web-static/js/math/splice.js";

const spans = (run, steps, size, more = {}) => ({
  run, attempt: 1, name: "loss", layer: null, reduced: true, steps, values: steps.map(() => 5), min: steps.map(() => 4), max: steps.map(() => 6),
  nulls: steps.map(() => 0), counts: steps.map(() => size), ...more,
});
const stored = (run, from, to, more = {}) => {
  const steps = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return { run, attempt: 1, name: "loss", layer: null, reduced: false, steps, values: steps.map(() => 1), ...more };
};
const hundreds = Array.from({ length: 20 }, (_, i) => 100 * (i + 1));

function page(answer = ({ runs, after, before }) => ({ series: runs.map((run) => stored(run, after + 1, Math.min(before, 2000))) })) {
  const asked = [];
  const timers = [];
  const told = [];
  const store = new SeriesStore();
  const finer = new Finer({
    store, onPoints: (names) => told.push([...names]),
    api: { metrics: async (question) => { asked.push(question); return answer(question); } },
    later: (run) => timers[timers.push({ run }) - 1], cancel: (timer) => { if (timer !== null) timer.run = () => {}; },
  });
  /** What is asked for once a window stays. */
  const settle = async () => {
    for (const timer of timers.splice(0)) timer.run();
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { finer, store, asked, told, settle };
}

const run = (id, more = {}) => ({ id, steps_per_epoch: 100, step: 2000, ...more });

test("a zoom below step 0 asks for those steps", async () => {
  const { finer, store, asked, settle } = page();
  store.merge({ series: [spans(1, hundreds.map((step) => step - 1000), 100)] });
  finer.want([-600, -400], "iteration", [run(1)], ["loss"]);
  await settle();
  assert.deepEqual(asked, [{ runs: [1], names: ["loss"], after: -621, before: -380, points: 1500 }]);
});

test("a zoom into a thinned series brings the stored points, beside what is held of the rest", async () => {
  const { finer, store, asked, told, settle } = page();
  store.merge({ series: [spans(1, hundreds, 100)] });
  finer.want([500, 700], "iteration", [run(1)], ["loss"]);
  assert.equal(asked.length, 0, "not while the window moves");
  await settle();
  assert.deepEqual(asked, [{ runs: [1], names: ["loss"], after: 479, before: 720, points: 1500 }]);
  assert.deepEqual(told, [["loss"]]);
  const series = finer.get(run(1), "loss", null, [500, 700], "iteration");
  assert.deepEqual(series.steps.slice(0, 6), [100, 200, 300, 400, 480, 481]);
  assert.deepEqual(series.steps.slice(-3), [1800, 1900, 2000]);
  assert.deepEqual([series.counts[3], series.counts[4], series.values[4], series.min[3]], [100, 1, 1, 4]);
  assert.deepEqual(finer.get(run(1), "loss", null, null, "iteration").steps, hundreds, "all of it, as it was");
  assert.notEqual(series.version, store.get(1, "loss").version);
  assert.equal(finer.get(run(1), "loss", null, [500, 700], "iteration"), series, "put together once");
});

test("stored points need nothing finer, and what is held already is not asked for again", async () => {
  const { finer, store, asked, settle } = page();
  store.merge({ series: [spans(1, hundreds, 100), stored(2, 1, 50)] });
  finer.want([10, 20], "iteration", [run(2)], ["loss"]);
  await settle();
  assert.equal(asked.length, 0);
  for (const window of [[500, 700], [510, 520], [690, 710]]) {
    finer.want(window, "iteration", [run(1), run(2)], ["loss"]);
    await settle();
  }
  assert.deepEqual(asked.map(({ runs }) => runs), [[1]]);
  finer.want([1500, 1600], "iteration", [run(1)], ["loss"]);
  await settle();
  assert.equal(asked.length, 2);
});

test("points of one zoom are never taken for those of another, nor for those of all", async () => {
  const { finer, store, settle } = page();
  store.merge({ series: [spans(1, hundreds, 100)] });
  const versions = new Set([store.get(1, "loss").version]);
  for (const window of [[500, 700], [1500, 1600], [500, 700]]) {
    finer.want(window, "iteration", [run(1)], ["loss"]);
    await settle();
    versions.add(finer.get(run(1), "loss", null, window, "iteration").version);
  }
  assert.equal(versions.size, 4);
});

test("a window that is still thinned is asked for once more when it is much narrower", async () => {
  const { finer, store, asked, settle } = page(() => ({ series: [spans(1, [400, 800, 1200], 10)] }));
  store.merge({ series: [spans(1, hundreds, 100)] });
  for (const window of [[400, 1200], [420, 1100], [500, 600]]) {
    finer.want(window, "iteration", [run(1)], ["loss"]);
    await settle();
  }
  assert.equal(asked.length, 2);
});

test("in epochs each run has its own steps; those of the same are asked for at once", async () => {
  const { finer, store, asked, settle } = page();
  store.merge({ series: [1, 2, 3].map((id) => spans(id, hundreds, 100)) });
  const runs = [run(1), run(2, { steps_per_epoch: 50 }), run(3), run(4, { steps_per_epoch: null })];
  finer.want([2, 4], "epoch", runs, ["loss"]);
  await settle();
  assert.deepEqual(asked.map(({ runs: ids, after, before }) => [ids, after, before]), [[[1, 3], 179, 420], [[2], 89, 210]]);
});

test("points of another attempt, or that came anew, are not mixed with finer ones of before", async () => {
  const { finer, store, settle } = page();
  store.merge({ series: [spans(1, hundreds, 100)] });
  finer.want([500, 700], "iteration", [run(1)], ["loss"]);
  await settle();
  store.merge({ series: [spans(1, [2100], 100)] });
  const get = () => finer.get(run(1), "loss", null, [500, 700], "iteration");
  assert.ok(get().steps.includes(555) && get().steps.includes(2100), "a run that goes on keeps them");
  store.merge({ series: [spans(1, hundreds, 100, { anew: true })] });
  assert.ok(!get().steps.includes(555));
});

test("an answer to a window that is left is not taken in; one that fails is asked for again later", async () => {
  let fail = true;
  const at = page(({ after }) => {
    if (fail) throw Object.assign(new Error("away"), { status: 0 });
    return { series: [stored(1, after + 1, after + 10)] };
  });
  at.store.merge({ series: [spans(1, hundreds, 100)] });
  at.finer.want([500, 700], "iteration", [run(1)], ["loss"]);
  await at.settle();
  assert.equal(at.told.length, 0);
  fail = false;
  at.finer.want([500, 700], "iteration", [run(1)], ["loss"]);
  await at.settle();
  assert.equal(at.told.length, 1);
  at.finer.want(null, "iteration", [], []);
  await at.settle();
  assert.equal(at.asked.length, 2);
});

test("a zoom that an address opens with is asked for once its runs' points are there", async () => {
  const { finer, store, asked, settle } = page();
  const want = () => finer.want([500, 700], "iteration", [run(1)], ["loss"]);
  want();
  await settle();
  assert.equal(asked.length, 0, "nothing is known to be thinned");
  store.merge({ series: [spans(1, hundreds, 100)] });
  want();
  want();
  await settle();
  want();
  await settle();
  assert.equal(asked.length, 1);
});

test("splicing keeps every step once and in order, with columns of spans where either has them", () => {
  const base = { steps: [10, 20, 30, 40], values: [1, 2, 3, 4], min: [0, 1, 2, 3], max: [2, 3, 4, 5], nulls: [0, 0, 0, 0], counts: [10, 10, 10, 10] };
  const finer = { steps: [19, 20, 21], values: [7, NaN, 9], min: null, max: null, nulls: null, counts: null };
  assert.deepEqual(spliced(base, finer), {
    steps: [10, 19, 20, 21, 30, 40], values: [1, 7, NaN, 9, 3, 4], min: [0, 7, NaN, 9, 2, 3], max: [2, 7, NaN, 9, 4, 5],
    nulls: [0, 0, 1, 0, 0, 0], counts: [10, 1, 1, 1, 10, 10],
  });
  assert.equal(spliced(base, { steps: [], values: [] }), base);
  const plain = { steps: [1, 9], values: [1, 9], min: null, max: null, nulls: null, counts: null };
  assert.deepEqual(spliced(plain, { ...plain, steps: [5], values: [5] }), { ...plain, steps: [1, 5, 9], values: [1, 5, 9] });
});

test("a window is thinned where a span may reach into it from either side", () => {
  const series = { steps: [1, 50, 101, 102, 103], counts: [1, 98, 1, 1, 1] };
  assert.deepEqual([[1, 1], [2, 40], [60, 90], [101, 102], [103, 200], [9, 5]].map(([from, to]) => isThinned(series, from, to)),
    [false, true, true, true, false, false]);
  assert.equal(isThinned({ steps: [1], counts: null }, 1, 9), false);
});

test("of a run that goes on, what came behind the finer points is asked for once it has been thinned", async () => {
  const { finer, store, asked, settle } = page();
  store.merge({ series: [spans(1, hundreds, 100)] });
  finer.want([1500, 3000], "iteration", [run(1)], ["loss"]);
  await settle();
  finer.want([1510, 3000], "iteration", [run(1)], ["loss"]);
  await settle();
  assert.equal(asked.length, 1);
  store.merge({ series: [spans(1, [2500], 100)] });
  finer.want([1520, 3000], "iteration", [run(1)], ["loss"]);
  await settle();
  assert.equal(asked.length, 2);
});
