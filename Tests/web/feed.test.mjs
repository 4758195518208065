import assert from "node:assert/strict";
import test from "node:test";

import { Feed } from "../../web-static/js/data/feed.js";
import { SeriesStore } from "../../web-static/js/data/series.js";

/** A feed without a browser: `answer` is the server, the test says when a round begins, and streams are written by hand. */
function feed(answer, { canStream = false } = {}) {
  const asked = [];
  const streams = [];
  const timers = [];
  const told = { points: [], status: [] };
  let round = null;
  let pokes = 0;
  let pause = () => {};
  const store = new SeriesStore();
  const one = new Feed({
    store,
    live: { watch: (task) => { round = task; return { poke: () => { pokes += 1; }, stop: () => {} }; } },
    api: { metrics: async (question) => { asked.push(question); return answer(question, asked.length); } },
    onPoints: (names) => told.points.push([...names]),
    onStatus: (state) => told.status.push(state),
    host: {
      onHidden: (listener) => { pause = listener; return () => {}; },
      later: (run, ms) => timers.push({ run, ms }), cancel: () => {},
      stream: (body, signal) => {
        if (!canStream) throw Object.assign(new Error("no stream here"), { name: "TestError" });
        return openStream(body, signal, streams);
      },
    },
  });
  const ask = () => round().catch((error) => { if (error.name !== "TestError") throw error; });
  return { feed: one, store, asked, streams, timers, told, ask, pokes: () => pokes, hide: () => pause() };
}

