// A curve as small as a word. Pure.

/** Pixels that the line stays away from the edges, for its own width. */
const INSET = 1.5;

/**
 * @param {(?number)[]} values in equal steps; null where there is no number: the line breaks there.
 * @param {number} width @param {number} height
 * @returns {string} the path of an SVG; "" where there is nothing to draw. A value between two that are missing is a dot.
 */
export function sparkPath(values, width, height) {
  const there = values.filter((value) => Number.isFinite(value));
  if (there.length === 0) return "";
  const low = Math.min(...there);
  const high = Math.max(...there);
  const x = (i) => (values.length === 1 ? width / 2 : INSET + (i / (values.length - 1)) * (width - 2 * INSET));
  // Halves first: the span of the largest numbers is no number itself.
  const y = (value) => (high === low ? height / 2 : height - INSET - ((value / 2 - low / 2) / (high / 2 - low / 2)) * (height - 2 * INSET));
  const parts = [];
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const isBegin = i === 0 || !Number.isFinite(values[i - 1]);
    const isAlone = isBegin && !Number.isFinite(values[i + 1]);
    parts.push(`${isBegin ? "M" : "L"}${round(x(i))} ${round(y(value))}${isAlone ? "h0.01" : ""}`);
  });
  return parts.join("");
}

const round = (value) => Math.round(value * 100) / 100;
