import assert from "node:assert/strict";
import test from "node:test";
import { Live } from "../../web-static/js/live.js";
import { SeriesStore } from "../../web-static/js/data/series.js";
import { State } from "../../web-static/js/state.js";
import { CATALOGUE } from "./catalogue.mjs";

/** A page without a browser: the server is a function, the clock stands still. */
function page(search, server, catalogue = () => CATALOGUE) {
  const asked = [];
  globalThis.fetch = async (address, { method, body }) => {
    const sent = body === undefined ? {} : JSON.parse(body);
    asked.push({ path: new URL(address).pathname, method, sent });
    const url = new URL(address);
    const answer = url.pathname.endsWith("/metrics/catalogue") ? catalogue() : server(url, sent);
    return { ok: !answer.http, status: answer.http ?? 200, json: async () => answer };
  };
  const state = new State(search);
  const store = new SeriesStore();
  const host = { hidden: () => true, onShown: () => {}, later: () => null, cancel: () => {} };
  const live = new Live(state, store, host);
  return { state, store, tick: () => live.refresh(), metrics: () => asked.filter(({ path }) => path.endsWith("/metrics")).map(({ sent }) => sent), asked };
}

const run = (id, more = {}) => ({
  id, seed: id, trial: id, method: "dkp", status: "running", attempt: 1, step: 2, steps: 4, epochs: 1, layers: [], ...more,
});
const job = (runs, { id = 1, ...more } = {}) => ({
  id, name: "", experiment: "e", status: "running", method: "dkp", config: {}, progress: {}, created_at: "t0",
  runs: runs.map((one) => ({ ...one, job_id: id })), ...more,
});
const loss = (id, steps, attempt = 1) =>
  ({ run: id, attempt, name: "loss", layer: null, steps, values: steps.map(() => 1), reduced: false });

test("first a load, then only what is new since the cursor, all runs in one request", async () => {
  const { store, tick, metrics } = page("", (url, sent) => {
    if (url.pathname.endsWith("/jobs")) return { jobs: [job([run(1), run(2)])], next: null };
    if ("after" in sent) return { series: [loss(1, [3])], next: "c2" };
    return { series: [loss(1, [1, 2]), loss(2, [1])], next: "c1" };
  });
  await tick();
  await tick();
  await tick();
  assert.equal(metrics().length, 3);
  const names = ["loss", "accuracy", "test_accuracy", "angle", "weight_angle", "signal_angle"];
  assert.deepEqual(metrics()[0], { runs: [1, 2], names, points: 1500 });
  assert.deepEqual(metrics()[1], { runs: [1, 2], names, after: "c1", points: 5000 });
  assert.equal(metrics()[2].after, "c2");
  assert.deepEqual(store.get(1, "loss").steps, [1, 2, 3]);
});

test("a run that has ended is asked for once more and then no more", async () => {
  let status = "running";
  const { tick, metrics } = page("", (url) =>
    url.pathname.endsWith("/jobs") ? { jobs: [job([run(1, { status })])], next: null } : { series: [loss(1, [1])], next: "c" });
  await tick();
  status = "succeeded";
  await tick();
  await tick();
  await tick();
  assert.equal(metrics().length, 2);
});

test("a new attempt is loaded from its beginning", async () => {
  let attempt = 1;
  const { store, tick, metrics } = page("", (url) => {
    if (url.pathname.endsWith("/jobs")) return { jobs: [job([run(1, { attempt })])], next: null };
    return { series: [loss(1, attempt === 1 ? [1, 2, 3] : [1, 2], attempt)], next: "c" };
  });
  await tick();
  attempt = 2;
  await tick();
  assert.ok(!("after" in metrics()[1]));
  assert.deepEqual(store.get(1, "loss").steps, [1, 2]);
  assert.equal(store.attempt(1), 2);
});

