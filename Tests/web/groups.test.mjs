import assert from "node:assert/strict";
import test from "node:test";
import { parseExact } from "../../web-static/js/math/exactjson.js";
import { flatten } from "../../web-static/js/math/flatten.js";
import { groupingsOf } from "../../web-static/js/math/groupings.js";
import { groupRuns, leftWord, tellingKeys, valueOf, varyingKeys } from "../../web-static/js/math/grouping.js";

let last = 0;
/** A run as a page has it; `config` as JSON text. */
function run(config, more = {}) {
  const parsed = parseExact(config);
  last += 1;
  const job = { id: 1, name: "n", experiment: "e", method: parsed.method ?? null, network: parsed.network ?? null, dataset: parsed.dataset ?? null, tags: {}, ...more.job };
  return { id: last, seed: 1, status: "succeeded", step: 10, config: flatten(parsed), ...more, job };
}
const labels = (groups) => groups.map((group) => group.label);
const ids = (groups) => groups.map((group) => group.runs.map((one) => one.id));

test("values that differ in their text or their type are different groups", () => {
  for (const [a, b] of [["9007199254740992", "9007199254740993"], ["0.001", '"0.001"'], ["true", '"true"'], ["null", '"null"'], ["1", "[1]"]]) {
    const groups = groupRuns([run(`{"method": "dkp", "k": ${a}}`), run(`{"method": "dkp", "k": ${b}}`)]);
    assert.equal(groups.length, 2, `${a} and ${b}`);
    assert.deepEqual(labels(groups), [`k=${a}`, `k=${b}`]);
  }
});

test("a key that is not set differs from every value, null too", () => {
  const groups = groupRuns([run('{"method": "bp"}'), run('{"method": "bp", "k": null}'), run('{"method": "bp", "k": "(unset)"}')]);
  assert.deepEqual(labels(groups), ["k=(unset)", "k=null", 'k="(unset)"']);
});

test("no two sets of values have one identity, whatever characters are in them", () => {
  const groups = groupRuns([run('{"a": "x · b=y", "b": "z"}'), run('{"a": "x", "b": "y · b=z"}')], ["a", "b"]);
  assert.equal(new Set(groups.map((group) => group.id)).size, 2);
});

test("networks are told apart by their names, a network of options by its job's label", () => {
  const groups = groupRuns([
    run('{"method": "dkp", "network": "conv2"}'),
    run('{"method": "dkp", "network": {"name": "fc5", "fc_norm": false}}', { job: { network: "fc5" } }),
    run('{"method": "dkp", "network": {"name": "fc5", "fc_norm": true}}', { job: { network: "fc5" } }),
  ]);
  assert.deepEqual(labels(groups), ["conv2 · network.fc_norm=(unset)", "fc5 · network.fc_norm=false", "fc5 · network.fc_norm=true"]);
  const two = groupRuns([run('{"network": "conv2"}'), run('{"network": {"name": "fc5", "fc_norm": false}}', { job: { network: "fc5" } })]);
  assert.deepEqual(labels(two), ["conv2", "fc5"]);
});

test("by default every key that varies but the seed; what follows from another key is not told", () => {
  const bp = '{"method": "bp", "batch_size": 50}';
  const dkp = '{"method": "dkp", "batch_size": 50, "feedback": {"init": "normal"}, "name": "x", "tags": {"who": "me"}, "trials": 3}';
  const runs = [run(bp), run(dkp), run(dkp, { seed: 2 })];
  assert.deepEqual(varyingKeys(runs), ["method", "feedback.init"]);
  assert.deepEqual(tellingKeys(runs), ["method"]);
  assert.deepEqual(labels(groupRuns(runs)), ["bp", "dkp"]);
  assert.deepEqual(groupRuns(runs)[1].values, [{ key: "method", text: '"dkp"' }]);
});

test("groups by experiment, name, tag, seed, job and run", () => {
  const runs = [
    run('{"method": "dkp"}', { job: { id: 4, name: "first", experiment: "fig2", tags: { who: "me" } } }),
    run('{"method": "dkp"}', { seed: 2, job: { id: 5, name: "second", experiment: null } }),
  ];
  const by = (key) => labels(groupRuns(runs, [key]));
  assert.deepEqual(by("experiment"), ["fig2", "experiment=(unset)"]);
  assert.deepEqual(by("name"), ["first", "second"]);
  assert.deepEqual(by("tag.who"), ["tag.who=me", "tag.who=(unset)"]);
  assert.deepEqual(by("seed"), ["seed=1", "seed=2"]);
  assert.deepEqual(by("job"), ["job 4 first", "job 5 second"]);
  assert.deepEqual(by("run"), [`run ${runs[0].id} · dkp seed 1`, `run ${runs[1].id} · dkp seed 2`]);
  assert.equal(valueOf(runs[0], "toString"), undefined);
});

