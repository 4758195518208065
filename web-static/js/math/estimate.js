// What a job would cost, in words. Pure.

import { duration, integer, plural, rate } from "./format.js";

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** 223000000 -> "223 MB". */
export function bytes(count) {
  if (!Number.isFinite(count) || count < 0) return "–";
  let [value, unit] = [count, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/**
 * @param {{jobs: number, runs: number, iterations: number, samples: ?number, seconds: ?number, samples_per_second: ?number,
 *   basis: ?string, memory_bytes: ?number}} estimate
 * @returns {{name: string, value: string, hint: string}[]}
 */
export function estimateWords({ jobs, runs, iterations, seconds, samples_per_second: pace, basis, memory_bytes: memory }) {
  const isKnown = Number.isFinite(seconds);
  return [
    { name: "time", value: isKnown ? `about ${duration(seconds)}` : "not known", hint: isKnown ? [basis && `by ${basis}`, pace && rate(pace, "samples")].filter(Boolean).join(", ")
      : "No run like it is in the database to judge by." },
    { name: "runs", value: jobs > 1 ? `${plural(runs, "run")} of ${plural(jobs, "job")}` : plural(runs, "run"), hint: "" },
    { name: "iterations", value: integer(iterations), hint: runs > 1 ? "of all runs together" : "" },
    ...(Number.isFinite(memory) ? [{ name: "memory", value: bytes(memory), hint: "of a run at its peak" }] : []),
  ];
}
