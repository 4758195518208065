// Which metrics the page draws, in reading order. The first three are the panels of the paper's Figure 3; the angle
// is its Figure 2 and becomes one small chart per layer.

/**
 * @typedef {{metric: string, title: string, unit: string, perEpoch: boolean, mayLog: boolean, bounds: number[]}} Panel
 *   `mayLog`: the page's log switch is for this one. `bounds`: values the metric cannot leave; an axis never shows
 *   room beyond them.
 */

/** @type {Panel[]} */
export const PANELS = [
  { metric: "loss", title: "Training loss", unit: "nats", perEpoch: false, mayLog: true, bounds: [-Infinity, Infinity] },
  { metric: "accuracy", title: "Training accuracy", unit: "per batch", perEpoch: false, mayLog: false, bounds: [0, 1] },
  { metric: "test_accuracy", title: "Test accuracy", unit: "per epoch", perEpoch: true, mayLog: false, bounds: [0, 1] },
];

const degrees = { unit: "degrees", perEpoch: false, mayLog: false, bounds: [0, 180] };

/**
 * The angles, each a row of small charts, one per layer: of direct feedback to the forward path (the paper's Figure 2),
 * of a matrix to the weight in whose place it stands, of a learning signal to backpropagation's.
 * @type {Panel[]}
 */
export const ANGLES = [
  { metric: "angle", title: "", ...degrees },
  { metric: "weight_angle", title: "B to W", ...degrees },
  { metric: "signal_angle", title: "signal to bp's", ...degrees },
];

/** What a poll asks for. */
export const METRIC_NAMES = [...PANELS, ...ANGLES].map((panel) => panel.metric);

/**
 * Layers at which all runs have an angle, first to last. Runs of one network agree; of several networks, the longest
 * list leads.
 */
export function layersOf(runs, metric = "angle") {
  const layers = [];
  const lists = runs.map((run) => run.angle_layers?.[metric] ?? []).sort((a, b) => b.length - a.length);
  for (const list of lists) {
    for (const layer of list) if (!layers.includes(layer)) layers.push(layer);
  }
  return layers;
}
