import assert from "node:assert/strict";
import test from "node:test";

import { ApiError } from "../../web-static/js/data/http.js";
import { Selected } from "../../web-static/js/data/selected.js";
import { everything } from "../../web-static/js/math/query.js";

function selected(answer) {
  const asked = [];
  let round = null;
  let changes = 0;
  const one = new Selected({
    live: { watch: (task) => { round = task; return { poke: () => {}, stop: () => {} }; } },
    api: { selectionText: async (selection, page) => { asked.push({ ...page, experiment: selection.experiment }); return answer(page); } },
    onChange: () => { changes += 1; },
  });
  return { selected: one, asked, look: () => round(), changes: () => changes };
}

const fig2 = { ...everything(), experiment: ["fig2"] };
const job = (id, rate = "0.01") => `{"id": ${id}, "name": "j", "method": "dkp", "config": {"optimizer": {"learning_rate": ${rate}}}}`;
const run = (id, jobID, status = "running") => `{"id": ${id}, "job_id": ${jobID}, "seed": ${id}, "status": "${status}", "attempt": 1, "measures": {"loss": []}}`;
const page = (runs, jobs, next = null) => `{"runs": [${runs}], "jobs": [${jobs}], "next": ${JSON.stringify(next)}, "total": ${runs.length}}`;

test("runs come with their job's config, whose numbers are those that are written", async () => {
  const at = selected(() => page([run(2, 7), run(1, 7)], [job(7, "9007199254740993")]));
  at.selected.select(fig2);
  assert.equal(at.selected.isLoaded, false);
  await at.look();
  assert.deepEqual(at.selected.runs.map(({ id, config, job: { method } }) => [id, config["optimizer.learning_rate"], method]),
    [[1, "9007199254740993", "dkp"], [2, "9007199254740993", "dkp"]]);
  assert.equal(at.changes(), 1);
});

test("a long selection is read to its end, and the same answers once more are no change", async () => {
  const at = selected(({ after }) => (after ? page([run(2, 8)], [job(8)]) : page([run(1, 7)], [job(7)], "x")));
  at.selected.select(fig2);
  await at.look();
  await at.look();
  assert.deepEqual(at.asked.map(({ after }) => after), [undefined, "x", undefined, "x"]);
  assert.deepEqual(at.selected.runs.map(({ id }) => id), [1, 2]);
  assert.equal(at.changes(), 1);
});

test("where nothing can change it is looked at less often", async () => {
  const at = selected(() => page([run(1, 7, "succeeded")], [job(7)]));
  at.selected.select(fig2);
  for (let i = 0; i < 9; i++) await at.look();
  assert.equal(at.asked.length, 3);
});

test("what the stream says of a run holds at once, and is no change where it says nothing new", async () => {
  const at = selected(() => page([run(1, 7), run(2, 7)], [job(7)]));
  at.selected.select(fig2);
  await at.look();
  const said = { run: 1, status: "running", attempt: 1, step: 5, steps: 9, message: null, deleted: false };
  at.selected.hear(said);
  assert.equal(at.changes(), 1);
  at.selected.hear({ ...said, status: "failed", message: "no" });
  assert.deepEqual([at.changes(), at.selected.runs[0].status, at.selected.runs[0].message], [2, "failed", "no"]);
  at.selected.hear({ ...said, run: 2, deleted: true });
  assert.deepEqual(at.selected.runs.map(({ id }) => id), [1]);
  at.selected.hear({ ...said, run: 99 });
  assert.equal(at.changes(), 3);
});

test("an answer to another selection is not taken in", async () => {
  let during = () => {};
  const at = selected(() => { during(); return page([run(1, 7)], [job(7)]); });
  at.selected.select(fig2);
  during = () => at.selected.select({ ...everything(), jobs: [3] });
  await at.look();
  assert.deepEqual([at.selected.isLoaded, at.selected.runs], [false, []]);
});

test("a selection that the server does not understand says why; a server that is away is the connection's to say", async () => {
  let status = 400;
  const at = selected(() => { throw new ApiError("no such status", status); });
  at.selected.select(fig2);
  await at.look();
  await at.look();
  assert.deepEqual([at.selected.trouble, at.selected.isLoaded, at.changes()], ["no such status", true, 1]);
  status = 503;
  await at.look();
  await at.look();
  await assert.rejects(at.look(), { status: 503 });
});
