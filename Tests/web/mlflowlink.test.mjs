import assert from "node:assert/strict";
import { test } from "node:test";

import { linkedAddress } from "../../web-static/js/data/linked.js";
import { ApiError } from "../../web-static/js/data/http.js";
import { readLink } from "../../web-static/js/math/mlflowlink.js";

const padded = (id) => String(id).padStart(32, "0");

test("the link that MLflow's client prints names the run, whichever of its tabs it opens", () => {
  for (const end of ["", "/", "/artifacts/plots/a.png", "/model-metrics", "?o=1", "#x"]) {
    assert.deepEqual(readLink(`#/experiments/3/runs/${padded(18)}${end}`), { run: 18, experiment: null }, end);
  }
  assert.deepEqual(readLink("#/experiments/0/runs/12"), { run: 12, experiment: null });
});

test("the one to an experiment names it, also its list of runs and the first of all, which has the number 0", () => {
  for (const end of ["", "/", "/runs", "/runs/", "/models/m-1", "?searchFilter=x"]) {
    assert.deepEqual(readLink(`#/experiments/3${end}`), { run: null, experiment: 3 }, end);
  }
  assert.deepEqual(readLink("#/experiments/0"), { run: null, experiment: 0 });
});

test("a link that is malformed, or of another server, names nothing", () => {
  const foreign = "0af3bb".padEnd(32, "c");
  for (const hash of ["#/", "#/models/x", "#/experiments", "#/experiments/x", "#/experiments/-1", "#/experiments/1.5", `#/experiments/3/runs/${foreign}`,
    `#/experiments/3/runs/${padded(0)}`, `#/experiments/3/runs/${"9".repeat(32)}`, `#/experiments/3/runs/${"0".repeat(32)}5`]) {
    assert.deepEqual(readLink(hash), { run: null, experiment: null }, hash);
  }
});

test("what is behind the # of our own addresses is no link", () => {
  for (const hash of ["", "#", "#page", "#runs=1-3,7", "#experiments/3/runs/12"]) assert.equal(readLink(hash), null, hash);
});

const api = {
  rows: async ({ runs }, { limit }) => ({ jobs: [], total: limit === 1 && runs.join() === "18" ? 1 : 0 }),
  experiments: async () => ({ experiments: [{ id: 0, name: "Default" }, { id: 3, name: "a & b" }] }),
};

async function address(link, from = api) {
  const said = [];
  return [await linkedAddress({ run: null, experiment: null, ...link }, from, (words) => said.push(words)), said.length];
}

test("a run has its page, an experiment its jobs; what is not there leads to the overview, and that is said", async () => {
  assert.deepEqual(await address({ run: 18 }), ["run?id=18", 0]);
  assert.deepEqual(await address({ experiment: 3 }), ["?experiment=a+%26+b", 0]);
  assert.deepEqual(await address({ experiment: 0 }), ["?experiment=Default", 0]);
  for (const link of [{ run: 19 }, { experiment: 4 }, {}]) assert.deepEqual(await address(link), ["", 1], JSON.stringify(link));
});

test("while the server is away the run's page is opened, which asks again", async () => {
  const away = async () => { throw new ApiError("away", 0); };
  assert.deepEqual(await address({ run: 18 }, { rows: away }), ["run?id=18", 0]);
  assert.deepEqual(await address({ experiment: 3 }, { experiments: away }), ["", 0]);
});
