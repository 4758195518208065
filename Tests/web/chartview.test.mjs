import assert from "node:assert/strict";
import test from "node:test";

import {
  STATES, clampSmoothing, decodeChartView, encodeChartView, queryText, statesIn, tidyRange,
} from "../../web-static/js/math/chartview.js";
import { everything } from "../../web-static/js/math/query.js";

const decode = (text) => decodeChartView(new URLSearchParams(text));
const encode = (view) => queryText(encodeChartView(view));

test("the view of an address that says nothing is the default, and has no address", () => {
  assert.deepEqual(decode(""), {
    selection: everything(), group: [], band: "sd", x: "iteration", logX: false, smoothing: 0, outliers: true, states: null, without: [],
    hidden: [], zoom: null, log: [], y: {},
  });
  assert.equal(encode(decode("")), "");
});

test("every part of a view comes back from its address", () => {
  const view = {
    selection: { ...everything(), experiment: ["fig2, again & more"], runs: [1, 2, 3, 7] }, group: ["method", "config.a,b", "tag.who:me"],
    band: "minmax", x: "time", logX: true, smoothing: 0.97, outliers: false, states: ["running", "failed"], without: [4, 5],
    hidden: ['[["method","\\"dkp\\""]]', "x=1,2"], zoom: [12.5, 1e6], log: ["loss", "own:name"], y: { loss: [0, 2.5], "own:name": [-1, 1] },
  };
  assert.deepEqual(decode(encode(view)), view);
  assert.deepEqual(decode(encode({ ...view, states: [] })).states, []);
});

test("what is not understood is passed over, and the rest is not", () => {
  const view = decode("x=lightyears&band=wide&ema=fast&zoom=5,5&zoom=&y=loss&y=:1,2&y=loss:9,NaN&states=asleep&without=x,3&logx=yes&experiment=e&new=1");
  assert.deepEqual(view, { ...decode(""), without: [3], selection: { ...everything(), experiment: ["e"] } });
});

test("runs that have not come to a good end take part when they are asked for", () => {
  assert.deepEqual(statesIn(decode("")), ["queued", "running", "interrupted", "succeeded"]);
  assert.deepEqual(statesIn(decode("status=failed")), ["queued", "running", "interrupted", "succeeded", "failed"]);
  assert.deepEqual(statesIn(decode("status=failed&states=cancelled")), ["cancelled"]);
  assert.equal(STATES.length, 6);
});

test("a range has no more digits than it needs, and one that shows nothing is none", () => {
  assert.deepEqual(tidyRange([1234.5678901, 5678.90123456]), [1234.568, 5678.9012].map((edge) => Number(edge.toPrecision(7))));
  assert.deepEqual(tidyRange([1e6, 1e6 + 0.001]), [1e6, 1000000.001]);
  assert.deepEqual(tidyRange([1e-12, 2e-12]), [1e-12, 2e-12]);
  for (const range of [[1, 1], [2, 1], [1, 1 + 1e-15], [-Infinity, 1], [-1e308, 1e308]]) assert.equal(tidyRange(range), null, String(range));
});

test("smoothing stays between nothing and 0.99", () => {
  assert.deepEqual([-1, 0.005, 0.5, 0.999, 7, NaN].map(clampSmoothing), [0, 0.01, 0.5, 0.99, 0.99, 0]);
});
