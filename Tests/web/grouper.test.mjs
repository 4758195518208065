import assert from "node:assert/strict";
import test from "node:test";

import { decodeChartView } from "../../web-static/js/math/chartview.js";
import { Grouper } from "../../web-static/js/math/grouper.js";

const run = (id, method, more = {}) => ({
  id, seed: id, status: "succeeded", step: 10, config: { method: `"${method}"`, width: "8" }, job: { id, method }, measures: { loss: [] }, ...more,
});
const runs = [run(1, "dkp"), run(2, "dkp"), run(3, "fa"), run(4, "fa", { status: "failed" }), run(5, "fa", { status: "cancelled" })];
const view = (text) => decodeChartView(new URLSearchParams(text));
const parts = ({ groups }) => groups.map((group) => [group.label, group.runs.map((one) => one.id), group.left.map(({ id, why }) => `${id} ${why}`)]);

test("runs that failed, were cancelled or were taken out are left out, and said; each can be asked for", () => {
  const grouper = new Grouper(["fa"]);
  assert.deepEqual(parts(grouper.of(runs, view("without=2"))), [["dkp", [1], ["2 taken out by hand"]], ["fa", [3], ["4 failed", "5 cancelled"]]]);
  assert.deepEqual(parts(grouper.of(runs, view("states=failed,succeeded"))), [["dkp", [1, 2], []], ["fa", [3, 4], ["5 cancelled"]]]);
  assert.deepEqual(parts(grouper.of(runs, view("status=cancelled")))[1], ["fa", [3, 5], ["4 failed"]]);
});

test("a serial method is dashed, a group keeps its look whatever comes beside it, and what was recorded is known", () => {
  const grouper = new Grouper(["fa"]);
  const before = grouper.of(runs, view(""));
  assert.deepEqual(before.groups.map(({ id }) => before.looks.get(id).dashed), [false, true]);
  const after = grouper.of([run(9, "bp"), ...runs], view(""));
  for (const { id } of before.groups) assert.deepEqual(after.looks.get(id), before.looks.get(id));
  assert.deepEqual([...after.recorded.keys()], ["loss"]);
});

test("the same runs and view are not grouped again; another state of a run is", () => {
  const grouper = new Grouper([]);
  const first = grouper.of(runs, view(""));
  assert.equal(grouper.of(runs, view("ema=0.5&hide=x&zoom=1,2")), first);
  assert.notEqual(grouper.of([...runs], view("")), first);
  assert.notEqual(grouper.of(runs, view("group=seed")), first);
});
