// The one step that every mean, smoothed value and interpolated point of this page is made of.

/**
 * `from`, moved one of `parts` equal parts of the way to `to`. Never outside the two, whatever the rounding: of equal
 * values it is that value exactly. Finite where both are, also where their difference is too large for a double.
 *
 * @param {number} parts 1 or more, not whole numbers alone: 4 / 3 is three quarters of the way.
 * @returns {number} NaN where either is.
 */
export function towards(from, to, parts) {
  if (from === to || parts <= 1) return Number.isNaN(from) ? NaN : to;
  const way = to - from;
  const there = Number.isFinite(way) ? from + way / parts : from - from / parts + to / parts;
  return Math.min(Math.max(from, to), Math.max(Math.min(from, to), there));
}
