import assert from "node:assert/strict";
import { test } from "node:test";

import { changedTags, readTags } from "../../web-static/js/math/tags.js";

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