test("one config and one seed count once, the run that is furthest; the others are told", () => {
  const config = '{"method": "dkp", "k": 1}';
  const runs = [run(config, { status: "running", step: 5 }), run(config, { step: 3 }), run(config), run(config, { seed: 2 }), run(config)];
  const [group] = groupRuns(runs);
  assert.deepEqual(ids([group]), [[runs[2].id, runs[3].id]]);
  assert.deepEqual(group.left.map((one) => one.id), [runs[0].id, runs[1].id, runs[4].id]);
  assert.match(group.left[0].why, new RegExp(`same config and seed as run ${runs[2].id}`));
  assert.equal(leftWord(group.left), "3 runs left out: 3 same config and seed as another");
});

test("where a run is trained, and with how much, makes no other experiment of it", () => {
  const of = (resources, seed) => run(`{"method": "dkp", "k": 1, "resources": ${resources}}`, { seed });
  const runs = [
    of('{"where": "any"}', 1), of('{"where": "slurm", "partition": "long", "memory_gb": 4.5, "time_limit": 240, "threads": 2}', 2), of('{"where": "here"}', 1), of("{}", 3),
    run('{"method": "dkp", "k": 1}', { seed: 4 }),
  ];
  assert.deepEqual(varyingKeys(runs), []);
  assert.ok(groupingsOf(runs).every((key) => !key.startsWith("resources")));
  assert.deepEqual(ids(groupRuns(runs)), [[runs[0].id, runs[1].id, runs[3].id, runs[4].id]]);
  assert.deepEqual(groupRuns(runs)[0].left, [{ id: runs[2].id, why: `same config and seed as run ${runs[0].id}` }]);
  assert.deepEqual(labels(groupRuns(runs.slice(0, 2), ["resources.where"])), ["resources.where=any", "resources.where=slurm"], "unless somebody asks for it");
});

test("equal seeds of other configs are other experiments, and a run without a seed is never a repetition", () => {
  const [group] = groupRuns([run('{"method": "dkp", "k": 1}'), run('{"method": "dkp", "k": 2}')], ["method"]);
  assert.equal(group.runs.length, 2);
  const outside = [run("{}", { seed: 1 }), run("{}", { seed: 1 }), run('{"a": 1}', { seed: null }), run('{"a": 1}', { seed: null })];
  assert.equal(groupRuns(outside, ["method"])[0].runs.length, 4);
});

test("what is trained elsewhere is never taken for a repetition, as the server's summaries do not", () => {
  const config = '{"lr": 0.1}';
  const runs = [run(config, { external: true }), run(config, { external: true })];
  assert.equal(groupRuns(runs)[0].runs.length, 2);
  assert.equal(groupRuns(runs.map((one) => ({ ...one, external: false })))[0].runs.length, 1);
});

test("runs whose method nobody told have none, and are called by their job or their experiment", () => {
  const logged = (config, id, experiment = "e") => run(config, { external: true, seed: null, job: { id, name: `run ${id}`, experiment, method: "unknown" } });
  const [one] = groupRuns([logged('{"lr": 0.1}', 4)]);
  assert.deepEqual([one.label, one.method], ["run 4", null]);
  assert.deepEqual(labels(groupRuns([logged('{"lr": 0.1}', 4), logged('{"lr": 0.1}', 5)])), ["e"]);
  assert.deepEqual(labels(groupRuns([logged('{"lr": 0.1}', 4), logged('{"lr": 0.2}', 5)])), ["lr=0.1", "lr=0.2"]);
  const alone = groupRuns([logged("{}", 4)], ["run"]);
  assert.match(alone[0].label, /^run \d+ · run 4$/);
});

test("cancelled and failed runs take part in no mean unless asked for, and are told", () => {
  const config = '{"method": "dkp"}';
  const runs = ["succeeded", "cancelled", "failed", "running", "interrupted"].map((status, i) => run(config, { seed: i, status }));
  const [group] = groupRuns(runs);
  assert.deepEqual(group.runs.map((one) => one.status), ["succeeded", "running", "interrupted"]);
  assert.equal(leftWord(group.left), "2 runs left out: 1 cancelled, 1 failed");
  assert.deepEqual(groupRuns(runs, "auto", ["failed"])[0].runs.map((one) => one.status), ["failed"]);
  assert.ok(groupRuns(runs, ["run"]).every((one) => one.runs.length === 1), "each run alone is no mean");
  assert.equal(leftWord([]), "");
});

test("a group of several methods has none; no runs, no groups", () => {
  const [group] = groupRuns([run('{"method": "bp"}'), run('{"method": "dkp"}')], ["experiment"]);
  assert.equal(group.method, null);
  assert.deepEqual(groupRuns([]), []);
});
