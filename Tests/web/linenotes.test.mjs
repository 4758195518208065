import assert from "node:assert/strict";
import test from "node:test";

import { notesOfLines } from "../../web-static/js/math/linenotes.js";

test("what is said of several lines is said once, with the numbers of all", () => {
  const lines = [
    { notes: ["mean ± sample s.d. over runs", "means of up to 8", "averaged on a grid of 0.01 s"] },
    { notes: ["mean ± sample s.d. over runs", "means of up to 1\u202f024", "averaged on a grid of 2 s", "EMA 0.6"] },
    { notes: ["means of up to 16"] },
  ];
  assert.deepEqual(notesOfLines(lines), ["mean ± sample s.d. over runs", "means of up to 1\u202f024", "averaged on a grid of 0.01 to 2 s", "EMA 0.6"]);
  assert.deepEqual(notesOfLines([]), []);
});
