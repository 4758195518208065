// What some runs have recorded, and which of it is drawn before anything is chosen. Pure.

/**
 * Names of metrics, each with its layers first to last: runs of one network agree; of several networks, the longest list
 * leads. A metric of the whole network has none.
 *
 * @param {{measures?: Object<string, string[]>}[]} runs
 * @returns {Map<string, string[]>}
 */
export function recordedBy(runs) {
  const lists = new Map();
  for (const { measures = {} } of runs) {
    for (const [name, layers] of Object.entries(measures)) {
      const text = layers.join("\n");
      if (!lists.has(name)) lists.set(name, new Map());
      lists.get(name).set(text, layers);
    }
  }
  const result = new Map();
  for (const [name, own] of lists) {
    const layers = [];
    const longest = [...own.values()].sort((a, b) => b.length - a.length);
    for (const list of longest) for (const layer of list) if (!layers.includes(layer)) layers.push(layer);
    result.set(name, layers);
  }
  return result;
}

/** Panels of a page that nobody has told what to show: the paper's, or the first few of runs that have none of these. */
const FEW = 3;

/**
 * @param {Map<string, string[]>} recorded
 * @param {{name: string}[]} curves the catalogue's, in reading order.
 * @returns {string[]} names.
 */
export function usualMetrics(recorded, curves) {
  const usual = curves.map((measure) => measure.name).filter((name) => recorded.has(name));
  if (usual.length > 0) return usual;
  return [...recorded].filter(([, layers]) => layers.length === 0).map(([name]) => name).sort().slice(0, FEW);
}

/**
 * All that was recorded, in the order in which a list offers it: ours in reading order, then others by name.
 *
 * @param {Map<string, string[]>} recorded
 * @param {{measures: {name: string}[]}} catalogue
 */
export function inReadingOrder(recorded, { measures }) {
  const place = new Map(measures.map((measure, index) => [measure.name, index]));
  const rank = (name) => place.get(name) ?? Infinity;
  return [...recorded.keys()].sort((a, b) => (rank(a) === rank(b) ? (a < b ? -1 : 1) : rank(a) - rank(b)));
}
