// Where a run is trained, as recorded when it began: rows of words. Pure.

import { integer, number } from "./format.js";
import { executorWord } from "./slurm.js";

const WORDS = { cpu: "CPU", os: "system", instruction_sets: "instruction sets", memory_bytes: "memory", executor: "trained by", slurm_job: "Slurm job" };

/**
 * @param {?object} environment null where nothing was recorded; one of an earlier version has fewer keys.
 * @param {?number} threads said where nothing else is known.
 * @returns {[string, string][]}
 */
export function environmentRows(environment, threads) {
  const own = environment ?? (Number.isFinite(threads) ? { threads } : {});
  return Object.entries(own).flatMap(([key, value]) => (value === null ? [] : rowsOf(key, value)));
}

/** @returns {[string, string][]} */
function rowsOf(key, value) {
  const word = WORDS[key] ?? key.replaceAll("_", " ");
  if (key === "executor") return [[word, executorWord(value)]];
  if (Array.isArray(value)) return [[word, value.join(", ")]];
  if (typeof value === "object") return Object.entries(value).map(([name, version]) => [name, String(version)]);
  if (key.endsWith("_bytes")) return [[word, `${number(value / 2 ** 30)} GiB`]];
  return [[word, typeof value === "number" ? integer(value) : String(value)]];
}
