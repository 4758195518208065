import assert from "node:assert/strict";
import test from "node:test";
import { layersOf, readCatalogue, unitOf } from "../../web-static/js/metrics.js";
import { CATALOGUE } from "./catalogue.mjs";

test("what has a rank is drawn, in that order, as the catalogue says", () => {
  const { curves, layered, names } = readCatalogue(CATALOGUE);
  assert.deepEqual(names, ["loss", "accuracy", "test_accuracy", "angle", "weight_angle", "signal_angle"]);
  assert.deepEqual(curves.map(({ title, unit, perEpoch, mayLog, bounds, mark }) => [title, unit, perEpoch, mayLog, bounds, mark]), [
    ["Training loss", "nats", false, true, [-Infinity, Infinity], null],
    ["Training accuracy", "per batch", false, false, [0, 1], null],
    ["Test accuracy", "per epoch", true, false, [0, 1], null],
  ]);
  assert.deepEqual(layered.map(({ title, unit, perEpoch, mayLog, bounds, mark }) => [title, unit, perEpoch, mayLog, bounds, mark]), [
    ["", "degrees", false, false, [0, 180], 90],
    ["B to W", "degrees", false, false, [0, 180], 90],
    ["signal to bp's", "degrees", false, false, [0, 180], 90],
  ]);
});

test("what is minimised in each iteration is known by its unit, which depends on the loss", () => {
  assert.equal(readCatalogue(CATALOGUE).objective, "loss");
  assert.equal(readCatalogue({ measures: [] }).objective, null);
});

test("a loss is counted in what the chosen runs minimise", () => {
  const [loss, accuracy] = readCatalogue(CATALOGUE).curves;
  const run = (name) => ({ config: { loss: name } });
  assert.equal(unitOf(loss, []), "nats");
  assert.equal(unitOf(loss, [run("cross_entropy"), run(undefined), {}]), "nats");
  assert.equal(unitOf(loss, [run("mean_squared_error")]), "squared");
  assert.equal(unitOf(loss, [run("cross_entropy"), run("mean_squared_error")]), "nats or squared");
  assert.equal(unitOf(accuracy, [run("mean_squared_error")]), "per batch");
});

test("layers of all chosen runs, first to last, none twice", () => {
  const at = (...layers) => ({ angle_layers: { angle: layers } });
  assert.deepEqual(layersOf([at(), at("fc1", "fc2"), at("fc1", "fc2"), {}], "angle"), ["fc1", "fc2"]);
  assert.deepEqual(layersOf([at("fc1", "fc2"), at("conv1", "conv2", "fc1")], "angle"), ["conv1", "conv2", "fc1", "fc2"]);
  const weights = { angle_layers: { weight_angle: ["conv2"] } };
  assert.deepEqual(layersOf([weights, at("fc1")], "angle"), ["fc1"]);
  assert.deepEqual(layersOf([weights, at("fc1")], "weight_angle"), ["conv2"]);
});
