// How high an axis reaches. Hidden lines count too, so hiding one does not move the others.

const PAD = 0.05;

/**
 * When zoomed, lines hold only the points in view and their neighbours (pipeline.js), so the axis follows the zoom.
 *
 * @param {{mean: number[], sd: number[], raw: ?number[]}[]} lines
 * @param {{log?: boolean, bounds?: number[]}} options `bounds`: values the metric cannot leave.
 * @returns {number[]} [low, high] with a margin, low > 0 on a log axis.
 */
export function yRange(lines, { log = false, bounds = [-Infinity, Infinity] } = {}) {
  let [low, high] = [Infinity, -Infinity];
  const take = (value) => {
    if (!Number.isFinite(value) || (log && value <= 0)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { mean, sd, raw } of lines) {
    for (let i = 0; i < mean.length; i++) {
      take(mean[i]);
      if (Number.isFinite(sd[i])) {
        take(mean[i] - sd[i]);
        take(mean[i] + sd[i]);
      }
      if (raw) take(raw[i]);
    }
  }
  if (low > high) return log ? [0.1, 1] : [0, 1];
  return log ? logRange(low, high) : linearRange(low, high, bounds);
}

function linearRange(low, high, bounds) {
  const span = high - low || Math.abs(high) || 1;
  // A value on its bound (accuracy 1) stays visible: half a line's width is left beyond it. A band that crosses the
  // bound, as mean + s.d. may, is cut there.
  const slack = span * 0.015;
  return [Math.max(low - span * PAD, bounds[0] - slack), Math.min(high + span * PAD, bounds[1] + slack)];
}

function logRange(low, high) {
  const margin = low === high ? 2 : (high / low) ** PAD;
  return [low / margin, high * margin];
}

/**
 * Range for the angle's small multiples, one for all layers: from a mark of the axis up, the 90 degrees of unrelated
 * directions always in view.
 */
export function angleRange(lines) {
  if (!lines.some((line) => line.mean.some(Number.isFinite))) return [0, 100];
  const [low, high] = yRange(lines, { bounds: [0, 180] });
  return [Math.max(-2, Math.floor(low / 30) * 30), Math.min(182, Math.max(100, Math.ceil(high / 10) * 10))];
}
