import assert from "node:assert/strict";
import test from "node:test";
import { UNSET, flatten, groupRuns, tellingKeys, varyingKeys } from "../../web-static/js/grouping.js";

const config = (method, more = {}) => flatten({
  name: `${method} job`, experiment: "e", tags: { who: method }, seed: 1, trials: 3, method, network: "fc5",
  optimizer: { learning_rate: 0.01 },
  ...(method === "bp" ? {} : { feedback: { init: "normal", optimizer: { learning_rate: 0.0001 } } }),
  ...more,
});
const run = (id, seed, flat) => ({ id, seed, trial: seed, method: flat.method, config: flat });

test("flatten joins keys with points and prints values as stored", () => {
  assert.deepEqual(flatten({ a: 1e-6, b: { c: "x", d: { e: true } }, f: [1, 2], g: null }),
    { a: "0.000001", "b.c": "x", "b.d.e": "true", f: "[1,2]", g: "null" });
});

test("names, tags, trials and the seed never count as varying", () => {
  const keys = varyingKeys([config("dkp"), config("dkp", { seed: 2, trials: 1, name: "other", tags: {}, experiment: "f" })]);
  assert.deepEqual(keys, []);
});

test("keys that follow from the method are varying but not telling", () => {
  const configs = [config("dkp"), config("bp")];
  assert.deepEqual(varyingKeys(configs), ["method", "feedback.init", "feedback.optimizer.learning_rate"]);
  assert.deepEqual(tellingKeys(configs), ["method"]);
});

test("a second key is told when it divides further", () => {
  const configs = [config("dkp"), config("dkp", { optimizer: { learning_rate: 0.1 } }), config("bp")];
  assert.deepEqual(tellingKeys(configs), ["method", "optimizer.learning_rate"]);
});

test("two keys that only differ together need just one", () => {
  const a = config("dkp", { batch_size: 50, epochs: 15 });
  const b = config("dkp", { batch_size: 100, epochs: 30 });
  assert.deepEqual(tellingKeys([a, b]), ["batch_size"]);
});

test("seeds of a config are one group; the label says what differs", () => {
  const [dkp, dfa] = [config("dkp"), config("dfa")];
  const groups = groupRuns([run(4, 2, dfa), run(1, 1, dkp), run(3, 1, dfa), run(2, 2, dkp)], "auto");
  assert.deepEqual(groups.map((group) => group.label), ["method=dkp", "method=dfa"]);
  assert.deepEqual(groups[1].runs.map((one) => one.id), [3, 4]);
  assert.equal(groups[0].method, "dkp");
});

test("one group alone is named by its method", () => {
  const groups = groupRuns([run(1, 1, config("dkp")), run(2, 2, config("dkp"))], "auto");
  assert.deepEqual(groups.map((group) => group.label), ["method=dkp"]);
});

test("a missing key is (unset), and differs from every value", () => {
  const runs = [run(1, 1, config("bp")), run(2, 1, config("dkp"))];
  const ids = groupRuns(runs, "feedback.init").map((group) => group.id);
  assert.deepEqual(ids, [`feedback.init=${UNSET}`, "feedback.init=normal"]);
});

test("a group of several methods has no method", () => {
  const [group] = groupRuns([run(1, 1, config("bp")), run(2, 1, config("dkp"))], "network");
  assert.equal(group.id, "network=fc5");
  assert.equal(group.method, null);
});

test("each run alone", () => {
  const groups = groupRuns([run(1, 1, config("bp")), run(2, 2, config("bp"))], "run");
  assert.deepEqual(groups.map((group) => group.label), ["run 1 · bp seed 1", "run 2 · bp seed 2"]);
});

test("no runs, no groups", () => {
  assert.deepEqual(groupRuns([], "auto"), []);
});
