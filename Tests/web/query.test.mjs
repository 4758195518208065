import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeIds, encodeIds, MOST_IDS } from "../../web-static/js/lib/ranges.js";
import {
  decodeSelection, encodeChanged, encodeSelection, everything, isEverything, selectionBody, selectionWords, toggled,
} from "../../web-static/js/math/query.js";

test("ids are written as ranges and read back, whatever their order", () => {
  assert.equal(encodeIds([7, 1, 2, 3, 3]), "1-3,7");
  assert.deepEqual(decodeIds("7,1-3"), [1, 2, 3, 7]);
  assert.deepEqual(decodeIds("0,-4,x,2-1,1e3,,5"), [5]);
  assert.equal(decodeIds("1-99999999999").length, MOST_IDS);
});

test("a selection comes back from its address", () => {
  const selection = {
    ...everything(), q: "dkp wide", experiment: ["fig2", "a, b & c"], status: ["succeeded", "running"],
    tag: ["who:me:too"], config: ["optimizer.learning_rate:0.01"], jobs: [4, 5, 6, 9],
  };
  const address = new URLSearchParams(encodeSelection(selection)).toString();
  assert.deepEqual(decodeSelection(new URLSearchParams(address)), selection);
  assert.ok(address.includes("jobs=4-6%2C9"));
});

test("an address that says nothing, or nothing that is known, selects every job", () => {
  for (const address of ["", "colour=red", "q=", "status=&jobs=x"]) {
    assert.ok(isEverything(decodeSelection(new URLSearchParams(address))), address);
  }
  assert.deepEqual(selectionBody(everything()), {});
});

test("a value is taken in, and out again, and the others stay", () => {
  const one = toggled({ ...everything(), method: ["bp"] }, "method", "dkp");
  assert.deepEqual(one.method, ["bp", "dkp"]);
  assert.deepEqual(toggled(one, "method", "bp").method, ["dkp"]);
});

test("a selection has words for a title", () => {
  assert.equal(selectionWords(everything()), "");
  assert.equal(selectionWords({ ...everything(), experiment: ["fig2"], method: ["bp", "dkp"], jobs: [3] }),
    "fig2 · bp or dkp · job 3");
  assert.equal(selectionWords({ ...everything(), runs: [1, 2], q: "wide" }), "2 runs · “wide”");
});

test("a change of every job says so", () => {
  assert.deepEqual(encodeChanged(everything()), [["jobs", "1-9007199254740991"]]);
  const some = { ...everything(), status: ["failed"] };
  assert.deepEqual(encodeChanged(some), encodeSelection(some));
});
