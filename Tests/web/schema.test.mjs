import assert from "node:assert/strict";
import test from "node:test";
import { fieldOf, fieldText, topKey, withField } from "../../web-static/js/schema.js";

const schema = {
  $defs: { method: { type: "string", enum: ["bp", "dkp"] } },
  properties: {
    method: { $ref: "#/$defs/method" },
    network: { anyOf: [{ enum: ["fc5", "conv2"] }, { type: "object", properties: { name: { type: "string" } } }] },
    dataset: { oneOf: [{ const: "mnist" }, { const: "cifar10" }] },
    name: { type: "string" },
    epochs: { type: "integer", minimum: 1, maximum: 1000 },
  },
};

test("choices come from enum, const, branches and references", () => {
  assert.deepEqual(fieldOf(schema, "method").choices, ["bp", "dkp"]);
  assert.deepEqual(fieldOf(schema, "network").choices, ["fc5", "conv2"]);
  assert.deepEqual(fieldOf(schema, "dataset").choices, ["mnist", "cifar10"]);
  assert.ok(fieldOf(schema, "network").closed, "an object is edited as JSON");
  assert.ok(!fieldOf(schema, "name").closed);
});

test("numbers bring their limits", () => {
  assert.deepEqual(fieldOf(schema, "epochs"), { choices: [], closed: false, number: true, minimum: 1, maximum: 1000 });
});

test("an unknown key, an empty schema and a circular reference are no error", () => {
  assert.deepEqual(fieldOf(schema, "seed").choices, []);
  assert.deepEqual(fieldOf({}, "seed").choices, []);
  assert.deepEqual(fieldOf({ properties: { a: { $ref: "#/properties/a" } } }, "a").choices, []);
});

test("a field writes into the config and leaves the rest", () => {
  const config = { method: "bp", epochs: 4 };
  assert.deepEqual(withField(config, "epochs", "10", true), { method: "bp", epochs: 10 });
  assert.deepEqual(withField(config, "epochs", "ten", true), { method: "bp", epochs: "ten" }, "the server says what is wrong");
  assert.deepEqual(withField(config, "method", "7", false), { method: "7", epochs: 4 });
  assert.deepEqual(withField(config, "epochs", "", true), { method: "bp" });
  assert.equal(config.epochs, 4);
});

test("a field shows simple values only", () => {
  assert.equal(fieldText({ seed: 0 }, "seed"), "0");
  assert.equal(fieldText({}, "seed"), "");
  assert.equal(fieldText({ network: { name: "fc5" } }, "network"), null);
});

test("a problem's path leads to its field", () => {
  assert.equal(topKey("$.optimizer.learning_rate"), "optimizer");
  assert.equal(topKey("$.epochs"), "epochs");
  assert.equal(topKey("$"), "");
  assert.equal(topKey(undefined), "");
});
