import assert from "node:assert/strict";
import test from "node:test";

import { Catalogue } from "../../web-static/js/data/catalogue.js";
import { groupingsOf } from "../../web-static/js/math/groupings.js";
import { firstNames, inReadingOrder, isOfMachine, merged, recordedBy, usualMetrics } from "../../web-static/js/math/recorded.js";
import { CATALOGUE } from "./catalogue.mjs";

const catalogue = new Catalogue(CATALOGUE);

test("layers of several runs come first to last, each once", () => {
  const recorded = recordedBy([{ measures: { loss: [], angle: ["fc1", "fc2"] } }, { measures: { angle: ["fc1", "fc2", "fc3"], own: [] } }, {}]);
  assert.deepEqual([...recorded], [["loss", []], ["angle", ["fc1", "fc2", "fc3"]], ["own", []]]);
});

test("lists that lack the first or the last layer are put together in order", () => {
  assert.deepEqual(merged([["fc1", "fc2", "fc3"], ["fc2", "fc3", "fc4"]]), ["fc1", "fc2", "fc3", "fc4"]);
  assert.deepEqual(merged([["fc2", "fc3", "fc4"], ["fc1", "fc2"]]), ["fc1", "fc2", "fc3", "fc4"]);
  assert.deepEqual(merged([["conv1", "fc1"], ["conv1", "conv2", "fc1"]]), ["conv1", "conv2", "fc1"]);
  assert.deepEqual(merged([["a", "b"], ["x"]]), ["a", "b", "x"]);
  assert.deepEqual(merged([]), []);
});

test("without a choice the catalogue's curves are drawn; of runs from elsewhere without these, their own", () => {
  assert.deepEqual(usualMetrics(recordedBy([{ measures: { test_accuracy: [], loss: [], angle: ["a"], own: [] } }]), catalogue.curves), ["loss", "test_accuracy"]);
  assert.deepEqual(usualMetrics(recordedBy([{ measures: { z: [], y: [], x: [], w: [], v: ["fc1"] } }]), catalogue.curves), ["w", "x", "y"]);
  assert.deepEqual(usualMetrics(new Map(), catalogue.curves), []);
});

test("of runs that have one of these alone their own are drawn beside it, and what is of the machine last", () => {
  const drawn = (...names) => usualMetrics(new Map(names.map((name) => [name, []])), catalogue.curves);
  assert.deepEqual(drawn("val loss", "accuracy", "system/cpu", "train/loss"), ["accuracy", "train/loss", "val loss"]);
  assert.deepEqual(drawn("system/cpu", "train/loss"), ["train/loss"]);
  assert.deepEqual(drawn("system/cpu", "system/disk"), ["system/cpu", "system/disk"]);
  assert.deepEqual(drawn("accuracy", "system/cpu"), ["accuracy"]);
  assert.ok(isOfMachine("system/gpu_0_power_usage_watts") && !isOfMachine("systematic") && !isOfMachine("train/system/x"));
});

test("names from elsewhere are in order of their letters and numbers, what is of the machine last", () => {
  const recorded = new Map(["system/cpu", "val/class_10", "val/class_9", "loss", "Final"].map((name) => [name, []]));
  assert.deepEqual(inReadingOrder(recorded, catalogue), ["loss", "Final", "val/class_9", "val/class_10", "system/cpu"]);
});

test("all of ours is shown at first, and of hundreds of others as many as there is room for", () => {
  const names = ["a", "b", "x1", "x2", "x3"];
  const isOurs = (name) => name.length === 1;
  assert.deepEqual(firstNames(names, isOurs, 4), ["a", "b", "x1", "x2"]);
  assert.deepEqual(firstNames(names, isOurs, 1), ["a", "b"]);
  assert.deepEqual(firstNames(names, isOurs, 9), names);
});

test("all that was recorded is offered, ours first", () => {
  const recorded = recordedBy([{ measures: { own: [], a_name: [], test_accuracy: [], loss: [], samples_per_second: [] } }]);
  assert.deepEqual(inReadingOrder(recorded, catalogue), ["loss", "test_accuracy", "samples_per_second", "a_name", "own"]);
});

test("runs can be grouped by what varies, by what they are called, by tags and by what is grouped by now", () => {
  const run = (id, rate, tags) => ({ id, seed: id, config: { "optimizer.learning_rate": rate, loss: "\"cross_entropy\"" }, job: { id, method: "dkp", tags } });
  const keys = groupingsOf([run(1, "0.1", { who: "me" }), run(2, "0.2", {})], ["record.every"]);
  assert.deepEqual(keys, ["method", "network", "dataset", "optimizer.learning_rate", "experiment", "name", "job", "seed", "run", "tag.who", "record.every"]);
  assert.ok(groupingsOf([]).includes("run"));
});