function openStream(body, signal, streams) {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  signal.addEventListener("abort", () => writer.abort(new Error("aborted")).catch(() => {}));
  streams.push({
    body, signal,
    send: (type, data, id) => writer.write(encoder.encode(`event: ${type}\n${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(data)}\n\n`)),
    end: () => writer.close(),
  });
  return Promise.resolve({ body: readable });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const run = (id, more = {}) => ({ id, status: "running", attempt: 1, measures: { loss: [] }, ...more });
const loss = (id, steps, attempt = 1) => ({ run: id, attempt, name: "loss", layer: null, steps, values: steps.map(() => 1), reduced: false });

test("first a load, then only what is new since the cursor, all runs in one request", async () => {
  const page = feed((question, count) => (count === 1
    ? { series: [loss(1, [1, 2]), loss(2, [1])], next: "c1" } : { series: [loss(1, [2 + count])], next: `c${count}` }));
  page.feed.follow([run(1), run(2)], ["loss"]);
  assert.equal(page.feed.isLoaded, false);
  for (let i = 0; i < 3; i++) await page.ask();
  assert.deepEqual(page.asked, [
    { runs: [1, 2], names: ["loss"], points: 1500 }, { runs: [1, 2], names: ["loss"], points: 5000, after: "c1" },
    { runs: [1, 2], names: ["loss"], points: 5000, after: "c2" },
  ]);
  assert.deepEqual(page.store.get(1, "loss").steps, [1, 2, 4, 5]);
  assert.equal(page.feed.isLoaded, true);
});

test("the same runs and names said again change nothing, also while an answer is on its way", async () => {
  let during = () => {};
  const page = feed(() => { during(); return { series: [loss(1, [1])], next: "c" }; });
  page.feed.follow([run(1)], ["loss"]);
  during = () => page.feed.follow([run(1)], ["loss"]);
  await page.ask();
  assert.deepEqual(page.store.get(1, "loss").steps, [1]);
  const before = page.pokes();
  page.feed.follow([run(1)], ["loss"]);
  assert.equal(page.pokes(), before, "no round is begun for it");
});

test("a run that ends is asked for once more and then no more", async () => {
  const page = feed(() => ({ series: [], next: "c" }));
  page.feed.follow([run(1)], ["loss"]);
  await page.ask();
  page.feed.follow([run(1, { status: "succeeded" })], ["loss"]);
  for (let i = 0; i < 3; i++) await page.ask();
  assert.equal(page.asked.length, 2);
  assert.equal(page.asked[1].after, "c");
});

test("runs that have ended are asked for once each, in parts that come in time, and leave the others their cursor", async () => {
  const page = feed((question) => ({ series: question.runs.map((id) => loss(id, [1])), next: "c" }));
  const ended = Array.from({ length: 4000 }, (_, i) => run(i + 1, { status: "succeeded" }));
  page.feed.follow([...ended, run(9000)], ["loss"]);
  for (let i = 0; i < 3; i++) await page.ask();
  const [parts, open] = [page.asked.filter(({ runs }) => runs.length > 1), page.asked.filter(({ runs }) => runs[0] === 9000)];
  assert.deepEqual(parts.map(({ runs }) => runs.length), [1500, 1500, 1000]);
  assert.deepEqual(open.map(({ after }) => after), [undefined, "c", "c"]);
  assert.ok(parts.every(({ points }) => points < 1500 && points >= 100), "of very many, fewer points each");
  assert.equal(page.store.get(4000, "loss").steps.length, 1);
});

test("a metric that comes to those that are asked for is loaded for runs that have ended, too", async () => {
  const page = feed(() => ({ series: [], next: "c" }));
  page.feed.follow([run(1, { status: "succeeded" }), run(2)], ["loss"]);
  await page.ask();
  page.feed.follow([run(1, { status: "succeeded" }), run(2)], ["loss", "accuracy"]);
  await page.ask();
  assert.deepEqual(page.asked.slice(2), [
    { runs: [1], names: ["loss", "accuracy"], points: 1500 }, { runs: [2], names: ["loss", "accuracy"], points: 1500 },
  ]);
});

test("an answer to what is not asked any more is not taken in", async () => {
  let during = () => {};
  const page = feed(() => { during(); return { series: [loss(1, [1]), loss(2, [1])], next: "c" }; });
  page.feed.follow([run(1), run(2)], ["loss"]);
  during = () => page.feed.follow([run(2)], ["loss"]);
  await page.ask();
  assert.deepEqual(page.store.runs, [2]);
});

test("a metric that is added while an answer is on its way is asked for after it, of runs that have ended too", async () => {
  let during = () => {};
  const page = feed(() => { during(); return { series: [], next: "c" }; });
  const ended = [run(1, { status: "succeeded" })];
  page.feed.follow(ended, ["loss"]);
  during = () => page.feed.follow(ended, ["loss", "accuracy"]);
  await page.ask();
  during = () => {};
  await page.ask();
  assert.deepEqual(page.asked.map(({ names }) => names), [["loss"], ["loss", "accuracy"]]);
});

test("runs that join get all of their points; those that leave are forgotten", async () => {
  const page = feed((question) => ({ series: question.runs.map((id) => loss(id, [id])), next: "c" }));
  page.feed.follow([run(1)], ["loss"]);
  await page.ask();
  page.feed.follow([run(1), run(2)], ["loss"]);
  await page.ask();
  assert.deepEqual(page.asked[1], { runs: [1, 2], names: ["loss"], points: 1500 });
  page.feed.follow([run(2)], ["loss"]);
  assert.deepEqual(page.store.runs, [2]);
  await page.ask();
  assert.deepEqual(page.asked[2], { runs: [2], names: ["loss"], points: 5000, after: "c" });
});

test("a new attempt is loaded from its beginning, whether the run or its points say so first", async () => {
  const parts = [[loss(1, [1, 2, 3])], [loss(1, [3], 2)], [loss(1, [1, 2, 3], 2)], [loss(1, [1], 3)]];
  const page = feed(() => ({ series: parts.shift(), next: "c" }));
  page.feed.follow([run(1)], ["loss"]);
  await page.ask();
  await page.ask();
  assert.equal(page.store.has(1), false, "a part of the new attempt may lack its beginning");
  await page.ask();
  assert.equal("after" in page.asked[2], false);
  assert.deepEqual(page.store.get(1, "loss").steps, [1, 2, 3]);
  page.feed.follow([run(1, { attempt: 3 })], ["loss"]);
  await page.ask();
  assert.equal("after" in page.asked[3], false);
  assert.deepEqual(page.store.get(1, "loss").steps, [1]);
});

test("an answer in parts is asked for to its end, and a run that has grown too long is thinned", async () => {
  const many = Array.from({ length: 20_001 }, (_, i) => i + 1);
  const answers = [
    { series: [loss(1, [1, 2])], next: "c1", partial: true }, { series: [loss(1, [3])], next: "c2" }, { series: [loss(1, many)], next: "c3" },
    { series: [loss(1, [9])], next: "c4" },
  ];
  const page = feed(() => answers.shift());
  page.feed.follow([run(1)], ["loss"]);
  await page.ask();
  assert.deepEqual(page.store.get(1, "loss").steps, [1, 2, 3]);
  assert.equal(page.asked[1].after, "c1");
  await page.ask();
  await page.ask();
  assert.equal("after" in page.asked[3], false);
  assert.deepEqual(page.store.get(1, "loss").steps, [9]);
});

test("the stream goes on from the cursor, and says what comes", async () => {
  const page = feed(() => ({ series: [loss(1, [1])], next: "c1" }), { canStream: true });
  page.feed.follow([run(1)], ["loss"]);
  const round = page.ask();
  await settled();
  const [stream] = page.streams;
  assert.deepEqual(stream.body, { runs: [1], names: ["loss"], after: "c1" });
  await stream.send("points", { series: [loss(1, [2])], next: "c2" }, "c2");
  await settled();
  assert.deepEqual(page.store.get(1, "loss").steps, [1, 2]);
  assert.deepEqual(page.told.points, [["loss"], ["loss"]]);
  const ended = { run: 1, job: 1, status: "succeeded", attempt: 1, step: 2, steps: 2, message: null, deleted: false };
  await stream.send("status", ended);
  await round;
  assert.deepEqual(page.told.status, [ended]);
  assert.ok(stream.signal.aborted, "nothing more comes");
  await page.ask();
  assert.equal(page.asked[1].after, "c2", "the last points are asked for");
  await page.ask();
  assert.equal(page.asked.length, 2);
});

test("a stream that something holds back is given up: points are asked for again and again", async () => {
  const page = feed(() => ({ series: [], next: "c1" }), { canStream: true });
  page.feed.follow([run(1)], ["loss"]);
  const round = page.ask();
  await settled();
  page.timers[0].run();
  await round;
  await page.ask();
  assert.equal(page.streams.length, 1);
  assert.equal(page.asked.length, 2);
});

test("nothing is listened to while the page is hidden, and a run that joins ends the stream", async () => {
  const page = feed(() => ({ series: [], next: "c1" }), { canStream: true });
  page.feed.follow([run(1)], ["loss"]);
  const first = page.ask();
  await settled();
  page.hide();
  await first;
  const second = page.ask();
  await settled();
  page.feed.follow([run(1), run(2)], ["loss"]);
  await second;
  assert.equal(page.streams.length, 2);
  assert.ok(page.streams.every(({ signal }) => signal.aborted));
});

test("nothing to follow, nothing asked", async () => {
  const page = feed(() => assert.fail("asked"));
  await page.ask();
  page.feed.follow([run(1)], []);
  await page.ask();
  assert.equal(page.feed.isLoaded, false);
});

test("where there is much to load, each metric comes by itself, and a run is complete with the last of them", async () => {
  const runs = Array.from({ length: 40 }, (_, i) => run(i + 1, { status: "succeeded", step: 9000, measures: { loss: [], angle: ["fc1"] } }));
  let release = () => {};
  const page = feed(async ({ names }) => {
    if (names.includes("angle")) await new Promise((resolve) => { release = resolve; });
    return { series: [{ ...loss(1, [1, 2]), name: names[0] }], next: "c" };
  });
  page.feed.follow(runs, ["loss", "angle"]);
  const round = page.ask();
  await settled();
  assert.deepEqual(page.asked.map(({ names }) => names), [["loss"], ["angle"]]);
  assert.deepEqual([page.told.points, page.feed.isLoaded], [[["loss"]], false]);
  release();
  await round;
  assert.deepEqual([page.told.points, page.feed.isLoaded], [[["loss"], ["angle"]], true]);
  assert.deepEqual([page.store.get(1, "loss").steps, page.store.get(1, "angle").steps], [[1, 2], [1, 2]], "none took the other's away");
});

test("an answer that comes after another metric's failed takes nothing away that a later round brought", async () => {
  const runs = Array.from({ length: 40 }, (_, i) => run(i + 1, { status: "succeeded", step: 9000, measures: { loss: [], angle: ["fc1"] } }));
  let release = null;
  const page = feed(async ({ names }, count) => {
    if (count === 1) throw Object.assign(new Error("away"), { name: "TestError" });
    if (count === 2) await new Promise((resolve) => { release = resolve; });
    return { series: [{ ...loss(1, [1, 2]), name: names[0] }], next: "c" };
  });
  page.feed.follow(runs, ["loss", "angle"]);
  let isOver = false;
  const first = page.ask().then(() => { isOver = true; });
  await settled();
  assert.deepEqual([page.asked.length, isOver], [2, false], "the next round does not begin before it is here");
  release();
  await first;
  assert.equal(page.feed.isLoaded, false);
  await page.ask();
  assert.deepEqual([page.store.get(1, "loss").steps, page.store.get(1, "angle").steps], [[1, 2], [1, 2]]);
  assert.equal(page.feed.isLoaded, true);
});

test("of more metrics than a question may name some are asked for at a time, and of a run that goes on all", async () => {
  const names = Array.from({ length: 250 }, (_, i) => `system/gpu_${i}`);
  const measures = Object.fromEntries(names.map((name) => [name, []]));
  const page = feed(() => ({ series: [], next: "c" }), { canStream: true });
  page.feed.follow([run(1, { measures, status: "succeeded", step: 10 }), run(2, { measures, step: 10 })], names);
  page.ask();
  await settled();
  assert.deepEqual(page.asked.map((question) => [question.runs, question.names?.length]), [[[1], 100], [[1], 100], [[1], 50], [[2], undefined]]);
  assert.deepEqual(page.asked.flatMap((question) => question.names ?? []), names);
  assert.equal("names" in page.streams[0].body, false);
  page.feed.stop();
});

test("of metrics with many points each has a request of its own, of hundreds a few together", async () => {
  for (const [count, requests, most] of [[10, 10, 1], [240, 24, 10]]) {
    const names = Array.from({ length: count }, (_, i) => `m${i}`);
    const page = feed(() => ({ series: [], next: null }));
    page.feed.follow([run(1, { measures: Object.fromEntries(names.map((name) => [name, Array.from({ length: 4 }, (_, i) => `fc${i}`)])), status: "succeeded", step: 5000 })], names);
    await page.ask();
    assert.equal(page.asked.length, requests);
    assert.ok(page.asked.every((question) => question.names.length <= most));
  }
});
