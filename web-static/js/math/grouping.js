// Which runs belong together, what to call them, and which of them take part in a mean. Exact: values are compared as
// the JSON text that is stored, and every run that is left out is told with its reason.

import { shownValue } from "./flatten.js";
import { isTold } from "./jobwords.js";

/** Keys of a config that do not change what a run computes, and the seed, which is what groups average over. */
const NAMING = ["seed", "trials", "name", "experiment", "tags", "resources"];

/** What a job says of itself, beside its config: read first, so that a label says `dkp · conv2`. */
const LABELS = ["method", "network", "dataset"];

/** Beside these a group may be by `job`, `run`, `seed`, `experiment`, `name`, `tag.KEY` and any path of a config. */
const VERBATIM = new Set([...LABELS, "experiment", "name"]);

/** A run in these states takes part in no mean, unless the caller says so. */
export const LEFT_OUT = ["cancelled", "failed"];

/**
 * @typedef {{id: number, seed: ?number, status: string, step: ?number, config: Object<string, string>,
 *   job: {id: number, name: ?string, experiment: ?string, method: ?string, network: ?string, dataset: ?string,
 *   tags: ?Object<string, string>}}} Run
 *   `config`: flattened (flatten.js), JSON text by path.
 *
 * @typedef {{id: string, label: string, values: {key: string, text: ?string}[], method: ?string, runs: Run[],
 *   left: {id: number, why: string}[]}} Group
 *   `id`: what it is, the same in every selection that has the same keys. `method`: null where its runs have several.
 *   `runs`: those that take part; `left`: the others, with the reason.
 */

/** JSON text of a key's value in a run; undefined where it has none. */
export function valueOf(run, key) {
  const { job } = run;
  const text = (value) => (value === null || value === undefined ? undefined : JSON.stringify(value));
  if (key === "run") return text(run.id);
  if (key === "seed") return text(run.seed);
  if (key === "job") return text(job.id);
  if (VERBATIM.has(key)) return text(job[key]);
  if (key.startsWith("tag.")) return text(job.tags?.[key.slice(4)]);
  return run.config[key];
}

/** The method that a run was trained by; null where nobody said it. */
const methodOf = ({ job }) => (isTold(job.method) ? job.method : null);

/** Paths of a config that the labels stand for: `network.name` is the network itself. */
function isCovered(path) {
  const top = path.split(".")[0];
  return NAMING.includes(top) || LABELS.includes(path) || (LABELS.includes(top) && path === `${top}.name`);
}

/** All keys but the seed whose value differs between the runs: the labels first, then by name. */
export function varyingKeys(runs) {
  const paths = new Set();
  for (const run of runs) for (const path in run.config) paths.add(path);
  const keys = [...LABELS, ...[...paths].filter((path) => !isCovered(path)).sort()];
  return keys.filter((key) => runs.some((run) => valueOf(run, key) !== valueOf(runs[0], key)));
}

/**
 * The fewest of the varying keys, in order, that tell apart everything all of them tell apart: `feedback.*` differs
 * between two methods as well, but follows from the method and would only lengthen the label.
 */
export function tellingKeys(runs) {
  const telling = [];
  let parts = 1;
  for (const key of varyingKeys(runs)) {
    const count = new Set(runs.map((run) => identity(run, [...telling, key]))).size;
    if (count > parts) telling.push(key);
    parts = Math.max(parts, count);
  }
  return telling;
}

/** No two runs with other values have the same, whatever is in these. */
function identity(run, keys) {
  return JSON.stringify(keys.map((key) => [key, valueOf(run, key) ?? null]));
}

/**
 * @param {Run[]} runs
 * @param {string|string[]} by "auto" (every key that varies but the seed), or keys; ["run"] is each run alone.
 * @param {?Iterable<string>} states whose runs take part; null for all but `LEFT_OUT`, and for all where each run is
 *   alone: there is no mean to bend.
 * @returns {Group[]} in order of each group's first run.
 */
