import assert from "node:assert/strict";
import test from "node:test";

import { seeded } from "./random.mjs";
import { Aggregator } from "../../web-static/js/data/aggregator.js";
import { calculate, slim } from "../../web-static/js/math/linetask.js";

/** A worker that lives here: it runs the worker's own module, and gets copies as over there. */
async function localWorker() {
  const listeners = [];
  const worker = { terminated: false, messages: 0, terminate() { this.terminated = true; } };
  globalThis.self = { addEventListener: (name, listener) => listeners.push(listener), postMessage: (data) => queueMicrotask(() => worker.onmessage({ data: structuredClone(data) })) };
  await import(`../../web-static/js/data/aggregatorworker.js?copy=${(copies += 1)}`);
  worker.postMessage = (message, transfer) => {
    worker.messages += 1;
    worker.last = { series: message.series.map(([key]) => key), forget: message.forget };
    const data = structuredClone(message, { transfer });
    queueMicrotask(() => listeners.forEach((listen) => listen({ data })));
  };
  return worker;
}
let copies = 0;

const run = (id) => ({ id, steps_per_epoch: 100, step: 20_000, config: { huge: "1" }, job: {} });

/** Points of some runs, with NaN, spans and a length of which many are sent. */
function points(count, length) {
  const draw = seeded(9);
  return Array.from({ length: count }, (_, r) => {
    const steps = Array.from({ length }, (_, i) => (i + 1) * (r % 2 === 0 ? 1 : 4));
    const values = steps.map(() => (draw.below(50) === 0 ? NaN : draw.below(1000) / 7));
    const isSpan = r % 2 === 1;
    return {
      steps, values, min: isSpan ? values.map((y) => y - 1) : null, max: isSpan ? values.map((y) => y + 1) : null,
      nulls: isSpan ? values.map((y) => (Number.isNaN(y) ? 4 : 0)) : null, counts: isSpan ? values.map(() => 4) : null,
    };
  });
}

function question(all, view) {
  const series = new Map(all.map((own, i) => [`${i + 1}/loss/`, { key: `${i + 1}/loss/`, version: i + 1, points: own }]));
  const group = { id: "g", label: "g", left: [{ id: 99, why: "failed" }], runs: all.map((_, i) => run(i + 1)) };
  const task = { group: slim(group), measure: { perEpoch: false }, view, series: all.map((_, i) => [i + 1, `${i + 1}/loss/`]) };
  return { tasks: [task], series };
}

const VIEWS = [
  { x: "iteration", smoothing: 0, band: "sd", window: null }, { x: "epoch", smoothing: 0.9, band: "sd", window: null },
  { x: "iteration", smoothing: 0.5, band: "sd", window: [100, 900] },
];

test("what the worker calculates is exactly what the page would", async () => {
  for (const view of VIEWS) {
    const worker = await localWorker();
    const { tasks, series } = question(points(8, 4000), view);
    const lines = await new Aggregator({ spawn: () => worker }).lines(tasks, series);
    assert.equal(worker.messages, 1);
    assert.deepEqual(lines, tasks.map((task) => calculate(task, (key) => series.get(key).points)));
    assert.ok(lines[0].x.length > 1);
  }
});

test("few points are calculated at once, without a worker", async () => {
  const { tasks, series } = question(points(2, 50), VIEWS[0]);
  let spawned = 0;
  const [line] = await new Aggregator({ spawn: () => { spawned += 1; throw new Error("forbidden"); } }).lines(tasks, series);
  assert.equal(spawned, 0);
  assert.deepEqual(line.taken, [1, 2]);
  assert.deepEqual(line.left, [{ id: 99, why: "failed" }]);
});

test("points are sent again only where they changed, and are forgotten when they are needed no more", async () => {
  const worker = await localWorker();
  const aggregator = new Aggregator({ spawn: () => worker });
  const { tasks, series } = question(points(8, 4000), VIEWS[0]);
  await aggregator.lines(tasks, series);
  series.set("2/loss/", { ...series.get("2/loss/"), version: 77, points: points(1, 4000)[0] });
  const [line] = await aggregator.lines(tasks, series);
  assert.deepEqual(worker.last.series, ["2/loss/"]);
  assert.deepEqual(line, calculate(tasks[0], (key) => series.get(key).points));
  aggregator.keep((key) => key !== "2/loss/");
  assert.deepEqual(worker.last.forget, ["2/loss/"]);
  await aggregator.lines(tasks, series);
  assert.deepEqual(worker.last.series, ["2/loss/"]);
});

test("where there can be no worker, or it dies, lines are calculated all the same", async () => {
  const { tasks, series } = question(points(8, 4000), VIEWS[0]);
  const expected = tasks.map((task) => calculate(task, (key) => series.get(key).points));
  const forbidden = new Aggregator({ spawn: () => { throw new Error("forbidden"); } });
  assert.deepEqual(await forbidden.lines(tasks, series), expected);
  const dying = { postMessage: () => queueMicrotask(() => dying.onerror()), terminate: () => {} };
  assert.deepEqual(await new Aggregator({ spawn: () => dying }).lines(tasks, series), expected);
});
