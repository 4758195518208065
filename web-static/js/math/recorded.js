// What some runs have recorded, and which of it is drawn before anything is chosen. Pure.

/**
 * Names of metrics, each with its layers first to last. A metric of the whole network has none.
 *
 * @param {{measures?: Object<string, string[]>}[]} runs
 * @returns {Map<string, string[]>}
 */
export function recordedBy(runs) {
  const lists = new Map();
  for (const { measures = {} } of runs) {
    for (const [name, layers] of Object.entries(measures)) {
      if (!lists.has(name)) lists.set(name, new Map());
      lists.get(name).set(layers.join("\n"), layers);
    }
  }
  return new Map([...lists].map(([name, own]) => [name, merged([...own.values()])]));
}

/**
 * Lists of layers as one that has each layer once, and in the order of every list, as far as these agree. Runs of one
 * network do; of several networks, the longest list leads.
 *
 * @param {string[][]} lists
 */
export function merged(lists) {
  const [longest = [], ...others] = [...lists].sort((a, b) => b.length - a.length);
  const result = [...longest];
  for (const list of others) {
    list.forEach((layer, i) => {
      if (result.includes(layer)) return;
      // Behind the one before it; of the first ones, before the one that follows.
      const before = i > 0 ? result.indexOf(list[i - 1]) : -1;
      const next = list.slice(i + 1).map((one) => result.indexOf(one)).find((at) => at >= 0);
      result.splice(before >= 0 ? before + 1 : next ?? result.length, 0, layer);
    });
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
