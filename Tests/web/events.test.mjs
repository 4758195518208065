import assert from "node:assert/strict";
import { test } from "node:test";

import { eventParser } from "../../web-static/js/data/events.js";

const STREAM = "retry: 2000\n\n: still here\n\nevent: points\nid: c1.5\ndata: {\"a\": 1}\n\nevent: status\ndata: one\ndata: two\n\ndata:x\r\n\r\n";
const EVENTS = [
  { type: "points", id: "c1.5", data: "{\"a\": 1}" }, { type: "status", id: "c1.5", data: "one\ntwo" },
  { type: "message", id: "c1.5", data: "x" },
];

test("events are read however the bytes are cut", () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    const seen = [];
    const parse = eventParser((event) => seen.push(event));
    for (let at = 0; at < STREAM.length; at += size) parse(STREAM.slice(at, at + size));
    assert.deepEqual(seen, EVENTS, `pieces of ${size}`);
  }
});

test("what has not ended is not told", () => {
  const seen = [];
  eventParser((event) => seen.push(event))("event: points\ndata: 1\n");
  assert.deepEqual(seen, []);
});
