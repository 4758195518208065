import assert from "node:assert/strict";
import test from "node:test";
import { lastPointWord, makeWords, nothingWord, runWord, seedOf, stepsOf, stepsWord, waitsWord, wholeOf } from "../../web-static/js/math/jobwords.js";

const thin = "\u202f";
const run = (status, more = {}) => ({ status, step: 50, steps: 200, external: false, diverged_step: null, latest: {}, ...more });
const NULL_AT_7 = { step: 7, isExact: true };

test("only a run that failed is called diverged, ours by the step the server names", () => {
  assert.equal(runWord(run("failed", { diverged_step: 1200 }), null), `diverged @ 1${thin}200`);
  assert.equal(runWord(run("failed"), NULL_AT_7), "failed", "a run of ours that failed of something else");
  assert.equal(runWord(run("running", { diverged_step: 1200 }), null), `25${thin}%`);
});

test("a run from elsewhere diverged where it failed and its loss is no number; one that went on did not", () => {
  const elsewhere = (status) => run(status, { external: true, latest: { test_accuracy: 0.5 } });
  assert.equal(runWord(elsewhere("failed"), NULL_AT_7), "diverged @ 7");
  assert.equal(runWord(elsewhere("failed"), { step: 15, isExact: false }), "diverged near 15");
  assert.equal(runWord(elsewhere("failed"), null), "failed");
  assert.equal(runWord(elsewhere("succeeded"), NULL_AT_7), "0.5000");
  assert.equal(runWord(elsewhere("running"), NULL_AT_7), "0.5000");
});

test("a run whose length nobody has told is at a step, not at a part of it", () => {
  assert.equal(runWord(run("running", { step: 1234, steps: null }), null), `step 1${thin}234`);
  assert.equal(stepsWord({ step: 1234, steps: null }), `step 1${thin}234`);
  assert.equal(stepsWord({ step: 3, steps: 10 }), "3 / 10 iterations");
  assert.equal(stepsWord({ step: 10, steps: 10 }), "10 iterations");
  assert.equal(wholeOf({ fraction: null }), null);
  assert.equal(wholeOf({ fraction: 0 }), 0);
  assert.equal(wholeOf({ fraction: 1.5 }), 1);
});

test("a run from elsewhere that is under way says when its last point came", () => {
  const now = Date.parse("2026-11-28T12:00:00Z");
  const job = (...runs) => ({ runs });
  const at = (time, more = {}) => run("running", { external: true, last_point_at: time, ...more });
  assert.deepEqual(lastPointWord(job(at("2026-11-28T11:57:00.250Z")), now), ["last point 2 min ago"]);
  assert.deepEqual(lastPointWord(job(at(null), at("2026-11-28T11:59:30Z")), now), ["last point 30 s ago"]);
  assert.deepEqual(lastPointWord(job(at(null)), now), ["no point yet"]);
  assert.deepEqual(lastPointWord(job(at("2026-11-28T11:57:00Z", { status: "succeeded" })), now), []);
  assert.deepEqual(lastPointWord(job(at("2026-11-28T11:57:00Z", { external: false })), now), []);
  assert.deepEqual(lastPointWord(job(at(undefined)), now), [], "a server of before says nothing of it");
});

test("where there is no chart, it is said why", () => {
  const runs = (...states) => states.map((status) => ({ status }));
  assert.equal(nothingWord(runs("queued", "queued", "running")), "No points yet: 2 queued, 1 running.");
  assert.match(nothingWord(runs("succeeded", "failed")), /recorded nothing/);
  assert.match(nothingWord(runs("running"), { hasRecorded: true }), /nothing that is shown here/);
  assert.match(nothingWord(runs("running"), { isChosen: true, hasRecorded: true }), /No metric is chosen/);
});

test("a method, network or dataset that nobody told is not said", () => {
  assert.deepEqual(makeWords({ method: "unknown", network: "resnet-18", dataset: "unknown" }), ["resnet-18"]);
  assert.deepEqual(makeWords({ method: "dkp", network: "fc5", dataset: "mnist" }), ["dkp", "fc5", "mnist"]);
  assert.deepEqual(makeWords({ method: null }), []);
});

test("the seed of a run that a client logged is what its config says, else nobody knows it", () => {
  const logged = { tags: { "mlflow.user": "me" } };
  assert.equal(seedOf({ seed: 1, external: true }, { seed: "42" }, logged), 42);
  assert.equal(seedOf({ seed: 1, external: true }, { seed: '"x"' }, logged), null);
  assert.equal(seedOf({ seed: 1, external: true }, {}, logged), null);
  assert.equal(seedOf({ seed: 7, external: true }, {}, { tags: {} }), 7, "one that was posted with it");
  assert.equal(seedOf({ seed: 7, external: false }, { seed: "1" }, { tags: {} }), 7, "the second trial of a job of ours");
});

test("a run that logged numbers and no steps has none to tell", () => {
  assert.equal(stepsWord({ step: 0, steps: 0 }), "");
  assert.equal(stepsOf({ step: 0, steps: 0 }), "");
  assert.equal(stepsWord({ step: 0, steps: 10 }), "0 / 10 iterations");
});

test("why a job waits is said once, whether the server's words begin with it or not", () => {
  assert.equal(waitsWord("it needs 2 GB of memory, and 1 GB are free"), "waits: it needs 2 GB of memory, and 1 GB are free");
  assert.equal(waitsWord("waits in Slurm's queue: Resources (job 12_3)"), "waits in Slurm's queue: Resources (job 12_3)");
  assert.equal(waitsWord("Waits in Slurm's queue"), "waits in Slurm's queue");
});
