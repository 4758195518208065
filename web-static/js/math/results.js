// Runs as the tables of a paper: a table for each network, methods (and keys that vary beside them) down, datasets across.
// Every number keeps the runs that it is of. Pure.

import { shownValue } from "./flatten.js";
import { groupRuns, tellingKeys, valueOf } from "./grouping.js";
import { PUBLISHED } from "./published.js";
import { summary, welch } from "./statistics.js";

/** What has a place of its own in the tables. */
const PLACES = ["network", "dataset", "method"];
/** In the paper's words: signals that come straight from the output let blocks learn in parallel. */
const WAYS = { serial: "serial", direct: "parallel", none: "none" };

/**
 * @typedef {{id: number, seed: ?number, last: number, best: number}} Taking a run that takes part.
 * @typedef {{title: string, mean: number, spread: number, difference: ?number, unlike: string[]}} Paper in per cent;
 *   `unlike`: in what ours is not the paper's experiment, empty where both can be compared. `difference`: ours less the
 *   paper's, null where they cannot.
 * @typedef {{dataset: string, runs: Taking[], last: object, best: object, left: {id: number, why: string}[], paper: ?Paper}} Cell
 *   `last`, `best`: as statistics.js gives them.
 * @typedef {{id: string, method: string, way: string, label: string, values: {key: string, text: ?string}[],
 *   cells: Map<string, Cell>}} Row
 * @typedef {{network: string, keys: string[], datasets: string[], rows: Row[]}} Results
 *   `way`: how blocks get their signals, "" of a method that nobody here knows. `keys`: what tells rows of a method apart, and a sweep goes over.
 */

/**
 * @param {import("./grouping.js").Run[]} runs of the selection.
 * @param {{metric: string, take: "last"|"best", percent: boolean, last: Map<number, ?number>, best: Map<number, ?number>,
 *   methods: {name: string, route: string}[]}} how `last`, `best`: values by run; null for a NaN. `percent`: whether
 *   the metric is a fraction, as which the paper's numbers are. `take`: which of the two is compared.
 * @returns {Results[]} by network.
 */
export function resultsOf(runs, how) {
  const networks = new Map();
  for (const run of runs) {
    const text = valueOf(run, "network");
    (networks.get(text) ?? networks.set(text, []).get(text)).push(run);
  }
  return [...networks].map(([text, own]) => tableOf(shownValue(text), own, how)).sort((a, b) => compare(a.network, b.network));
}

function tableOf(network, runs, how) {
  // What varies in another network's runs says nothing of these.
  const keys = tellingKeys(runs).filter((key) => !PLACES.includes(key));
  const [datasets, rows] = [new Set(), new Map()];
  for (const group of groupRuns(runs, [...PLACES, ...keys], ["succeeded"])) {
    const [, dataset, method] = PLACES.map((key) => shownValue(group.values.find((one) => one.key === key).text ?? undefined));
    datasets.add(dataset);
    const values = group.values.filter(({ key }) => keys.includes(key));
    const id = JSON.stringify([method, values]);
    const row = rows.get(id) ?? rows.set(id, {
      id, method, way: WAYS[how.methods.find((one) => one.name === method)?.route] ?? "", values, cells: new Map(),
      label: [method, ...values.map(({ key, text }) => `${shortKey(key, keys)}=${shownValue(text ?? undefined)}`)].join(" · "),
    }).get(id);
    row.cells.set(dataset, cellOf(group, { network, dataset, method }, how));
  }
  const place = new Map(how.methods.map((method, index) => [method.name, index]));
  return { network, keys, datasets: [...datasets].sort(), rows: [...rows.values()].sort((a, b) => byMethod(a, b, place)) };
}

/** The last part of a path says what it is, unless another one ends alike. */
export function shortKey(key, keys) {
  const end = key.split(".").pop();
  return keys.some((other) => other !== key && other.split(".").pop() === end) ? key : end;
}

function cellOf(group, { network, dataset, method }, { metric, take, percent, last, best }) {
  const left = [...group.left];
  const taking = [];
  for (const run of group.runs) {
    const [own, top] = [last.get(run.id), best.get(run.id)];
    if (own === undefined) left.push({ id: run.id, why: `recorded no ${metric}` });
    else if (own === null || !Number.isFinite(own)) left.push({ id: run.id, why: `its last ${metric} is no number` });
    else taking.push({ id: run.id, seed: run.seed, last: own, best: Number.isFinite(top) ? top : own });
  }
  const cell = { dataset, runs: taking, last: summary(taking.map((run) => run.last)), best: summary(taking.map((run) => run.best)), left, paper: null };
  const printed = percent ? paperOf(network, dataset, method, metric) : null;
  if (printed === null || taking.length === 0) return cell;
  const unlike = unlikeness(group.runs, taking.length, printed);
  const mean = 100 * cell[take].mean;
  return { ...cell, paper: { ...printed, unlike, difference: unlike.length === 0 ? mean - printed.mean : null } };
}

/** What the paper prints there; null where it prints nothing. */
function paperOf(network, dataset, method, metric) {
  for (const { title, network: own, epochs, trials, datasets } of PUBLISHED) {
    const found = own === network ? datasets[dataset]?.[method]?.[metric] : undefined;
    if (found !== undefined) return { title, epochs, trials, mean: found[0], spread: found[1] };
  }
  return null;
}

function unlikeness(runs, n, { epochs, trials }) {
  const unlike = [];
  const lengths = new Set(runs.map((run) => run.config.epochs ?? null));
  const ran = [...lengths].map((text) => (text === null ? `${runs[0].steps ?? "other"} iterations` : text)).join(" or ");
  if (lengths.size !== 1 || !lengths.has(String(epochs))) unlike.push(lengths.has(null) ? `${ran}, not ${epochs} epochs` : `epochs ${ran} of ${epochs}`);
  if (n !== trials) unlike.push(`trials ${n} of ${trials}`);
  return unlike;
}

function byMethod(a, b, place) {
  const rank = (row) => place.get(row.method) ?? Infinity;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.method !== b.method) return compare(a.method, b.method);
  for (const [i, { text }] of a.values.entries()) {
    const by = compareTexts(text, b.values[i]?.text ?? null);
    if (by !== 0) return by;
  }
  return 0;
}

/** JSON texts: numbers by their size, anything else by its letters, what is not set first. */
export function compareTexts(a, b) {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  const [x, y] = [Number(a), Number(b)];
  return Number.isFinite(x) && Number.isFinite(y) && x !== y ? x - y : compare(a, b);
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Whether two rows can be told apart on a dataset: each pair by itself, by Welch's t.
 *
 * @param {Row[]} rows @param {"last"|"best"} take
 * @returns {{a: Row, b: Row, test: object, isApart: ?boolean}[]} `isApart`: whether the 95 % interval of a's mean less
 *   b's leaves 0 out; null where the runs do not say how far the means may be off.
 */
export function pairsOf(rows, dataset, take) {
  const there = rows.filter((row) => (row.cells.get(dataset)?.runs.length ?? 0) > 0);
  const values = (row) => row.cells.get(dataset).runs.map((run) => run[take]);
  return there.flatMap((a, i) => there.slice(0, i).map((b) => {
    const test = welch(values(a), values(b));
    return { a, b, test, isApart: test.low === null ? null : test.low > 0 || test.high < 0 };
  }));
}

/** Runs that take part in no number, each with its reason. @param {Results[]} tables @returns {{id: number, why: string}[]} */
export function leftOut(tables) {
  return tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => [...cells.values()].flatMap(({ left }) => left))).sort((a, b) => a.id - b.id);
}