export function groupRuns(runs, by = "auto", states = null) {
  const ordered = [...runs].sort((a, b) => a.id - b.id);
  const keys = groupingKeys(ordered, by);
  const allowed = states === null ? null : new Set(states);
  const takesPart = (run) => (allowed ? allowed.has(run.status) : keys.includes("run") || !LEFT_OUT.includes(run.status));
  const groups = new Map();
  for (const run of ordered) {
    const id = identity(run, keys);
    if (!groups.has(id)) {
      const values = keys.map((key) => ({ key, text: valueOf(run, key) ?? null }));
      groups.set(id, { id, label: labelOf(run, values), values, method: methodOf(run), runs: [], left: [] });
    }
    const group = groups.get(id);
    if (group.method !== methodOf(run)) group.method = null;
    if (takesPart(run)) group.runs.push(run);
    else group.left.push({ id: run.id, why: run.status });
  }
  for (const group of groups.values()) dropDuplicates(group);
  return [...groups.values()];
}

/**
 * Keys that a way of grouping stands for. Where nothing varies there is one group, named by its method or, where nobody said
 * that, by its job or experiment.
 */
export function groupingKeys(runs, by) {
  if (by !== "auto") return [by].flat().filter((key) => key !== "");
  const keys = tellingKeys(runs);
  if (keys.length > 0) return keys;
  if (runs.length === 0 || methodOf(runs[0]) !== null) return ["method"];
  return runs.every((run) => run.job.id === runs[0].job.id) ? ["name"] : ["experiment"];
}

function labelOf(run, values) {
  return values.map(({ key, text }) => {
    const shown = shownValue(text ?? undefined);
    if (key === "run") return `run ${run.id} · ${methodOf(run) ?? run.job.name ?? "no method"}${Number.isFinite(run.seed) ? ` seed ${run.seed}` : ""}`;
    if (key === "job") return run.job.name ? `job ${shown} ${run.job.name}` : `job ${shown}`;
    return VERBATIM.has(key) && text !== null ? shown : `${key}=${shown}`;
  }).join(" · ");
}

/**
 * Runs of one config and one seed are one experiment done twice: counted as two they would make a spread of nothing.
 * The one that is furthest takes part; of equals the first.
 */
function dropDuplicates(group) {
  const chosen = new Map();
  for (const run of group.runs) {
    const key = repeatKey(run);
    if (key === null) continue;
    const held = chosen.get(key);
    if (!held || progress(run) > progress(held)) chosen.set(key, run);
  }
  const isKept = (run) => repeatKey(run) === null || chosen.get(repeatKey(run)) === run;
  for (const run of group.runs.filter((one) => !isKept(one))) {
    group.left.push({ id: run.id, why: `same config and seed as run ${chosen.get(repeatKey(run)).id}` });
  }
  group.runs = group.runs.filter(isKept);
}

/**
 * What makes a run a repetition of another; null of one that is trained elsewhere, or without a seed or a config: nobody here
 * can know. The server's summaries have the same rule.
 */
function repeatKey(run) {
  if (run.external) return null;
  const paths = Object.keys(run.config).filter((path) => !NAMING.includes(path.split(".")[0])).sort();
  if (run.seed === null || run.seed === undefined || paths.length === 0) return null;
  return JSON.stringify([run.seed, ...LABELS.map((key) => run.job[key] ?? null), ...paths.map((path) => [path, run.config[path]])]);
}

function progress(run) {
  return (run.status === "succeeded" ? 1e16 : 0) + (run.step ?? 0);
}

/** "3 runs left out: 2 cancelled, 1 same config and seed as another"; empty where none is. */
export function leftWord(left) {
  if (left.length === 0) return "";
  const kinds = new Map();
  for (const { why } of left) {
    const kind = why.startsWith("same config") ? "same config and seed as another" : why;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const parts = [...kinds].map(([kind, count]) => `${count} ${kind}`);
  return `${left.length} ${left.length === 1 ? "run" : "runs"} left out: ${parts.join(", ")}`;
}
