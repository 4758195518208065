import assert from "node:assert/strict";
import test from "node:test";
import { clampSmoothing, decodeView, defaultView, encodeView } from "../../web-static/js/permalink.js";

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