test("a new attempt seen first in the points is loaded again too", async () => {
  const parts = [[loss(1, [1, 2, 3])], [loss(1, [3], 2)], [loss(1, [1, 2, 3], 2)]];
  const { store, tick, metrics } = page("", (url) =>
    url.pathname.endsWith("/jobs") ? { jobs: [job([run(1)])], next: null } : { series: parts.shift(), next: "c" });
  await tick();
  await tick();
  assert.equal(store.has(1), false);
  await tick();
  assert.ok(!("after" in metrics()[2]));
  assert.deepEqual(store.get(1, "loss").steps, [1, 2, 3]);
});

test("other runs chosen: a cursor of the old choice is not used for the new", async () => {
  const { state, tick, metrics } = page("?runs=1", (url) =>
    url.pathname.endsWith("/jobs") ? { jobs: [job([run(1), run(2)])], next: null } : { series: [], next: "c" });
  await tick();
  state.view.runs = [1, 2];
  await tick();
  assert.deepEqual(metrics()[1].runs, [1, 2]);
  assert.ok(!("after" in metrics()[1]));
});

test("runs of the address that are not on the first page are looked up; unknown ones are left out", async () => {
  const old = job([run(90, { status: "succeeded" })], { id: 9, status: "succeeded" });
  const { state, tick, metrics } = page("?runs=90,91", (url) => {
    if (url.pathname.endsWith("/jobs")) return { jobs: [job([run(1)])], next: null };
    if (url.pathname.endsWith("/runs/90")) return old.runs[0];
    if (url.pathname.endsWith("/jobs/9")) return old;
    if (url.pathname.endsWith("/runs/91")) return { http: 404, title: "No such run" };
    return { series: [loss(90, [1])], next: "c" };
  });
  await tick();
  assert.deepEqual(state.chosenRuns.map((one) => one.id), [90]);
  assert.deepEqual(metrics()[0].runs, [90]);
});

test("runs that have ended leave the others their cursor", async () => {
  const ended = new Set();
  const runs = () => [1, 2, 3].map((id) => run(id, { status: ended.has(id) ? "succeeded" : "running" }));
  const { tick, metrics } = page("", (url) =>
    url.pathname.endsWith("/jobs") ? { jobs: [job(runs())], next: null } : { series: [], next: "c" });
  await tick();
  ended.add(2);
  await tick();
  await tick();
  assert.deepEqual(metrics().map((sent) => [sent.runs, sent.after]), [
    [[1, 2, 3], undefined], [[1, 2, 3], "c"], [[1, 3], "c"],
  ]);
});

test("two thousand runs are asked for in one request, whose address is as short as ever", async () => {
  const jobs = Array.from({ length: 40 }, (_, j) => job(Array.from({ length: 50 }, (_, i) => run(50 * j + i + 1)), { id: j + 1 }));
  const { tick, asked, state } = page("", (url) =>
    url.pathname.endsWith("/jobs") ? { jobs, next: null } : { series: [], next: "c" });
  await tick();
  const [request] = asked.filter(({ path }) => path.endsWith("/metrics"));
  assert.equal(request.method, "POST");
  assert.equal(request.sent.runs.length, 2000);
  assert.ok(asked.every(({ path }) => path.length < 200), "no address grows with the runs");
  assert.equal(state.connection.stale, false);
});

test("a job of many runs that is not on the first page is looked up once, and many jobs a few at a time", async () => {
  const old = (id) => job(Array.from({ length: 50 }, (_, i) => run(50 * id + i, { status: "succeeded" })), { id, status: "succeeded" });
  const { state, tick, asked } = page("?runs=100-6099", (url) => {
    if (url.pathname.endsWith("/jobs")) return { jobs: [job([run(9000)], { id: 900 })], next: "more" };
    const [, kind, id] = /\/(runs|jobs)\/(\d+)$/.exec(url.pathname) ?? [];
    if (kind === "jobs") return old(Number(id));
    if (kind === "runs") return { job_id: Math.floor(Number(id) / 50) };
    return { series: [], next: "c" };
  });
  await tick();
  assert.equal(state.chosenRuns.length, 2500);
  assert.equal(asked.filter(({ path }) => /\/runs\/\d+$/.test(path)).length, 50);
  await tick();
  await tick();
  assert.equal(state.chosenRuns.length, 6000);
});

