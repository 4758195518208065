// Which runs belong together, and what to call them. A group's label says only what tells it from the others, with
// the config's values as they are stored.

/** Keys that name a run but do not change what it computes, and the seed, which is what groups average over. */
const NAMING = ["seed", "trials", "name", "experiment", "tags", "resources"];

/** Read first, so that a label says `method=dkp` rather than a key that happens to follow from the method. */
const LEADING = ["method", "network", "dataset"];

export const UNSET = "(unset)";

/** {"a": {"b": 1}} -> {"a.b": "1"}. Lists stay whole, as JSON. */
export function flatten(config, prefix = "", into = {}) {
  for (const [key, value] of Object.entries(config ?? {})) {
    const path = prefix + key;
    if (value !== null && typeof value === "object" && !Array.isArray(value)) flatten(value, `${path}.`, into);
    else into[path] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return into;
}

function isNaming(path) {
  return NAMING.includes(path.split(".")[0]);
}

/** All keys whose value differs between the configs (flattened), leading keys first, then by name. */
export function varyingKeys(configs) {
  const keys = new Set(configs.flatMap((config) => Object.keys(config)));
  const rank = (key) => (LEADING.includes(key) ? LEADING.indexOf(key) : LEADING.length);
  return [...keys]
    .filter((key) => !isNaming(key) && configs.some((config) => config[key] !== configs[0][key]))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/**
 * The fewest of the varying keys, in order, that tell apart everything all of them tell apart: `feedback.*` differs
 * between dkp and bp as well, but follows from the method and would only lengthen the label.
 */
export function tellingKeys(configs) {
  const telling = [];
  let parts = 1;
  for (const key of varyingKeys(configs)) {
    const count = new Set(configs.map((config) => identity(config, [...telling, key]))).size;
    if (count > parts) telling.push(key);
    parts = Math.max(parts, count);
  }
  return telling;
}

function identity(config, keys) {
  return keys.map((key) => `${key}=${config[key] ?? UNSET}`).join(" · ");
}

/**
 * @param {{id: number, trial: number, seed: number, method: string, config: object}[]} runs with flattened configs.
 * @param {string} mode "auto" (all keys that vary but the seed), "run" (each run alone), or keys with commas between.
 * @returns {{id: string, label: string, method: ?string, runs: object[]}[]} in order of each group's first run.
 */
export function groupRuns(runs, mode) {
  const ordered = [...runs].sort((a, b) => a.id - b.id);
  const groups = new Map();
  const keys = groupingKeys(ordered, mode);
  for (const run of ordered) {
    const id = mode === "run" ? `run ${run.id}` : identity(run.config, keys);
    if (!groups.has(id)) {
      const label = mode === "run" ? `run ${run.id} · ${run.method} seed ${run.seed}` : id;
      groups.set(id, { id, label, method: run.method, runs: [] });
    }
    const group = groups.get(id);
    group.runs.push(run);
    if (group.method !== run.method) group.method = null;
  }
  return [...groups.values()];
}

/** Keys a mode stands for. When nothing varies there is one group, named by its method. */
export function groupingKeys(runs, mode) {
  if (mode === "run") return [];
  if (mode !== "auto") return mode.split(",").filter((key) => key !== "");
  const keys = tellingKeys(runs.map((run) => run.config));
  return keys.length > 0 ? keys : ["method"];
}
