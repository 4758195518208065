// Results: tables of means with the runs they are of, the paper's numbers, pairs, sweeps, and tables as text.

import assert from "node:assert/strict";
import test from "node:test";
import { methodsOf } from "../../web-static/js/data/catalogue.js";
import { flatten } from "../../web-static/js/math/flatten.js";
import { PUBLISHED } from "../../web-static/js/math/published.js";
import { csvOf, latexOf, markdownOf } from "../../web-static/js/math/resultexport.js";
import { leftOut, pairsOf, resultsOf, shortKey } from "../../web-static/js/math/results.js";
import { decodeResultView, encodeResultView } from "../../web-static/js/math/resultview.js";
import { pWord, testWords, wordsFor } from "../../web-static/js/math/resultwords.js";
import { axesOf, heatColour, heatMaps, luminance, sweepLines } from "../../web-static/js/math/sweeptable.js";

const METHODS = [{ name: "bp", route: "serial" }, { name: "dfa", route: "direct" }, { name: "dkp", route: "direct" }];
let ids = 0;

/** Runs of one job, a value each; null is a NaN, undefined no value. */
function job({ method = "dkp", network = "conv2", dataset = "fashion-mnist", epochs = 50, config = {}, seed = 1, status = "succeeded" }, values) {
  const flat = flatten({ method, network, dataset, epochs, seed, ...config });
  return values.map((value, i) => ({
    id: (ids += 1), seed: seed + i, status, step: 100, steps: 100, config: flat, value, job: { id: ids, method, network, dataset, experiment: "e", name: "", tags: {} },
  }));
}

function results(runs, take = "last") {
  const last = new Map(runs.filter((run) => run.value !== undefined && run.status === "succeeded").map((run) => [run.id, run.value]));
  const best = new Map([...last].map(([id, value]) => [id, value === null ? null : value + 0.01]));
  return resultsOf(runs, { metric: "test_accuracy", take, percent: true, last, best, methods: METHODS });
}

test("a mean is of succeeded runs with a value, each config and seed once; every other run has its reason", () => {
  ids = 0;
  const runs = [
    ...job({}, [0.9, 0.92, null, undefined]), ...job({ status: "cancelled", seed: 7 }, [0.1]), ...job({ status: "running", seed: 8 }, [0.2]), ...job({}, [0.9]),
  ];
  const [{ network, datasets, rows }] = results(runs);
  assert.deepEqual([network, datasets, rows.map(({ label }) => label)], ["conv2", ["fashion-mnist"], ["dkp"]]);
  const cell = rows[0].cells.get("fashion-mnist");
  assert.deepEqual([cell.last.n, cell.last.mean, cell.runs.map(({ id, seed }) => [id, seed])], [2, 0.91, [[1, 1], [2, 2]]]);
  assert.ok(Math.abs(cell.last.sd - Math.SQRT1_2 * 0.02) < 1e-12 && Math.abs(cell.best.mean - 0.92) < 1e-12);
  assert.deepEqual(leftOut(results(runs)).map(({ id, why }) => `${id} ${why}`),
    ["3 its last test_accuracy is no number", "4 recorded no test_accuracy", "5 cancelled", "6 running", "7 same config and seed as run 1"]);
});

test("methods stand in the server's order, with whether they are serial; other configs are rows of their own", () => {
  const rate = (learning_rate) => ({ optimizer: { learning_rate } });
  const runs = [
    ...job({ config: rate(0.1) }, [0.8]), ...job({ config: rate(0.01) }, [0.9]), ...job({ method: "bp", config: rate(0.01) }, [0.9]), ...job({ method: "own", config: rate(0.01) }, [0.5]),
    ...job({ network: "fc5", config: { batch_size: 1 } }, [0.7]),
  ];
  const [conv, fc] = results(runs);
  assert.deepEqual(conv.rows.map(({ label, way }) => [label, way]),
    [["bp · learning_rate=0.01", "serial"], ["dkp · learning_rate=0.01", "parallel"], ["dkp · learning_rate=0.1", "parallel"], ["own · learning_rate=0.01", ""]]);
  assert.deepEqual([fc.network, fc.keys, fc.rows[0].label], ["fc5", [], "dkp"]);
  assert.equal(shortKey("a.rate", ["a.rate", "b.rate"]), "a.rate");
});

