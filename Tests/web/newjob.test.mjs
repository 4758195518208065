// A new job: fields out of a schema, a config that is edited without losing a digit, problems beside their fields, sweeps.

import assert from "node:assert/strict";
import test from "node:test";
import { bytes, estimateWords } from "../../web-static/js/math/estimate.js";
import { parseExact, stringifyExact } from "../../web-static/js/math/exactjson.js";
import { fieldText, isSame, numberFrom, prettyExact, readConfig, valueAt, withValue } from "../../web-static/js/math/jobconfig.js";
import { alternativesOf, beginningOf, beginningOfVariant, formOf, leavesOf } from "../../web-static/js/math/jobschema.js";
import { decodeNewJobView, encodeNewJobView } from "../../web-static/js/math/newjobview.js";
import { pathKey, pathOf, placed } from "../../web-static/js/math/problems.js";
import { countWords, jobCount, valuesFrom, valuesText } from "../../web-static/js/math/sweep.js";

const named = (name, properties = {}, required = ["name"]) => ({ type: "object", properties: { name: { enum: [name] }, ...properties }, required });
/** Every shape that the server's schema has, under made-up names. */
const SCHEMA = {
  oneOf: [{ required: ["rounds"] }, { required: ["hops"] }], required: ["animal"],
  properties: {
    animal: { description: "which one", anyOf: [{ oneOf: [{ const: "cat", title: "Cat", description: "purrs", quiet: true }, { const: "dog" }] },
      named("cat"), { title: "Hound", ...named("dog", { speed: { type: "number", default: 0.5, exclusiveMinimum: 0, maximum: 1 } }) }, { type: "object", description: "by hand", "x-reference": "Me 2020", properties: { legs: { type: "array", items: { type: "integer" }, maxItems: 8 }, name: { const: "made" } }, required: ["legs"] }] },
    rounds: { type: "integer", minimum: 1, maximum: 100000 }, hops: { type: "integer" },
    fur: { type: "string", enum: ["short", "long"], enumDescriptions: ["is easy", "is warm"], default: "short" }, wild: { type: "boolean", default: false }, label: { type: "string", maxLength: 20 },
    food: { type: "object", default: { cups: 1 }, properties: { cups: { type: "integer", default: 1 }, bowl: { $ref: "#/$defs/bowl" } }, required: [] },
    marks: { type: "object", additionalProperties: { type: "string" }, maxProperties: 3 },
    tricks: { type: "array", maxItems: 4, items: { anyOf: [{ enum: ["sit"] }, named("roll", { times: { type: "integer", default: 2 } })] } }, odd: {},
  },
  $defs: { bowl: { description: "of what", enum: ["tin", "clay"] } },
};
const form = formOf(SCHEMA);
const field = (name) => form.fields.find((one) => one.key === name);

test("each shape of a schema becomes its kind of field, with bounds, defaults and words", () => {
  assert.deepEqual(form.fields.map(({ key, kind }) => `${key} ${kind}`), [
    "animal variant", "rounds integer", "hops integer", "fur choice", "wild boolean", "label text", "food object", "marks map", "tricks list", "odd json",
  ]);
  assert.equal(field("rounds").limits, "1 to 100\u202f000");
  assert.equal(field("label").limits, "at most 20 characters");
  assert.equal(field("fur").fallback, "short");
  assert.deepEqual(field("fur").choices.map(({ description }) => description), ["is easy", "is warm"]);
  assert.equal(field("animal").isRequired, true);
  assert.deepEqual(field("food").fields.map(({ path, kind, description }) => [path.join("."), kind, description]), [["food.cups", "integer", ""], ["food.bowl", "choice", "of what"]]);
  assert.deepEqual(field("tricks").item(2).path, ["tricks", 2]);
  assert.deepEqual(alternativesOf(SCHEMA), [["rounds", "hops"]]);
});

test("one of several keeps its names' words, its options, and what it cannot do without", () => {
  const { variants } = field("animal");
  assert.deepEqual(variants.map(({ name, title, description, isPlain, fields }) => [name, title, description, isPlain, fields.map(({ key }) => key).join()]),
    [["cat", "Cat", "purrs", true, ""], ["dog", "Hound", "", true, "speed"], ["made", "", "by hand · Me 2020", false, "legs"]]);
  assert.equal(variants[1].fields[0].limits, "above 0, at most 1");
  assert.equal(beginningOfVariant(variants[1]), "dog");
  assert.deepEqual(beginningOfVariant(variants[2]), { name: "made", legs: [] });
  assert.equal(beginningOf(field("tricks").item(0)), "sit");
});

