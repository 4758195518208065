// The values of a plot's lines at an x: for the table under the pointer, for screen readers. Pure.

import { duration, integer, meanAndSpread, nullsWord, number } from "../math/format.js";
import { nearest } from "../math/search.js";

/**
 * Each line's point nearest to x, greatest value first; lines that do not reach x are left out.
 *
 * @param {import("./plot.js").Plot} plot
 * @param {number[]} window the x that are shown.
 * @returns {{line: object, at: number, x: number, y: number}[]}
 */
export function valuesAt(plot, window, x) {
  const found = [];
  const slack = (window[1] / 2 - window[0] / 2) * 0.02;
  for (const line of plot.lines) {
    const own = line.points.x;
    const at = nearest(own, x);
    if (at < 0 || Math.abs(own[at] - x) > Math.max(slack, neighbourGap(own, at))) continue;
    found.push({ line, at, x: own[at], y: line.points.y[at] });
  }
  const height = ({ y }) => (Number.isFinite(y) ? y : -Infinity);
  return found.sort((a, b) => (height(a) === height(b) ? 0 : height(b) - height(a)));
}

/** Half of the wider distance to the points beside: a per-epoch point speaks for half an epoch to either side. */
function neighbourGap(x, at) {
  return Math.max(at > 0 ? x[at] - x[at - 1] : 0, at + 1 < x.length ? x[at + 1] - x[at] : 0) / 2;
}

/** The x that values are said to be at: the points' own where they agree, else that of the pointer. */
export function sharedX(values, x) {
  return values.length > 0 && values.every((one) => one.x === values[0].x) ? values[0].x : x;
}

/** "epoch 1.5", "iteration 1 200", "12 min 05 s". */
export function xWord({ kind, label, names = null }, x) {
  if (names) return `${label || kind} ${names[Math.round(x)] ?? ""}`.trim();
  if (kind === "time") return x < 60 ? `${number(x, 3)} s` : duration(x);
  const value = kind === "iteration" ? integer(x) : number(x, 5);
  return `${label || kind} ${value}`;
}

/**
 * What all of the points say alike, once: "means of 6 over 5 runs"; empty where they differ or there is nothing to say.
 *
 * @param {{line: object, at: number}[]} values
 */
export function commonWord(values) {
  const only = (column) => {
    const all = new Set(values.map(({ line, at }) => line.points[column]?.[at] ?? 1));
    return all.size === 1 && !all.has(1) ? [...all][0] : null;
  };
  return [only("counts") && `means of ${integer(only("counts"))}`, only("n") && `n ${only("n")}`].filter(Boolean).join(", ");
}

/**
 * What one point says. `value` is what is stored, or the mean of it: never a smoothed one, which is beside it.
 *
 * @returns {{value: string, smoothed: string, more: string}}
 */
export function wordsOf(line, at) {
  const { y, bandLow = null, bandHigh = null, n = null, nulls = null, counts = null } = line.points;
  const raw = line.raw ? line.raw[at] : y[at];
  const more = [];
  if (n && n[at] > 1) more.push(`n ${n[at]}`);
  if (counts && counts[at] > 1) more.push(`mean of ${integer(counts[at])}`, reachWord(line, at));
  if (nulls) more.push(nullsWord(nulls[at]));
  const [below, above] = [y[at] - bandLow?.[at], bandHigh?.[at] - y[at]];
  const isEven = Math.abs(below - above) <= 1e-9 * Math.max(Math.abs(below), Math.abs(above));
  if (Number.isFinite(below) && !isEven) more.push(`${number(bandLow[at])} to ${number(bandHigh[at])}`);
  // A band lies around the line that is drawn: beside a smoothed value it is that one's.
  const spread = isEven ? above : NaN;
  return line.raw
    ? { value: number(raw), smoothed: meanAndSpread(y[at], spread), more: more.filter(Boolean).join(", ") }
    : { value: meanAndSpread(raw, spread), smoothed: "", more: more.filter(Boolean).join(", ") };
}

/** How far the stored values of a point reach; empty of a point that is one. */
export function reachWord({ points: { low = null, high = null, counts = null } }, at) {
  return counts && counts[at] > 1 ? `${number(low[at], 3)} to ${number(high[at], 3)}` : "";
}

/** What a chart shows, in words. @param {import("./plot.js").Plot} plot */
export function summaryOf(plot) {
  const unit = plot.unit ? ` (${plot.unit})` : "";
  if (plot.lines.every((line) => line.points.x.length === 0)) return `${plot.title}${unit}. No points yet.`;
  const lines = plot.lines.filter((line) => line.points.x.length > 0).map((line) => {
    const at = line.points.x.length - 1;
    const { value, smoothed, more } = wordsOf(line, at);
    return `${line.label}: ${[value, smoothed && `smoothed ${smoothed}`, more].filter(Boolean).join(", ")} at ${xWord(plot.x, line.points.x[at])}`;
  });
  return `${plot.title}${unit}. ${lines.join("; ")}.`;
}

/** The values at an x in words, for a screen reader. */
export function spokenAt(plot, window, x) {
  const values = valuesAt(plot, window, x);
  if (values.length === 0) return `${plot.title}, ${xWord(plot.x, x)}: no values`;
  const words = values.map(({ line, at }) => {
    const { value, smoothed, more } = wordsOf(line, at);
    return `${line.label} ${[value, smoothed && `smoothed ${smoothed}`, more].filter(Boolean).join(", ")}`;
  });
  return `${plot.title}, ${xWord(plot.x, sharedX(values, x))}: ${words.join("; ")}`;
}
