import assert from "node:assert/strict";
import test from "node:test";
import { defaultRuns, jobState, matches, toggleJob, toggleRun } from "../../web-static/js/selection.js";

const job = (id, experiment, runs) => ({ id, experiment, runs: runs.map((run) => ({ id: run })) });
const jobs = [job(1, "old", [1]), job(2, "demo", [2, 3]), job(3, "demo", [4])];

test("at first the newest experiment's jobs are shown, in any order of the list", () => {
  assert.deepEqual(defaultRuns(jobs), [2, 3, 4]);
  assert.deepEqual(defaultRuns([...jobs].reverse()).sort(), [2, 3, 4]);
  assert.deepEqual(defaultRuns([]), []);
});

test("jobs without an experiment have nothing in common", () => {
  assert.deepEqual(defaultRuns([job(1, null, [1]), job(2, null, [2])]), [2]);
});

test("a job's state and its toggle", () => {
  assert.equal(jobState(jobs[1], new Set([2])), "some");
  assert.deepEqual(toggleJob(jobs[1], new Set([2, 9])), [2, 9, 3]);
  assert.deepEqual(toggleJob(jobs[1], new Set([2, 3, 9])), [9]);
  assert.deepEqual(toggleRun(4, new Set([4, 5])), [5]);
  assert.deepEqual(toggleRun(4, new Set([5])), [5, 4]);
});

test("the filter wants every word, anywhere", () => {
  const one = { id: 7, name: "DKP on Fashion", method: "dkp", status: "running", tags: { who: "me" }, runs: [] };
  assert.ok(matches(one, ""));
  assert.ok(matches(one, "fashion RUN"));
  assert.ok(matches(one, "who me"));
  assert.ok(!matches(one, "dkp failed"));
});
