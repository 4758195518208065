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

/** Panels of a page that nobody has told what to show: the paper's, or the first few of runs that have hardly any of these. */
const FEW = 3;

/**
 * What MLflow's client measures of the machine is called so: hundreds of numbers that few look at. Their steps count samples,
 * not iterations.
 */
export const isOfMachine = (name) => name.startsWith("system/");

/** Names from elsewhere: by their letters, numbers in them by size, those of the machine last. */
const byLetters = new Intl.Collator("en", { numeric: true });
const compareTheirs = (a, b) => isOfMachine(a) - isOfMachine(b) || byLetters.compare(a, b) || (a < b ? -1 : 1);

/**
 * @param {Map<string, string[]>} recorded
 * @param {{name: string}[]} curves the catalogue's, in reading order.
 * @returns {string[]} names.
 */
export function usualMetrics(recorded, curves) {
  const usual = curves.map((measure) => measure.name).filter((name) => recorded.has(name));
  if (usual.length > 1) return usual;
  const others = [...recorded].filter(([name, layers]) => layers.length === 0 && !usual.includes(name)).map(([name]) => name).sort(compareTheirs);
  const ofTraining = others.filter((name) => !isOfMachine(name));
  return [...usual, ...(usual.length + ofTraining.length > 0 ? ofTraining : others)].slice(0, FEW);
}

/**
 * All that was recorded, in the order in which a list offers it: ours in reading order, then others.
 *
 * @param {Map<string, string[]>} recorded
 * @param {{measures: {name: string}[]}} catalogue
 */
export function inReadingOrder(recorded, { measures }) {
  const place = new Map(measures.map((measure, index) => [measure.name, index]));
  const rank = (name) => place.get(name) ?? Infinity;
  return [...recorded.keys()].sort((a, b) => (rank(a) === rank(b) ? compareTheirs(a, b) : rank(a) - rank(b)));
}

/**
 * Of what one run recorded, in reading order, what a page shows before somebody asks for the rest: all that is ours, and of the
 * others as many as fill it.
 *
 * @param {string[]} names @param {(name: string) => boolean} isOurs @param {number} most
 */
export function firstNames(names, isOurs, most) {
  const ours = names.filter(isOurs);
  return [...ours, ...names.filter((name) => !isOurs(name)).slice(0, Math.max(0, most - ours.length))];
}
