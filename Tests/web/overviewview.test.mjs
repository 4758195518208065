import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeOverview, encodeOverview, sortedBy, withHeads, withToggled } from "../../web-static/js/math/overviewview.js";
import { everything } from "../../web-static/js/math/query.js";

const read = (address) => decodeOverview(new URLSearchParams(address));

test("an address that says nothing shows every job, newest first", () => {
  const view = read("colour=red&sort=nonsense&order=up&column=");
  assert.deepEqual(view.selection, everything());
  assert.deepEqual([view.sort, view.order, view.columns, view.panel], ["id", "desc", [], ""]);
  assert.equal(encodeOverview(view), "");
});

test("a view comes back from its address", () => {
  const view = {
    selection: { ...everything(), q: "wide", experiment: ["a & b"], jobs: [1, 2, 3] }, sort: "config.optimizer.learning_rate",
    order: "desc", columns: ["optimizer.learning_rate", "network.width"], hidden: ["tags"], metric: "test_loss", panel: "experiments",
  };
  assert.deepEqual(read(encodeOverview(view)), view);
  for (const sort of ["id", "name", "best", "status"]) {
    for (const order of ["asc", "desc"]) assert.deepEqual(read(encodeOverview({ ...view, sort, order })), { ...view, sort, order });
  }
});

test("a column's head sorts by it: results from the highest, names from A, and the other way round at the second click", () => {
  const best = sortedBy(read(""), "best");
  assert.deepEqual([best.sort, best.order], ["best", "desc"]);
  assert.equal(sortedBy(best, "best").order, "asc");
  assert.equal(sortedBy(best, "name").order, "asc");
});

test("a column is shown, and not shown again", () => {
  const shown = withToggled(read(""), "columns", "network.width");
  assert.deepEqual(shown.columns, ["network.width"]);
  assert.deepEqual(withToggled(shown, "columns", "network.width").columns, []);
});

test("each experiment has one head before its first row, and so have rows without one", () => {
  const rows = [{ id: 1, experiment: "a" }, { id: 2, experiment: "a" }, { id: 3, experiment: "b" }, { id: 4, experiment: null }];
  assert.deepEqual(withHeads(rows).map((item) => item.head ?? item.row.id), ["a", 1, 2, "b", 3, "", 4]);
  assert.deepEqual(withHeads([]), []);
});
