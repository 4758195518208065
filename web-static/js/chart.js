// One chart. The only file that knows dygraphs: it turns lines into dygraphs' table and options, and pixels into data.

import { DASHES } from "./palette.js";
import { isRaw, lineOf, toRows } from "./rows.js";
import { degreeTicks, linearTicks, logTicks } from "./math/ticks.js";

const Dygraph = globalThis.Dygraph;

const LINE_WIDTH = 1.8;
/** Noise of hundreds of points is easier to read in a thinner line. */
const DENSE_WIDTH = 1.3;
const BAND_ALPHA = 0.16;
const RAW_ALPHA = 0.28;
const MARK_SIZE = 3.5;
/** Pixels for the labels of the y axis, beside it; long ones, of a narrow range of large values, get more. */
const LABEL_WIDTH = 38;
const CHARACTER_WIDTH = 6.8;
/** Pixels that the x axis takes from the chart's height. */
const X_AXIS_HEIGHT = 22;
/** A line of up to so many points shows each: after one epoch there is no line yet, only a point. */
const MOST_DOTS = 60;

/**
 * @typedef {{lines: import("./pipeline.js").Line[], styles: Map<string, {colour: string, dash: ?number[]}>,
 *   log: boolean, window: number[], range: number[], ink: {grid: string, axis: string, guide: string, paper: string},
 *   degrees: boolean, guide: ?number}} Drawing
 *   `lines`: the visible ones. `guide`: a y to mark with a line across, null for none.
 */

export class Chart {
  #graph = null;
  #drawing = null;
  #box;

  /** @param {HTMLElement} box an element with a size; the chart fills it. */
  constructor(box) {
    this.#box = box;
  }

  /** @param {Drawing} drawing @returns {{points: number, hidden: number}} */
  draw(drawing) {
    this.#drawing = drawing;
    const { labels, rows, points, hidden } = toRows(drawing.lines, { log: drawing.log, floor: drawing.range[0] });
    // dygraphs wants at least one row and one column.
    const empty = labels.length === 1 || rows.length === 0;
    const options = {
      file: empty ? [[0, [NaN, NaN, NaN]]] : rows,
      labels: empty ? ["x", "line:"] : labels,
      colors: empty ? ["#000"] : labels.slice(1).map((column) => this.#colour(column)),
      series: empty ? {} : this.#seriesOptions(labels.slice(1)),
      dateWindow: drawing.window,
      valueRange: drawing.range,
      logscale: drawing.log,
      gridLineColor: drawing.ink.grid,
      axisLineColor: drawing.ink.axis,
      axes: {
        x: { drawGrid: false, axisLabelWidth: 80, ticker: (low, high, pixels) => linearTicks(low, high, pixels / 58, 9) },
        y: {
          axisLabelWidth: this.#yLabelWidth(drawing.range), drawAxis: true,
          ticker: (low, high, pixels) => this.#yTicks(low, high, pixels),
        },
      },
    };
    if (this.#graph === null) this.#graph = this.#create(options);
    else this.#graph.updateOptions(options);
    return { points, hidden };
  }

  #create({ file, ...options }) {
    return new Dygraph(this.#box, file, {
      ...options,
      customBars: true,
      connectSeparatedPoints: true,
      legend: "never",
      // Hovering and zooming are ours (gestures.js): the same for pointer, touch and keys, and on all charts at once.
      interactionModel: {},
      highlightCircleSize: 0,
      showLabelsOnHighlight: false,
      animatedZooms: false,
      strokeWidth: LINE_WIDTH,
      pointSize: 2.5,
      fillAlpha: BAND_ALPHA,
      rightGap: 10,
      gridLineWidth: 1,
      axisLineWidth: 1,
      underlayCallback: (context, area, graph) => this.#underlay(context, area, graph),
    });
  }

  #yTicks(low, high, pixels) {
    if (this.#drawing.log) return logTicks(low, high);
    return this.#drawing.degrees ? degreeTicks(low, high) : linearTicks(low, high, pixels / 38);
  }

  #yLabelWidth([low, high]) {
    const ticks = this.#yTicks(low, high, Math.max(1, this.#box.clientHeight - X_AXIS_HEIGHT));
    const longest = Math.max(0, ...ticks.map((tick) => tick.label.length));
    return Math.max(LABEL_WIDTH, Math.ceil(longest * CHARACTER_WIDTH));
  }

  #colour(column) {
    const { colour } = this.#drawing.styles.get(lineOf(column));
    return isRaw(column) ? translucent(colour, RAW_ALPHA) : colour;
  }

  #seriesOptions(columns) {
    const series = {};
    const lines = new Map(this.#drawing.lines.map((line) => [line.id, line]));
    for (const column of columns) {
      const line = lines.get(lineOf(column));
      const sparse = line.x.length <= MOST_DOTS;
      const { dash } = this.#drawing.styles.get(lineOf(column));
      series[column] = isRaw(column)
        ? { strokePattern: DASHES[0], strokeWidth: 1, fillAlpha: 0 }
        : { strokePattern: dash, strokeWidth: sparse ? LINE_WIDTH : DENSE_WIDTH, drawPoints: sparse };
    }
    return series;
  }

  /** Beneath the lines: the guide, and a cross on the lower edge where a value was not a number. */
  #underlay(context, area, graph) {
    const { guide, ink, lines, styles } = this.#drawing;
    context.save();
    if (guide !== null) {
      const y = Math.round(graph.toDomYCoord(guide)) + 0.5;
      context.strokeStyle = ink.guide;
      context.lineWidth = 1;
      context.setLineDash([2, 3]);
      context.beginPath();
      context.moveTo(area.x, y);
      context.lineTo(area.x + area.w, y);
      context.stroke();
      context.setLineDash([]);
    }
    for (const line of lines) {
      let last = -Infinity;
      for (const x of line.nan) {
        const at = graph.toDomXCoord(x);
        // One cross per few pixels: a run that stayed broken has thousands.
        if (at < area.x || at > area.x + area.w + 1 || at - last < 2 * MARK_SIZE + 2) continue;
        last = at;
        cross(context, at, area.y + area.h - MARK_SIZE - 3, styles.get(line.id).colour, ink.paper);
      }
    }
    context.restore();
  }

  /** Pixels inside the box of a data point. */
  toPixels(x, y) {
    return [this.#graph.toDomXCoord(x), this.#graph.toDomYCoord(y)];
  }

  /** Data x at a pixel inside the box. */
  toX(pixel) {
    return this.#graph.toDataXCoord(pixel);
  }

  /** The plotting area in pixels inside the box: {x, y, w, h}. */
  get area() {
    return this.#graph?.getArea() ?? null;
  }

  resize() {
    this.#graph?.resize();
  }

  destroy() {
    this.#graph?.destroy();
    this.#graph = null;
  }
}

function translucent(hex, alpha) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
}

function cross(context, x, y, colour, paper) {
  for (const [stroke, width] of [[paper, 4], [colour, 1.8]]) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - MARK_SIZE, y - MARK_SIZE);
    context.lineTo(x + MARK_SIZE, y + MARK_SIZE);
    context.moveTo(x + MARK_SIZE, y - MARK_SIZE);
    context.lineTo(x - MARK_SIZE, y + MARK_SIZE);
    context.stroke();
  }
}