test("points that come late go where they belong, and a series that is sent anew replaces what is held", async () => {
  const parts = [[loss(1, [1, 5])], [loss(1, [3])], [{ ...loss(1, [2, 4]), anew: true }]];
  const { store, tick, state } = page("", (url) =>
    url.pathname.endsWith("/jobs") ? { jobs: [job([run(1)])], next: null } : { series: parts.shift(), next: "c" });
  let told = 0;
  state.subscribe((what) => { told += what === "points" ? 1 : 0; });
  await tick();
  await tick();
  assert.deepEqual(store.get(1, "loss").steps, [1, 3, 5]);
  await tick();
  assert.deepEqual(store.get(1, "loss").steps, [2, 4]);
  assert.equal(told, 3, "each is drawn");
});

test("a deleted job goes, and so do its points; older pages stay", async () => {
  const page2 = [job([run(5)], { id: 5 }), job([run(4)], { id: 4, created_at: "t4" })];
  let newest = { jobs: page2, next: "more" };
  const { state, store, tick } = page("?runs=4", (url) => {
    if (url.pathname.endsWith("/runs/4")) return { http: 404, title: "No such run" };
    return url.pathname.endsWith("/jobs") ? newest : { series: [loss(4, [1, 2])], next: "c" };
  });
  await tick();
  state.addJobs([job([run(1)], { id: 1 })]);
  newest = { jobs: [page2[0], job([run(3)], { id: 3 })], next: "more" };
  await tick();
  assert.deepEqual(state.jobs.map((one) => one.id), [5, 3, 1]);
  assert.equal(store.has(4), false);
  assert.equal(state.connection.stale, false);
});

test("the same ids in another database are other jobs", async () => {
  let born = "t0";
  let steps = [1, 2, 3];
  const { store, tick, metrics } = page("", (url) =>
    url.pathname.endsWith("/jobs")
      ? { jobs: [job([run(1, { status: "succeeded" })], { created_at: born })], next: null }
      : { series: [loss(1, steps)], next: "c" });
  await tick();
  [born, steps] = ["t1", [1]];
  await tick();
  assert.equal(metrics().length, 2);
  assert.deepEqual(store.get(1, "loss").steps, [1]);
});

test("trouble makes the page stale and says what to do; the next answer clears it", async () => {
  let away = true;
  const { state, tick } = page("", (url) => {
    if (away) return { http: 503, title: "Busy", detail: "The database is busy. Try again." };
    return url.pathname.endsWith("/jobs") ? { jobs: [], next: null } : { series: [], next: "c" };
  });
  await tick();
  assert.deepEqual(state.connection, { stale: true, lastSeen: null, message: "The database is busy. Try again." });
  away = false;
  await tick();
  assert.equal(state.connection.stale, false);
  assert.ok(state.connection.lastSeen instanceof Date);
});

test("without the catalogue the jobs are shown, no points are asked for, and the next round asks again", async () => {
  let away = true;
  const catalogue = () => (away ? { http: 503, title: "Busy", detail: "The database is busy. Try again." } : CATALOGUE);
  const { state, tick, metrics, asked } = page("", (url) =>
    url.pathname.endsWith("/jobs") ? { jobs: [job([run(1)])], next: null } : { series: [], next: "c" }, catalogue);
  let told = 0;
  state.subscribe((what) => { told += what === "measures" ? 1 : 0; });
  await tick();
  assert.deepEqual([state.jobs.length, state.measures, metrics().length], [1, null, 0]);
  assert.equal(state.connection.message, "The database is busy. Try again.");
  away = false;
  await tick();
  await tick();
  assert.equal(metrics().length, 2);
  assert.equal(state.connection.stale, false);
  assert.equal(told, 1);
  assert.equal(asked.filter(({ path }) => path.endsWith("/catalogue")).length, 2, "what is known is not asked for again");
});
