import assert from "node:assert/strict";
import test from "node:test";

import { ofLayer } from "../../web-static/js/math/csvlayer.js";

const HEAD = "run,seed,metric,layer,step,epoch,value\r\n";

test("of a table one layer's lines stay as they are", () => {
  const [a, b, c] = ["1,1,angle,fc1,1,1,90.5\r\n", "1,1,angle,fc2,1,1,80\r\n", "2,1,angle,fc1,1,1,\r\n"];
  assert.equal(ofLayer(HEAD + a + b + c, "fc1"), HEAD + a + c);
  assert.equal(ofLayer(HEAD + a, "fc"), HEAD);
  assert.equal(ofLayer(HEAD, "fc1"), HEAD);
  assert.equal(ofLayer("run,value\n1,2\n", "fc1"), "run,value\n1,2\n");
});
