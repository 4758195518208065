// What runs measure and what methods there are, as the server says: no other module knows a metric or a method by name.

/**
 * @typedef {{name: string, title: string, label: string, unit: ?string, units: Object<string, string>, perEpoch: boolean,
 *   perLayer: boolean, mayLog: boolean, bounds: number[], mark: ?number, rank: ?number, better: ?string,
 *   isDegrees: boolean, isOurs: boolean, summary: string}} Measure
 *   `units`: by what a run minimises, where the unit depends on it. `mayLog`: its curves are often read on a log axis.
 *   `bounds`: values that it does not leave. `mark`: a value with a line across. `rank`: its place in reading order; null
 *   for what is not drawn until asked for. `better`: "higher" or "lower", null where neither is.
 *
 * @typedef {{name: string, title: string, route: "serial"|"direct"|"none", isSerial: boolean}} Method
 *   `route`: from block to block, straight from the output to each, or to none.
 */

export class Catalogue {
  /** @type {Map<string, Measure>} */
  #measures;
  /** @type {Map<string, Method>} */
  #methods;

  /** @param {{measures: object[]}} catalogue @param {object[]} [methods] */
  constructor({ measures }, methods = []) {
    this.#measures = new Map(measures.map((measure) => [measure.name, ours(measure)]));
    this.#methods = new Map(methods.map((method) => [method.name, method]));
  }

  /** A metric by its name. One that only a run from elsewhere logs is shown as it calls itself. @returns {Measure} */
  measure(name) {
    return this.#measures.get(name) ?? theirs(name);
  }

  /** Ours, in reading order; those without a rank last. @returns {Measure[]} */
  get measures() {
    return [...this.#measures.values()].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.name < b.name ? -1 : 1));
  }

  /** What a page shows before anything is chosen: the measures of the whole network that have a place in reading order. */
  get curves() {
    return this.measures.filter((measure) => measure.rank !== null && !measure.perLayer);
  }

  /** The same of single layers. */
  get layered() {
    return this.measures.filter((measure) => measure.perLayer);
  }

  /** What is minimised in each iteration, null where nothing says so. @returns {?Measure} */
  get objective() {
    return this.measures.find((measure) => Object.keys(measure.units).length > 0 && !measure.perEpoch) ?? null;
  }

  /** What a result is judged by: the first measure of an epoch of which more is better. @returns {?Measure} */
  get outcome() {
    const ranked = this.measures.filter((measure) => measure.rank !== null && measure.perEpoch);
    return ranked.find((measure) => measure.better === "higher") ?? ranked[0] ?? null;
  }

  /** @returns {Method[]} in the server's order. */
  get methods() {
    return [...this.#methods.values()];
  }

  /** Whether a method sends its error back layer by layer. A method that nobody here knows does not count as serial. */
  isSerial(method) {
    return this.#methods.get(method)?.isSerial === true;
  }

  /** What a measure's values are counted in, of runs that minimise these losses. */
  unitOf(measure, losses) {
    const units = new Set(losses.map((loss) => measure.units[loss] ?? measure.unit));
    units.delete(null);
    return units.size > 0 ? [...units].join(" or ") : measure.unit;
  }
}

function ours(measure) {
  return {
    name: measure.name, title: measure.title, label: measure.label ?? measure.title, unit: measure.unit ?? null,
    units: measure.units ?? {}, perEpoch: measure.cadence === "epoch", perLayer: measure.per_layer === true,
    mayLog: measure.may_log === true, bounds: [measure.lowest ?? -Infinity, measure.highest ?? Infinity],
    mark: measure.mark ?? null, rank: measure.rank ?? null, better: measure.better ?? null,
    isDegrees: measure.unit === "degrees", isOurs: true, summary: measure.summary ?? "",
  };
}

function theirs(name) {
  return {
    name, title: name, label: name, unit: null, units: {}, perEpoch: false, perLayer: false, mayLog: true,
    bounds: [-Infinity, Infinity], mark: null, rank: null, better: null, isDegrees: false, isOurs: false, summary: "",
  };
}

/** Methods out of the schema of a config: their names, and the way that their error goes back. @returns {Method[]} */
export function methodsOf(schema) {
  return (schema?.properties?.method?.anyOf ?? []).flatMap((branch) => {
    const name = branch.properties?.name?.enum?.[0];
    const route = branch["x-route"];
    return name === undefined || route === undefined ? [] : [{ name, title: branch.title ?? name, route, isSerial: route === "serial" }];
  });
}