test("a sweep may go over every simple value, an option of a variant too", () => {
  assert.deepEqual(leavesOf(form).map(({ path }) => path.join(".")), ["animal", "animal.speed", "rounds", "hops", "fur", "wild", "label", "food.cups", "food.bowl"]);
});

test("of what a run may use, all can stay empty, and what is emptied again leaves nothing behind", () => {
  const text = { type: "string", minLength: 1, maxLength: 64, pattern: "^[^\\u0000]*$" };
  const resources = formOf({ properties: { resources: { type: "object", additionalProperties: false, default: { where: "any" }, required: [], properties: {
    threads: { type: "integer", minimum: 1, maximum: 1024 }, where: { type: "string", enum: ["any", "here", "slurm"], enumDescriptions: ["a", "b", "c"], default: "any" },
    memory_gb: { type: "number", exclusiveMinimum: 0, maximum: 16384 }, partition: text, time_limit: { type: "integer", minimum: 1, maximum: 525600 },
  } } } }).fields[0];
  assert.equal(resources.kind, "object");
  assert.deepEqual(resources.fields.map(({ key, kind, isRequired, fallback, limits }) => [key, kind, isRequired, fallback, limits]), [
    ["threads", "integer", false, undefined, "1 to 1024"], ["where", "choice", false, "any", ""], ["memory_gb", "number", false, undefined, "above 0, at most 16\u202f384"],
    ["partition", "text", false, undefined, "at most 64 characters"], ["time_limit", "integer", false, undefined, "1 to 525\u202f600"],
  ]);
  const set = [["memory_gb", numberFrom("4.50")], ["time_limit", numberFrom("240")], ["partition", "long"]].reduce((config, [key, value]) => withValue(config, ["resources", key], value), {});
  assert.equal(stringifyExact(set), '{"resources":{"memory_gb":4.50,"time_limit":240,"partition":"long"}}');
  assert.equal(stringifyExact(resources.fields.reduce((config, { path }) => withValue(config, path, undefined), set)), "{}");
  // A clone of a job that asked for nothing has the default written out: that is no setting of its own.
  assert.ok(isSame(parseExact('{"where":"any"}'), resources.fallback));
});

test("a value is set without a change to any other, and keeps its digits", () => {
  const config = parseExact('{"a":{"rate":1e-06,"b":2},"seed":9007199254740993,"list":[1,2]}');
  const next = withValue(config, ["a", "b"], numberFrom("3.10"));
  assert.equal(stringifyExact(next), '{"a":{"rate":1e-06,"b":3.10},"seed":9007199254740993,"list":[1,2]}');
  assert.equal(stringifyExact(config), '{"a":{"rate":1e-06,"b":2},"seed":9007199254740993,"list":[1,2]}');
  assert.equal(stringifyExact(withValue(config, ["list", 0], undefined)), '{"a":{"rate":1e-06,"b":2},"seed":9007199254740993,"list":[2]}');
  assert.equal(stringifyExact(withValue({ a: { b: { c: 1 } }, d: {} }, ["a", "b", "c"], undefined)), '{"d":{}}');
  assert.equal(stringifyExact(withValue({ d: 1 }, ["x", "y"], undefined)), '{"d":1}');
  assert.equal(stringifyExact(withValue({}, ["list", 0, "name"], "x")), '{"list":[{"name":"x"}]}');
  assert.equal(stringifyExact(withValue({}, ["__proto__"], 1)), '{"__proto__":1}');
  assert.equal(valueAt({ a: { b: 1 } }, ["a", "b", "c"]), undefined);
  assert.equal(valueAt({}, ["toString"]), undefined);
});

test("what is typed for a number is one as it is written, or stays text for the server to judge", () => {
  const typed = (text) => fieldText(numberFrom(text));
  for (const text of ["1e-06", "0.10", "9007199254740993", "-3"]) assert.equal(typed(text), text);
  assert.deepEqual([".5", "+2", "3.", "\u22124", "1.e3"].map(typed), ["0.5", "2", "3", "-4", "1e3"]);
  assert.deepEqual(["x", "1,5", "0x10", "01", "NaN"].map((text) => typeof numberFrom(text)), Array(5).fill("string"));
});