test("the paper's numbers stand beside ours; their difference only where the experiment is the same", () => {
  assert.deepEqual(PUBLISHED.map(({ network, epochs, datasets }) => [network, epochs, ...Object.entries(datasets).map(([name, rows]) => `${name} ${Object.keys(rows).length}`)]),
    [["conv2", 50, "fashion-mnist 7", "cifar10 7"], ["alexnet", 90, "cifar100 7", "tiny-imagenet 7"]]);
  const ten = Array.from({ length: 10 }, (_, i) => 0.91 + i * 0.001);
  const paper = (runs, take) => results(runs, take)[0].rows[0].cells.get("fashion-mnist").paper;
  const same = paper(job({}, ten));
  assert.deepEqual([same.title, same.mean, same.spread, same.unlike], ["Table 1", 91.66, 0.27, []]);
  assert.ok(Math.abs(same.difference - (91.45 - 91.66)) < 1e-9);
  assert.ok(Math.abs(paper(job({}, ten), "best").difference - (92.45 - 91.66)) < 1e-9);
  const other = paper(job({ epochs: 10 }, [0.9, 0.91]));
  assert.deepEqual([other.difference, other.unlike], [null, ["epochs 10 of 50", "trials 2 of 10"]]);
  const steps = job({ epochs: undefined, config: { steps: 100 } }, ten);
  for (const run of steps) delete run.config.epochs;
  assert.deepEqual(paper(steps).unlike, ["100 iterations, not 50 epochs"]);
  assert.equal(paper(job({ network: "fc5:32" }, [0.9])), null);
});

test("two methods are told apart by Welch's interval, named with its n; never where n says nothing", () => {
  const [{ rows }] = results([...job({ method: "bp" }, [0.92, 0.921, 0.919]), ...job({ method: "dfa" }, [0.9, 0.901, 0.899]), ...job({ method: "dkp" }, [0.905])]);
  const pairs = pairsOf(rows, "fashion-mnist", "last");
  assert.deepEqual(pairs.map(({ a, b, isApart }) => [a.method, b.method, isApart]), [["dfa", "bp", true], ["dkp", "bp", null], ["dkp", "dfa", null]]);
  const words = wordsFor(true);
  assert.equal(testWords(pairs[0], words), "dfa − bp: −2.00, 95 % interval −2.23 to −1.77. Welch's t = −24.49, 4.0 degrees of freedom, p < 0.0001, n 3 and 3. They can be told apart.");
  assert.match(testWords(pairs[1], words), /No interval: n 1 and 3, at least 2 of each are needed\.$/);
  assert.equal(pWord(0.0382), "p = 0.038");
});

test("numbers are printed as the paper does where they are fractions, and by their own digits elsewhere", () => {
  const percent = wordsFor(true);
  assert.deepEqual([percent.mean({ n: 3, mean: 0.91544, sd: 0.0014 }), percent.mean({ n: 1, mean: 0.5, sd: NaN }), percent.mean({ n: 0, mean: NaN }), percent.difference(0.0012)], ["91.54 ± 0.14", "50.00", "–", "+0.12"]);
  assert.equal(wordsFor(false).mean({ n: 2, mean: 0.31256, sd: 0.01 }), "0.3126 ± 0.0100");
});

const HOW = { measure: { name: "test_accuracy", title: "Test accuracy" }, percent: true, take: "last" };

