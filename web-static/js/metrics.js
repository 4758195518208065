// What runs measure and which of it the page draws, in reading order: as the server's catalogue says. The first charts
// are the panels of the paper's Figure 3; an angle, as in its Figure 2, becomes one small chart per layer.

/**
 * @typedef {{metric: string, title: string, unit: string, units: Object<string, string>, perEpoch: boolean,
 *   mayLog: boolean, bounds: number[], mark: ?number}} Panel
 *   `units`: by what a run minimises, where the unit depends on it. `mayLog`: the page's log switch is for this one.
 *   `bounds`: values the metric cannot leave; an axis never shows room beyond them. `mark`: a value with a line across.
 *
 * @typedef {{curves: Panel[], layered: Panel[], names: string[], objective: ?string}} Measures
 *   `layered`: each a row of small charts, one per layer. `names`: what a poll asks for. `objective`: the metric of what
 *   is minimised in each iteration.
 */

/** @param {{measures: object[]}} catalogue @returns {Measures} */
export function readCatalogue({ measures }) {
  const drawn = measures.filter((measure) => measure.rank !== null).sort((a, b) => a.rank - b.rank);
  const minimised = measures.find((measure) => measure.units !== null && measure.cadence === "iteration");
  return {
    curves: drawn.filter((measure) => !measure.per_layer).map(panel),
    layered: drawn.filter((measure) => measure.per_layer).map(panel),
    names: drawn.map((measure) => measure.name),
    objective: minimised?.name ?? null,
  };
}

function panel(measure) {
  const bounds = [measure.lowest ?? -Infinity, measure.highest ?? Infinity];
  const perEpoch = measure.cadence === "epoch";
  const when = perEpoch ? "per epoch" : "per batch";
  // What a part of a whole is counted in goes without saying; what it is a part of does not.
  const isPart = bounds[0] === 0 && bounds[1] === 1;
  return {
    metric: measure.name, title: measure.label ?? measure.title, unit: (isPart ? null : measure.unit) ?? when,
    units: measure.units ?? {}, perEpoch, mayLog: measure.may_log, bounds, mark: measure.mark,
  };
}

/** What a panel's values are counted in, of these runs. */
export function unitOf(panel, runs) {
  const units = new Set(runs.map((run) => panel.units[run.config?.loss] ?? panel.unit));
  return units.size > 0 ? [...units].join(" or ") : panel.unit;
}

/**
 * Layers at which all runs have a metric, first to last. Runs of one network agree; of several networks, the longest
 * list leads.
 */
export function layersOf(runs, metric) {
  const layers = [];
  const lists = runs.map((run) => run.angle_layers?.[metric] ?? []).sort((a, b) => b.length - a.length);
  for (const list of lists) {
    for (const layer of list) if (!layers.includes(layer)) layers.push(layer);
  }
  return layers;
}