test("values are the same whatever their digits, and other where they are other", () => {
  const same = (a, b) => isSame(parseExact(a), parseExact(b));
  assert.ok(same("1e-6", "0.000001") && same('{"a":[1.0]}', '{"a":[1]}'));
  assert.ok(!same("9007199254740992", "9007199254740993") && !same("1", "true") && !same("null", "0") && !same("[]", "{}") && !same('{"a":1}', '{"b":1}'));
});

test("a config is written for people and read back as it was; what is no JSON says where", () => {
  const text = '{"a":{"rate":1e-06},"deep":{"list":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]},"none":{}}';
  const pretty = prettyExact(parseExact(text));
  assert.ok(pretty.startsWith('{\n  "a": {"rate": 1e-06},\n  "deep": {\n    "list": ['));
  assert.equal(stringifyExact(readConfig(pretty).value), text);
  assert.equal(prettyExact({ a: 1, b: [] }), '{\n  "a": 1,\n  "b": []\n}');
  assert.match(readConfig('{"a": 1,\n"b"').error, /line 2, column 4/);
  assert.match(readConfig("[1]").error, /no object/);
});

test("a problem stands beside the nearest field, each once; the others are named by their path", () => {
  const errors = [
    { path: "$.animal.legs[0]", message: "too many" }, { path: '$.sweep["animal.speed"][1]', message: "above 1" }, { path: "$.anmal", message: "unknown key" },
    { path: "$.anmal", message: "unknown key" }, { path: "$", message: "is too much" },
  ];
  assert.deepEqual(pathOf(errors[1].path), ["sweep", "animal.speed", 1]);
  const known = new Set([["animal"], ["sweep", "animal.speed"]].map(pathKey));
  const { beside, other } = placed(errors, (path) => known.has(pathKey(path)));
  assert.deepEqual([...beside], [[pathKey(["animal"]), ["legs[0]: too many"]], [pathKey(["sweep", "animal.speed"]), ["[1]: above 1"]]]);
  assert.deepEqual(other.map(({ path }) => path), ["$.anmal", "$"]);
});

test("values of a sweep are read as their field's kind; its jobs are counted", () => {
  assert.equal(stringifyExact(valuesFrom("1e-2, .5,  0.10", "number")), "[1e-2,0.5,0.10]");
  assert.deepEqual(valuesFrom('a, "b, c" ,"x\\q"', "text"), ["a", "b, c", '"x\\q"']);
  assert.deepEqual(valuesFrom("true, 1", "boolean"), [true, "1"]);
  assert.equal(valuesText(["b, c", "d", 1]), '"b, c", d, 1');
  assert.equal(countWords({ a: [1, 2], b: [1, 2, 3] }), "2 \u00d7 3 = 6 jobs");
  assert.deepEqual([jobCount(undefined), jobCount({ a: [] }), countWords({ a: [1] })], [1, 0, "1 job"]);
});

test("an estimate says what it is judged by, and that it is not known", () => {
  const answer = { jobs: 2, runs: 6, iterations: 7200, samples: 360000, seconds: 150, samples_per_second: 2400, basis: "3 earlier runs", memory_bytes: 223_000_000 };
  assert.deepEqual(estimateWords(answer).map(({ name, value, hint }) => `${name}: ${value}; ${hint}`), [
    "time: about 2 min 30 s; by 3 earlier runs, 2.4 k samples/s", "runs: 6 runs of 2 jobs; ", "iterations: 7\u202f200; of all runs together", "memory: 223 MB; of a run at its peak",
  ]);
  assert.equal(estimateWords({ jobs: 1, runs: 1, iterations: 1, seconds: null, basis: null, memory_bytes: null })[0].value, "not known");
  assert.deepEqual([bytes(999), bytes(1500), bytes(NaN)], ["999 bytes", "1.5 kB", "\u2013"]);
});

test("an address starts from a preset, a job or a config; the config goes before", () => {
  for (const view of [{ preset: "a/b", clone: null, config: null }, { preset: null, clone: 12, config: null }, { preset: null, clone: null, config: '{"a":1e-06}' }]) {
    assert.deepEqual(decodeNewJobView(new URLSearchParams(encodeNewJobView(view))), view);
  }
  assert.deepEqual(decodeNewJobView(new URLSearchParams("clone=x&other=1")), { preset: null, clone: null, config: null });
  assert.equal(encodeNewJobView({ preset: null, clone: null, config: null }), "");
});
