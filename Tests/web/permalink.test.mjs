import assert from "node:assert/strict";
import test from "node:test";
import { clampSmoothing, decodeView, defaultView, encodeView, tidyRange } from "../../web-static/js/permalink.js";

test("the default view has no query", () => {
  assert.equal(encodeView(defaultView()), "");
  assert.deepEqual(decodeView(""), defaultView());
});

test("every part of a view survives the round trip", () => {
  const view = {
    runs: [3, 1, 12], group: "optimizer.learning_rate,method", colour: "method", x: "epoch", smoothing: 0.6, log: true,
    hidden: ["method=dkp · lr=0.1", "a&b=c,d"], zoom: [120, 4800.5],
  };
  assert.deepEqual(decodeView(encodeView(view)), view);
});

test("an empty choice is not the same as no choice", () => {
  assert.deepEqual(decodeView(encodeView({ ...defaultView(), runs: [] })).runs, []);
});

test("the address stays readable", () => {
  assert.equal(encodeView({ ...defaultView(), runs: [1, 2], log: true }), "?runs=1,2&log=1");
  assert.equal(encodeView({ ...defaultView(), runs: [4, 5, 6, 2] }), "?runs=4-6,2");
});

test("thousands of runs keep the address short, and old addresses with plain lists still open", () => {
  const runs = Array.from({ length: 2000 }, (_, i) => i + 1).filter((id) => id !== 51 && id !== 1000);
  const address = encodeView({ ...defaultView(), runs });
  assert.equal(address, "?runs=1-50,52-999,1001-2000");
  assert.deepEqual(decodeView(address).runs, runs);
  assert.deepEqual(decodeView(`?runs=${runs.join(",")}`).runs, runs);
});

test("a view that no server would take in an address goes behind #", () => {
  const runs = Array.from({ length: 2000 }, (_, i) => 3 * i + 1);
  const address = encodeView({ ...defaultView(), runs, log: true });
  assert.ok(address.startsWith("#") && address.length > 8000);
  assert.deepEqual(decodeView(address), { ...defaultView(), runs, log: true });
  assert.deepEqual(decodeView("#view"), defaultView(), "a mark on the page is no view");
});

test("a range of an address names no more runs than a request takes, whatever it says", () => {
  assert.deepEqual(decodeView("?runs=3-5,4-6,9-8,0-1,7-").runs, [3, 4, 5, 6, 1]);
  assert.equal(decodeView("?runs=1-999999999999999").runs.length, 20_000);
  assert.equal(decodeView(`?runs=${new Array(9000).fill("1-19999").join(",")}`).runs.length, 19_999);
  assert.deepEqual(decodeView("?runs=1-9999999999999999").runs, []);
});

test("a zoom keeps the digits that tell its ends apart; one to less than a chart can show is none", () => {
  assert.deepEqual(tidyRange([123.456789, 4800.123456]), [123.4568, 4800.123]);
  // Six digits would make both ends 1e9.
  assert.deepEqual(tidyRange([1_000_000_000, 1_000_000_100]), [1_000_000_000, 1_000_000_100]);
  assert.deepEqual(decodeView(encodeView({ ...defaultView(), zoom: [1e9, 1e9 + 7] })).zoom, [1e9, 1e9 + 7]);
  for (const range of [[5, 5], [2, 1], [0, 5e-324], [1, 1 + 2 ** -52], [-1.7e308, 1.7e308], [NaN, 1], [0, Infinity]]) {
    assert.equal(tidyRange(range), null, String(range));
    assert.equal(decodeView(`?zoom=${range}`).zoom, null, String(range));
    assert.equal(encodeView({ ...defaultView(), zoom: range }), "");
  }
});

test("unknown keys and bad values are ignored", () => {
  const view = decodeView("?runs=1,x,-2,2,2,0&future=1&x=parsecs&colour=mood&ema=nine&log=maybe&zoom=5,1");
  assert.deepEqual(view, { ...defaultView(), runs: [1, 2] });
  for (const zoom of ["", "1", "1,", "a,b", "1,2,3", "1,Infinity"]) assert.equal(decodeView(`?zoom=${zoom}`).zoom, null, zoom);
});

test("smoothing is held within 0 and 0.99", () => {
  assert.equal(clampSmoothing(-1), 0);
  assert.equal(clampSmoothing(7), 0.99);
  assert.equal(clampSmoothing(0.604), 0.6);
  assert.equal(decodeView("?ema=1").smoothing, 0.99);
});
