import assert from "node:assert/strict";
import { test } from "node:test";

import { changedTags, clientsLast, DESCRIPTION, readTags, shortTag, shownTags, tagLines } from "../../web-static/js/math/tags.js";

test("tags are read a line each, with the first colon between key and value", () => {
  assert.deepEqual({ ...readTags(" who:me \n\nat:12:30").tags }, { who: "me", at: "12:30" });
  assert.deepEqual(Object.entries(readTags("__proto__:x\nempty:").tags), [["__proto__", "x"], ["empty", ""]]);
});

test("a line that is no tag is named", () => {
  assert.match(readTags("who:me\nno tag").problem, /no tag.*key:value/);
  assert.match(readTags(":x").problem, /:x/);
});

test("only what is another is changed, and what is gone is taken off", () => {
  assert.deepEqual(changedTags({ who: "me", at: "home" }, { who: "you", new: "1" }), { at: null, who: "you", new: "1" });
  assert.deepEqual(changedTags({ who: "me" }, { who: "me" }), {});
});

test("tags of people come before what a client says of itself, and what is shown elsewhere is left out", () => {
  const tags = { "mlflow.user": "me", who: "ada", [DESCRIPTION]: "# Why", at: "home" };
  assert.deepEqual(shownTags(tags, [DESCRIPTION]).map(({ whole }) => whole), ["who:ada", "at:home", "mlflow.user:me"]);
  assert.deepEqual(shownTags({}), []);
  assert.deepEqual(clientsLast([{ value: "mlflow.a:1" }, { value: "b:2" }], ({ value }) => value).map(({ value }) => value), ["b:2", "mlflow.a:1"]);
});

test("a long tag is cut, on one line, and whole beside it; jobs are not restricted to one that no address can hold", () => {
  const text = `# Why\n\n${"wider nets ".repeat(100)}`;
  const [{ whole, short, isFilter }] = shownTags({ note: text });
  assert.equal(whole, `note:${text}`);
  assert.equal(short, "note:# Why wider nets wider nets wider nets wid…");
  assert.equal(isFilter, false);
  assert.equal(shortTag("x".repeat(48)), "x".repeat(48));
  assert.equal(shownTags({ who: "x".repeat(300) })[0].isFilter, true);
});

test("tags that a line cannot hold are not edited, and stay", () => {
  const tags = { who: "me", "a:b": "c", lines: "one\ntwo", space: " x", long: "y".repeat(500), empty: "" };
  const { lines, inLines, kept } = tagLines(tags);
  assert.equal(lines, "who:me\nempty:");
  assert.deepEqual(kept, ["a:b", "lines", "space", "long"]);
  assert.deepEqual(changedTags(inLines, readTags(lines).tags), {}, "what nobody changed is no change");
  assert.deepEqual(changedTags(inLines, readTags("who:you").tags), { empty: null, who: "you" });
});
