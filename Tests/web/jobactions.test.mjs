import assert from "node:assert/strict";
import test from "node:test";
import { actionsOf, doneText } from "../../web-static/js/math/jobactions.js";

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
