// From values to pixels and back, on a linear or a logarithmic axis.

/** Pixels beyond every screen: what lies farther is drawn there, where a canvas still calculates exactly. */
const FAR = 1e5;

/**
 * @param {number[]} values [low, high], low < high; above 0 on a logarithmic axis.
 * @param {number[]} pixels where low and high lie; a y axis has the larger one first.
 * @param {boolean} log
 * @returns {{toPixel: (value: number) => number, toValue: (pixel: number) => number}}
 */
export function mapping([low, high], [from, to], log) {
  const forward = log ? Math.log10 : (value) => value;
  const start = forward(low);
  // Halves: the difference of two large doubles need not be one.
  const half = forward(high) / 2 - start / 2;
  const scale = (to - from) / 2 / half;
  const isDouble = Number.isFinite(scale) && scale !== 0;
  const toPixel = (value) => {
    const away = forward(value) / 2 - start / 2;
    const pixel = from + (isDouble ? away * scale * 2 : (away / half) * (to - from));
    return pixel < -FAR ? -FAR : pixel > FAR ? FAR : pixel;
  };
  const toValue = (pixel) => {
    const part = (pixel - from) / (to - from);
    const value = start * (1 - part) + forward(high) * part;
    return log ? 10 ** value : value;
  };
  return { toPixel, toValue };
}
