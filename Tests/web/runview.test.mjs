import assert from "node:assert/strict";
import { test } from "node:test";

import { flatten } from "../../web-static/js/math/flatten.js";
import { configRows, decodeRun, encodeRun, siblingOf } from "../../web-static/js/math/runview.js";

const read = (address) => decodeRun(new URLSearchParams(address));

test("a run's view comes back from its address", () => {
  const view = { id: 12, job: null, trial: 1, against: 7, differing: true, zoom: [100, 200], log: ["loss"], y: { loss: [0.5, 1] } };
  assert.deepEqual(read(encodeRun(view)), view);
  const ofJob = { ...view, id: null, job: 3, trial: 2, against: null, differing: false, zoom: null, log: [], y: {} };
  assert.deepEqual(read(encodeRun(ofJob)), ofJob);
  assert.equal(encodeRun(read("id=5")), "id=5");
});

test("what is no run is none", () => {
  for (const address of ["", "id=0", "id=x", "id=-1", "id=1e3"]) assert.equal(read(address).id, null, address);
});

test("of two configs every key is listed, with what differs marked and what one lacks left open", () => {
  const own = flatten({ method: "dkp", optimizer: { rate: 0.1 } });
  const other = flatten({ method: "dkp", optimizer: { rate: 0.01, momentum: 0.9 } });
  assert.deepEqual(configRows(own, other), [
    { key: "method", own: '"dkp"', other: '"dkp"', differs: false },
    { key: "optimizer.momentum", own: null, other: "0.9", differs: true },
    { key: "optimizer.rate", own: "0.1", other: "0.01", differs: true },
  ]);
  assert.ok(configRows(own, null).every((row) => !row.differs && row.other === null));
});

test("the siblings of a run come round", () => {
  const runs = [{ id: 4 }, { id: 5 }, { id: 6 }];
  assert.equal(siblingOf(runs, 5, 1), 6);
  assert.equal(siblingOf(runs, 6, 1), 4);
  assert.equal(siblingOf(runs, 4, -1), 6);
  assert.equal(siblingOf([{ id: 4 }], 4, 1), null);
  assert.equal(siblingOf(runs, 99, 1), null);
});
