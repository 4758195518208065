import assert from "node:assert/strict";
import test from "node:test";
import { ExactNumber, parseExact, stringifyExact } from "../../web-static/js/math/exactjson.js";
import { flatten, shownValue } from "../../web-static/js/math/flatten.js";

test("what JSON.parse reads is read alike", () => {
  const texts = [
    "null", " true ", "false", "0", "-12.5", '""', '"a\\n\\u00e9\\"\\\\/"', "[]", "{}", '[1,[2,{"a":[]}],"x"]',
    '{"a":{"b":null},"":1,"a b":[true,false]}', "\t[ 1 ,\r\n 2 ]",
  ];
  for (const text of texts) assert.deepEqual(parseExact(text), JSON.parse(text));
});

test("what it refuses is refused", () => {
  const texts = ["", "{", "[1,]", "{a:1}", '{"a":1,}', "01", "1.", ".5", "+1", "nul", '"\n"', '"a', "1 2", "[1", "NaN", "'a'", '{"a" 1}', '"\\x"'];
  for (const text of texts) {
    assert.throws(() => JSON.parse(text), SyntaxError);
    assert.throws(() => parseExact(text), SyntaxError, text);
  }
});

test("numbers keep their text, and calculate", () => {
  const texts = ["9007199254740993", "9007199254740992", "1e-6", "0.10", "1.0", "1E3", "-0", "123456789012345678901234567890", "1e400"];
  for (const text of texts) assert.equal(stringifyExact(parseExact(text)), text);
  assert.ok(parseExact("1e-6") instanceof ExactNumber);
  assert.equal(parseExact("1e-6") * 2, 2e-6);
  assert.equal(JSON.stringify(parseExact("[1e-6]")), "[0.000001]");
  assert.equal(stringifyExact(parseExact(' {"a": [1e-6, "x", null], "b": {}} ')), '{"a":[1e-6,"x",null],"b":{}}');
});

test("a key may have any name", () => {
  const parsed = parseExact('{"__proto__": {"a": 1}, "constructor": 2}');
  assert.deepEqual(Object.keys(parsed), ["__proto__", "constructor"]);
  assert.deepEqual({ ...flatten(parsed) }, { "__proto__.a": "1", constructor: "2" });
  assert.equal(flatten({}).toString, undefined);
});

test("a flat config keeps the type of every value", () => {
  const config = parseExact('{"a": 0.001, "b": "0.001", "c": true, "d": "true", "e": {"f": 9007199254740993, "g": {}}, "h": [1, 1e-6], "i": null}');
  assert.deepEqual({ ...flatten(config) }, {
    a: "0.001", b: '"0.001"', c: "true", d: '"true"', "e.f": "9007199254740993", "e.g": "{}", h: "[1,1e-6]", i: "null",
  });
});

test("strings are shown without quotes, unless they would read like another value", () => {
  assert.deepEqual(['"dkp"', "0.001", '"0.001"', '"true"', '""', '" a"', '"(unset)"', '"null"', undefined, '"[1"'].map(shownValue),
    ["dkp", "0.001", '"0.001"', '"true"', '""', '" a"', '"(unset)"', '"null"', "(unset)", '"[1"']);
});
