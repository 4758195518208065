// From held points to lines, always in this order:
//
//     select -> x -> split at NaN -> smooth each run on its raw y -> aggregate over seeds      (here)
//     -> axis scale (scale.js, rows.js) -> draw (chart.js)

import { aggregate, binWidth } from "./aggregate.js";
import { lowerBound } from "./math/search.js";
import { smooth } from "./math/smooth.js";

/** Most points of one line. A chart is seldom wider than this many pixels. */
export const TARGET_POINTS = 1000;

/**
 * @typedef {{id: string, label: string, x: number[], mean: number[], sd: number[], n: number[], nan: number[],
 *   nulls: number[], raw: ?number[], perPoint: number, lastStep: number}} Line
 *   `raw`: the mean without smoothing, null when smoothing is off. `perPoint`: stored values a point is the mean of.
 */

/**
 * One group's line of one metric and layer, or null while it has no points.
 *
 * @param {{id: string, label: string, runs: object[]}} group
 * @param {import("./series.js").SeriesStore} store
 * @param {{metric: string, perEpoch: boolean}} panel
 * @param {?string} layer
 * @param {{x: string, smoothing: number, zoom: ?number[]}} view
 * @returns {?Line}
 */
export function buildLine(group, store, panel, layer, view) {
  const members = [];
  let lastStep = 0;
  for (const run of group.runs) {
    const series = store.get(run.id, panel.metric, layer);
    const scale = stepScale(run, view.x);
    if (!series || series.steps.length === 0 || scale === null) continue;
    members.push(member(series, scale, recordEvery(run, series.steps), panel, view));
    lastStep = Math.max(lastStep, series.steps[series.steps.length - 1]);
  }
  if (members.length === 0) return null;
  const base = Math.max(...members.map((own) => own.base));
  const width = binWidth(members, base, TARGET_POINTS);
  const line = aggregate(members, width);
  const raw = view.smoothing > 0
    ? aggregate(members.map(({ x, raw: y }) => ({ x, y })), width).mean
    : null;
  const gap = Math.max(...members.map((own) => own.gap));
  return {
    id: group.id, label: group.label, ...line, raw, lastStep,
    perPoint: Math.max(1, Math.round(Math.max(width, gap) / base)),
  };
}

/** How much x grows per iteration: 1, or a share of an epoch. Null when a run does not say how long its epochs are. */
export function stepScale(run, kind) {
  if (kind === "iteration") return 1;
  if (run.steps_per_epoch > 0) return 1 / run.steps_per_epoch;
  return run.epochs > 0 && run.steps > 0 ? run.epochs / run.steps : null;
}

/** Iterations from one recorded point to the next. A run that is trained elsewhere may say anything: its points tell. */
function recordEvery(run, steps) {
  const every = Number(run.config?.["record.every"]);
  if (!(every > 1)) return 1;
  const mean = steps.length > 1 ? (steps[steps.length - 1] - steps[0]) / (steps.length - 1) : 1;
  return Math.min(every, Math.max(1, mean));
}

function member(series, scale, every, panel, view) {
  const { steps, values, nulls } = series;
  const spacing = panel.perEpoch ? (steps.length > 1 ? steps[1] - steps[0] : 1) : every;
  const counts = panel.perEpoch ? null : steps.map((step, i) => (i === 0 ? 1 : (step - steps[i - 1]) / every));
  const smoothed = smooth(values, view.smoothing, counts);
  const toX = (step) => (scale === 1 ? step : Math.round(step * scale * 1e9) / 1e9);
  const [from, to] = shown(steps, view.zoom, scale);
  return {
    x: scale === 1 ? steps.slice(from, to) : steps.slice(from, to).map(toX),
    y: smoothed.slice(from, to), raw: values.slice(from, to), nulls: nulls && nulls.slice(from, to),
    base: spacing * scale, gap: series.gap * scale,
  };
}

/** Indices of the points inside the zoom, and one more on either side so that lines reach the edges. */
function shown(steps, zoom, scale) {
  if (!zoom) return [0, steps.length];
  const from = lowerBound(steps, zoom[0] / scale);
  const to = lowerBound(steps, zoom[1] / scale);
  return [Math.max(0, from - 1), Math.min(steps.length, to + 2)];
}
