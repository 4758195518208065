import assert from "node:assert/strict";
import { test } from "node:test";

import { spansOf, statusOf } from "../../web-static/js/math/runhistory.js";

const at = (second) => new Date(second * 1000).toISOString();
const event = (second, kind, more = {}) => ({ at: at(second), kind, attempt: 1, step: null, message: null, ...more });

test("a run's states follow each other, each as long as until the next", () => {
  const events = [event(0, "queued"), event(5, "running"), event(7, "note", { message: "waits for memory" }),
    event(9, "interrupted"), event(20, "running", { attempt: 2 }), event(30, "succeeded", { attempt: 2 })];
  assert.deepEqual(spansOf({ finished_at: at(30) }, events, 99_000).map(({ status, from, to, attempt }) => [status, from, to, attempt]), [
    ["queued", 0, 5000, 1], ["running", 5000, 9000, 1], ["interrupted", 9000, 20_000, 1], ["running", 20_000, 30_000, 2],
  ]);
  assert.equal(statusOf(events[2]), null);
});

test("the last state of a run that has not ended lasts until now", () => {
  const spans = spansOf({ finished_at: null }, [event(0, "queued"), event(5, "running")], 65_000);
  assert.deepEqual(spans[1], { status: "running", from: 5000, to: 65_000, attempt: 1 });
});

test("a run of which no events were written down has those of its own times", () => {
  const run = { created_at: at(0), started_at: at(4), finished_at: at(10), status: "failed", attempt: 1 };
  assert.deepEqual(spansOf(run, [], 99_000).map(({ status, to }) => [status, to]), [["queued", 4000], ["running", 10_000]]);
  assert.deepEqual(spansOf({ created_at: at(0), started_at: null, finished_at: null, status: "queued", attempt: 1 }, [], 3000).length, 1);
  assert.deepEqual(spansOf({}, [], 0), []);
});
