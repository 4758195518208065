// Search in rising lists.

/** First index whose value is at least `value`. */
export function lowerBound(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the value nearest to `value`, or -1 of an empty list. */
export function nearest(sorted, value) {
  const at = lowerBound(sorted, value);
  if (at === 0) return sorted.length > 0 ? 0 : -1;
  if (at === sorted.length) return at - 1;
  return value - sorted[at - 1] <= sorted[at] - value ? at - 1 : at;
}
