import assert from "node:assert/strict";
import test from "node:test";
import { actionsOf, doneText, doneToMany, questionOf } from "../../web-static/js/math/jobactions.js";

const job = (status, { paused = false, external = false } = {}) => ({ status, paused, runs: [{ external }, { external }] });

test("a job that is open can be paused or resumed, and cancelled", () => {
  for (const status of ["queued", "running", "interrupted"]) {
    assert.deepEqual(actionsOf(job(status)), ["pause", "cancel", "clone", "delete"]);
    assert.deepEqual(actionsOf(job(status, { paused: true })), ["resume", "cancel", "clone", "delete"]);
  }
});

test("a job that has ended can be cloned and deleted", () => {
  for (const status of ["succeeded", "failed", "cancelled"]) assert.deepEqual(actionsOf(job(status)), ["clone", "delete"]);
});

test("a job that is trained elsewhere can be cancelled and deleted", () => {
  assert.deepEqual(actionsOf(job("running", { external: true })), ["cancel", "delete"]);
  assert.deepEqual(actionsOf(job("failed", { external: true })), ["delete"]);
});

test("every change that the server makes has words", () => {
  for (const action of ["pause", "resume", "cancel", "delete"]) assert.match(doneText(action, 7), /Job 7/);
});
test("what cannot be taken back is asked for with the number", () => {
  assert.equal(questionOf("delete", "1 204 jobs", false).title, "Delete 1 204 jobs?");
  assert.match(questionOf("cancel", "job 12", true).text, /^Its points/);
  assert.match(questionOf("cancel", "2 of 4 jobs", false).text, /^Their points/);
});

test("what was done to many is told with the number that the server says", () => {
  assert.equal(doneToMany("delete", 3, "3 jobs"), "3 jobs are deleted.");
  assert.equal(doneToMany("delete", 1, "1 job"), "1 job is deleted.");
  assert.equal(doneToMany("pause", 0, "0 jobs"), "No job was left for that.");
});
