// A plot as rows: for "show as table", and for CSV. Exactly what is drawn, each number as it is.

/** Columns of a line's points beside x and y, in reading order, with what a table calls them. */
const COLUMNS = [
  ["n", "n"], ["bandLow", "band_low"], ["bandHigh", "band_high"], ["low", "lowest"], ["high", "highest"],
  ["counts", "values_in_point"], ["nulls", "nan"],
];

/**
 * A row for each point of each line that lies in the window.
 *
 * @param {import("./plot.js").Plot} plot
 * @param {?number[]} window null for all.
 * @returns {{columns: string[], rows: (string|number|null)[][]}} null where there is no number. With smoothing, `value`
 *   is what is recorded and `smoothed` what is drawn.
 */
export function tableOf(plot, window = null) {
  const hasRaw = plot.lines.some((line) => line.raw);
  const present = COLUMNS.filter(([key]) => plot.lines.some((line) => line.points[key]));
  const columns = ["line", plot.x.kind || "x", "value", ...(hasRaw ? ["smoothed"] : []), ...present.map(([, name]) => name)];
  const rows = [];
  const cell = (value) => (Number.isFinite(value) ? value : null);
  for (const line of plot.lines) {
    const { x, y } = line.points;
    for (let i = 0; i < x.length; i++) {
      if (window && (x[i] < window[0] || x[i] > window[1])) continue;
      const smoothed = line.raw ? cell(y[i]) : null;
      rows.push([
        line.label, plot.x.names?.[Math.round(x[i])] ?? x[i], cell(line.raw ? line.raw[i] : y[i]), ...(hasRaw ? [smoothed] : []),
        ...present.map(([key]) => cell(line.points[key]?.[i])),
      ]);
    }
  }
  return { columns, rows };
}
