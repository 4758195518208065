import assert from "node:assert/strict";
import { test } from "node:test";

import { encodeIds } from "../../web-static/js/lib/ranges.js";
import {
  all, countOf, isPicked, keptPicks, none, rangedPick, requestsFor, selectionOf, these, toggledPick,
} from "../../web-static/js/math/picks.js";
import { everything } from "../../web-static/js/math/query.js";

const order = [9, 8, 7, 6, 5];
const sorted = (picks) => [...picks.ids].sort((a, b) => a - b);

test("a row is picked, and let go again", () => {
  const one = toggledPick(none(), 8, order);
  assert.ok(isPicked(one, 8) && !isPicked(one, 9));
  assert.deepEqual(sorted(toggledPick(one, 8, order)), []);
});

test("a range goes from the row that was picked last to this one, in the order that is shown, and shrinks again", () => {
  const one = toggledPick(these([5]), 8, order);
  const down = rangedPick(one, 6, order);
  assert.deepEqual(sorted(down), [5, 6, 7, 8]);
  assert.deepEqual(sorted(rangedPick(down, 7, order)), [5, 7, 8]);
  assert.deepEqual(sorted(rangedPick(down, 9, order)), [5, 8, 9]);
});

test("a range without a beginning that is still there is this row alone", () => {
  assert.deepEqual(sorted(rangedPick(none(), 6, order)), [6]);
  assert.deepEqual(sorted(rangedPick({ ...these([6, 3]), anchor: 3 }, 6, order)), [3, 6]);
});

test("all that match is more than is loaded; one row taken out of it leaves those that are loaded", () => {
  assert.equal(countOf(all(), 10_000), 10_000);
  assert.ok(isPicked(all(), 123));
  assert.deepEqual(sorted(toggledPick(all(), 7, order)), [5, 6, 8, 9]);
});

test("what is gone is picked no more, and nothing changes otherwise", () => {
  const picks = these([9, 8]);
  assert.equal(keptPicks(picks, () => true), picks);
  assert.deepEqual(sorted(keptPicks(picks, (id) => id !== 9)), [8]);
});

test("all that match is asked for by the list's own words, single rows by their ids", () => {
  const fig2 = { ...everything(), experiment: ["fig2"] };
  assert.deepEqual(requestsFor(all(), fig2, 1204), [{ selection: fig2, expected: 1204 }]);
  assert.equal(selectionOf(all(), fig2), fig2);
  assert.deepEqual(requestsFor(these([3, 1, 2]), fig2, 50), [{ selection: { ...everything(), jobs: [1, 2, 3] }, expected: 3 }]);
  assert.deepEqual(selectionOf(these([2, 1]), fig2).jobs, [1, 2]);
});

test("more single rows than an address takes go in several requests, a long range in one", () => {
  const even = Array.from({ length: 1201 }, (_, i) => 2 * i + 2);
  const requests = requestsFor(these(even), everything(), 0);
  assert.deepEqual(requests.flatMap(({ selection }) => selection.jobs), even);
  assert.equal(requests.reduce((sum, { expected }) => sum + expected, 0), even.length);
  for (const { selection } of requests) assert.ok(encodeIds(selection.jobs).split(",").length <= 500);
  assert.equal(requestsFor(these(Array.from({ length: 5000 }, (_, i) => i + 1)), everything(), 0).length, 1);
});