test("tables are written as Markdown, as LaTeX with booktabs, and as CSV with every digit and its seeds", () => {
  ids = 0;
  const tables = results([...job({ method: "bp" }, [0.92, 0.922]), ...job({ method: "dkp", config: { name: "a_b|c" } }, [0.91, 0.9126]), ...job({ method: "dkp", dataset: "own_data" }, [0.5])]);
  assert.equal(markdownOf(tables[0], HOW), [
    "Test accuracy in %, network conv2: last of a run, mean ± sample s.d. over seeds, n 1 to 2", "", "| method |  | fashion-mnist | fashion-mnist, paper | own_data |", "| --- | --- | ---: | ---: | ---: |",
    "| bp | serial | 92.10 ± 0.14 | 92.18 ± 0.13 | – |", "| dkp | parallel | 91.13 ± 0.18 | 91.66 ± 0.27 | 50.00 |", "",
  ].join("\n"));
  const latex = latexOf(tables[0], HOW);
  assert.match(latex, /\\begin\{tabular\}\{lrrr\}\n {4}\\toprule\n {4} & fashion-mnist & fashion-mnist, paper & own\\_data \\\\\n {4}\\midrule\n {4}bp & \$92\.10 \\pm 0\.14\$ & \$92\.18 \\pm 0\.13\$ & -- \\\\/);
  assert.match(latex, /\\caption\{Test accuracy in \\%, network conv2/);
  const lines = csvOf(tables, HOW).split("\r\n");
  assert.equal(lines[2].split(",").slice(0, 9).join(), `conv2,fashion-mnist,dkp,parallel,test_accuracy,2,${tables[0].rows[1].cells.get("fashion-mnist").last.mean},${tables[0].rows[1].cells.get("fashion-mnist").last.sd},${tables[0].rows[1].cells.get("fashion-mnist").best.mean}`);
  assert.match(lines[2], /,1 2,3 4,0,91\.66,0\.27,,trials 2 of 10$/);
  assert.equal(new Set(lines.filter((line) => line !== "").map((line) => line.replace(/"[^"]*"/g, "").split(",").length)).size, 1);
});

function sweep(keys) {
  const runs = keys.flatMap(([method, batch_size, learning_rate, ...values]) => job({ method, config: { batch_size, optimizer: { learning_rate } } }, values));
  return results(runs)[0];
}

test("a sweep over one key is a line for each method, by the key's values, with n and a band of one s.d.", () => {
  const table = sweep([["dkp", 50, 0.1, 0.8, 0.9], ["dkp", 50, 0.001, 0.7], ["dfa", 50, 0.001, 0.6], ["dkp", 50, 0.01, 0.75]]);
  assert.deepEqual(table.keys, ["optimizer.learning_rate"]);
  const [axis] = axesOf(table, table.keys);
  assert.deepEqual([axis.numbers, axis.isLog], [[0.001, 0.01, 0.1], true]);
  const lines = sweepLines(table, axis, "fashion-mnist", { scale: 100, take: "last" });
  assert.deepEqual(lines.map(({ label, points }) => [label, points.x, points.n]), [["dfa", [0.001], [1]], ["dkp", [0.001, 0.01, 0.1], [1, 1, 2]]]);
  assert.ok(Number.isNaN(lines[1].points.bandLow[0]) && Math.abs(lines[1].points.bandHigh[2] - (85 + 5 * Math.SQRT2)) < 1e-9);
});

test("values that are no numbers keep their place, in order", () => {
  const runs = ["short", "long"].flatMap((fur) => job({ config: { fur } }, [0.5]));
  const [table] = results(runs);
  const [axis] = axesOf(table, ["fur"]);
  assert.deepEqual([axis.texts, axis.numbers], [['"long"', '"short"'], null]);
  assert.deepEqual(sweepLines(table, axis, "fashion-mnist", { scale: 1, take: "last" })[0].points.x, [0, 1]);
});

test("a sweep over two keys is a grid for each method on one scale, with holes where no run is", () => {
  const table = sweep([["dkp", 50, 0.1, 0.8], ["dkp", 100, 0.1, 0.7], ["dkp", 100, 0.01, 0.9], ["dfa", 50, 0.1, 0.5]]);
  const maps = heatMaps(table, axesOf(table, table.keys), "fashion-mnist", "last");
  assert.deepEqual(table.keys, ["batch_size", "optimizer.learning_rate"]);
  assert.deepEqual(maps.map(({ label, grid, low, high }) => [label, grid.map((row) => row.map((cell) => cell?.last.mean ?? null)), low, high]), [
    ["dfa", [[null, 0.5], [null, null]], 0.5, 0.9], ["dkp", [[null, 0.8], [0.9, 0.7]], 0.5, 0.9],
  ]);
});

test("text on every colour of a heat map has its contrast, and lightness rises", () => {
  let before = -1;
  for (let part = 0; part <= 1.0001; part += 0.01) {
    const { background, text } = heatColour(part);
    const light = luminance(background.match(/\d+/g).map(Number));
    const ink = text === "#ffffff" ? 1 : 0;
    assert.ok((Math.max(light, ink) + 0.05) / (Math.min(light, ink) + 0.05) >= 4.5, `${part}`);
    assert.ok(light >= before - 1e-3);
    before = light;
  }
  assert.equal(typeof heatColour(NaN).background, "string");
});

test("an address says selection, metric and which value; defaults are left out", () => {
  const view = decodeResultView(new URLSearchParams("experiment=fig2&method=dkp&metric=loss&take=best&unknown=1"));
  assert.deepEqual([view.selection.experiment, view.metric, view.take], [["fig2"], "loss", "best"]);
  assert.equal(encodeResultView(view), "experiment=fig2&method=dkp&metric=loss&take=best");
  assert.equal(encodeResultView(decodeResultView(new URLSearchParams("take=last"))), "");
});

test("the schema of a config says which way a method's error goes", () => {
  const named = (name, more) => ({ type: "object", properties: { name: { enum: [name] } }, ...more });
  const schema = { properties: { method: { anyOf: [{ type: "string", enum: ["bp", "dfa"] }, named("bp", { title: "Backpropagation", "x-route": "serial" }), named("dfa", { "x-route": "direct" }), named("own", {})] } } };
  assert.deepEqual(methodsOf(schema), [{ name: "bp", title: "Backpropagation", route: "serial", isSerial: true }, { name: "dfa", title: "dfa", route: "direct", isSerial: false }]);
  assert.deepEqual(methodsOf({}), []);
});
