import assert from "node:assert/strict";
import test from "node:test";

import * as alignment from "../../web-static/js/pages/alignment/view.js";
import * as compare from "../../web-static/js/pages/compare/view.js";

const from = (page, text) => page.decode(new URLSearchParams(text));

test("the page of curves has its metrics in its address, also none and another program's", () => {
  for (const text of ["", "experiment=fig2", "jobs=4&metric=own_name&metric=loss", "runs=1-3&group=run&metric="]) {
    assert.equal(compare.encode(from(compare, text)), text);
  }
  assert.equal(from(compare, "experiment=e").metrics, null);
  assert.deepEqual(from(compare, "metric=").metrics, []);
});

test("a link of an earlier version opens with what it means now", () => {
  const view = from(compare, "runs=1-3,7&group=auto&x=epoch&ema=0.6&hide=method=dkp&zoom=1,2");
  assert.deepEqual([view.selection.runs, view.group, view.x, view.smoothing, view.zoom], [[1, 2, 3, 7], [], "epoch", 0.6, [1, 2]]);
});

test("the page of angles has its panels and its moment in its address", () => {
  for (const text of ["", "experiment=fig2", "experiment=fig2&metric=weight_angle&by=layer&at=1200", "jobs=4&x=epoch&zoom=1,2&at=1.25"]) {
    assert.equal(alignment.encode(from(alignment, text)), text);
  }
  for (const text of ["at=-3", "at=never", "at=0", "by=week"]) assert.equal(alignment.encode(from(alignment, text)), "");
});
