// How high an axis reaches. Hidden lines count too, so hiding one does not move the others.

const PAD = 0.05;
/** Of the values' size. What differs by less is rounding, and is drawn as a flat line. */
const FLAT = 1e-12;
/** Where an axis ends: a linear one where the difference of two values is no double any more. */
export const farthest = (log) => (log ? Number.MAX_VALUE : Number.MAX_VALUE / 4);

/**
 * When zoomed, lines hold only the points in view and their neighbours (pipeline.js), so the axis follows the zoom.
 *
 * @param {{mean: number[], sd: number[], raw: ?number[]}[]} lines
 * @param {{log?: boolean, bounds?: number[]}} options `bounds`: values the metric does not leave, as a rule: a run that
 *   is trained elsewhere may count an accuracy in per cent, and is shown then all the same.
 * @returns {number[]} [low, high] with a margin; low < high, their difference is finite, low > 0 on a log axis.
 */
export function yRange(lines, { log = false, bounds = [-Infinity, Infinity] } = {}) {
  const values = extent();
  const bands = extent();
  for (const { mean, sd, raw } of lines) {
    for (let i = 0; i < mean.length; i++) {
      values.take(mean[i], log);
      if (raw) values.take(raw[i], log);
      if (!Number.isFinite(sd[i])) continue;
      bands.take(mean[i] - sd[i], log);
      bands.take(mean[i] + sd[i], log);
    }
  }
  if (values.low > values.high) return log ? [0.1, 1] : [0, 1];
  const [low, high] = [Math.min(values.low, bands.low), Math.max(values.high, bands.high)];
  if (log) return logRange(low, high);
  return linearRange(low, high, [Math.min(bounds[0], values.low), Math.max(bounds[1], values.high)]);
}

function extent() {
  return {
    low: Infinity, high: -Infinity,
    take(value, log) {
      if (!Number.isFinite(value) || (log && value <= 0)) return;
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
    },
  };
}

function linearRange(low, high, bounds) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Parts of both, because the span of two doubles need not be one.
  const isFlat = high / 2 - low / 2 <= size * FLAT;
  const part = (share) => (isFlat ? (size || 1) * share : high * share - low * share) || Number.MIN_VALUE;
  // A value on its bound (accuracy 1) stays visible: half a line's width is left beyond it. A band that crosses the
  // bound, as mean + s.d. may, is cut there.
  const [pad, slack] = [part(PAD), part(0.015)];
  return within(Math.max(low - pad, bounds[0] - slack), Math.min(high + pad, bounds[1] + slack), -farthest(false), farthest(false));
}

function logRange(low, high) {
  const decades = Math.log10(high) - Math.log10(low);
  const margin = decades < FLAT ? 2 : 10 ** (decades * PAD);
  return within(low / margin, high * margin, Number.MIN_VALUE, farthest(true));
}

/** An axis with a length, between the least and the most that there is. */
function within(low, high, least, most) {
  const [from, to] = [low, high].map((edge) => Math.min(most, Math.max(least, edge)));
  if (from < to) return [from, to];
  return from > 0 ? [most / 2, most] : [least, least / 2];
}

/**
 * Range for the angle's small multiples, one for all layers: from a mark of the axis up, the right angle of unrelated
 * directions always in view.
 *
 * @param {{bounds: number[], mark: number}} panel both in degrees.
 */
export function angleRange(lines, { bounds, mark }) {
  const [least, most] = bounds;
  const above = mark + 10;
  if (!lines.some((line) => line.mean.some(Number.isFinite))) return [least, above];
  const [low, high] = yRange(lines, { bounds });
  // An angle lies within its bounds; what a run that is trained elsewhere calls one need not.
  const from = low < least - 3 ? low : Math.max(least - 2, Math.floor(low / 30) * 30);
  const to = high > most + 3 ? high : Math.min(most + 2, Math.max(above, Math.ceil(high / 10) * 10));
  return [Math.min(mark, from), Math.max(above, to)];
}
