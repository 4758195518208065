// Lines of single layers in panels: of a method with a line for each layer, or of a layer with a line for each method.

import { sequence } from "./palette.js";
import { toPlotLine } from "./pipeline.js";
import { degreesRange, yRange } from "./scale.js";

/**
 * @param {{layers: string[], lines: Map<string, import("./pipeline.js").Line[]>, by: "group"|"layer",
 *   looks: Map<string, import("./palette.js").Look>, band: string}} what `layers`: first to last. `lines`: of each layer.
 * @returns {Map<string, object[]>} lines of a plot by the panel's group or layer.
 */
export function layerPanels({ layers, lines, by, looks, band }) {
  const panels = new Map();
  const add = (of, line) => panels.set(of, [...(panels.get(of) ?? []), line]);
  const colours = sequence(layers.length);
  layers.forEach((layer, i) => {
    for (const line of lines.get(layer) ?? []) {
      const look = looks.get(line.id);
      if (by === "layer") add(layer, toPlotLine(line, look, band));
      else add(line.id, { ...toPlotLine(line, { colour: colours[i], dashed: look.dashed, marker: null }, band), id: layer, label: layer });
    }
  });
  return panels;
}

/**
 * One range of y for all panels.
 *
 * @param {object[]} lines of a plot.
 * @param {{isDegrees: boolean, bounds: number[], mark: ?number}} measure of angles: from none to beyond the right angle.
 */
export function sharedRange(lines, { isDegrees, bounds, mark }, window, log) {
  const columns = lines.map((line) => ({ ...line.points, raw: line.raw }));
  if (!isDegrees || mark === null) return yRange(columns, { bounds, window, log });
  const [low, high] = degreesRange(columns, { bounds, mark, window });
  return [Math.min(low, bounds[0] - 2), high];
}
