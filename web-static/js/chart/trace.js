// Lines and areas as paths, thinned to what pixels can show: of each column of pixels the least and the greatest point, in
// their order, so that no spike is lost; and the first and the last point of a line, where they are.

import { isDrawable } from "./plot.js";

/** Points for each column of pixels from which on a path is thinned. */
const DENSE = 2;

/**
 * @typedef {{x: number[], px: Float64Array, from: number, to: number, toY: (v: number) => number, logX: boolean,
 *   logY: boolean, columns: number, floor: number}} Frame
 *   `from`, `to`: indices of what is drawn. `px`: its x in pixels, the first of them at index 0. `columns`: columns of pixels for each unit of the drawing. `floor`: the pixel
 *   of an axis' lower end.
 */

/**
 * Adds a line to the context's path.
 *
 * @param {CanvasRenderingContext2D} context @param {Frame} frame @param {number[]} y
 * @returns {number[][]} points that stand alone, in pixels: a path does not show them.
 */
export function traceLine(context, frame, y) {
  const { x, px, from, to, toY, logX, logY, columns } = frame;
  const isDense = isThinned(frame);
  const alone = [];
  let length = 0;
  let column = NaN;
  // Indices: of the column's least and greatest point, of the first and last of what is drawn without a gap.
  let [least, most, start, last] = [0, 0, 0, 0];
  const emit = (i) => {
    const at = px[i - from];
    if (length === 0) context.moveTo(at, toY(y[i]));
    else context.lineTo(at, toY(y[i]));
    length += 1;
  };
  const flush = () => {
    if (Number.isNaN(column)) return;
    if (length === 0 && least !== start && most !== start) emit(start);
    emit(Math.min(least, most));
    if (least !== most) emit(Math.max(least, most));
    column = NaN;
  };
  const end = () => {
    const isOpen = !Number.isNaN(column);
    flush();
    if (isOpen && last !== least && last !== most) emit(last);
    if (length === 1) alone.push([px[start - from], toY(y[start])]);
    length = 0;
  };
  for (let i = from; i < to; i++) {
    if (!isDrawable(y[i], logY) || !isDrawable(x[i], logX)) {
      end();
      continue;
    }
    if (length === 0 && Number.isNaN(column)) start = i;
    if (!isDense) {
      emit(i);
      continue;
    }
    const own = Math.floor(px[i - from] * columns);
    if (own !== column) {
      flush();
      column = own;
      least = most = i;
    }
    if (y[i] < y[least]) least = i;
    if (y[i] > y[most]) most = i;
    last = i;
  }
  end();
  return alone;
}

/**
 * Adds the area between two columns to the context's path. On a logarithmic axis one that would reach 0 ends on the
 * lower edge.
 *
 * @param {CanvasRenderingContext2D} context @param {Frame} frame @param {number[]} low @param {number[]} high
 */
export function traceArea(context, frame, low, high) {
  const { x, px, from, to, toY, logX, logY, columns, floor } = frame;
  const isDense = isThinned(frame);
  let edges = [];
  const end = () => {
    if (edges.length > 0) closeArea(context, edges);
    edges = [];
  };
  let column = NaN;
  for (let i = from; i < to; i++) {
    if (!Number.isFinite(low[i]) || !isDrawable(high[i], logY) || !isDrawable(x[i], logX)) {
      end();
      column = NaN;
      continue;
    }
    const place = px[i - from];
    const top = toY(high[i]);
    const bottom = logY && low[i] <= 0 ? floor : toY(low[i]);
    const own = isDense ? Math.floor(place * columns * 0.5) : NaN;
    const held = edges[edges.length - 1];
    if (own === column) {
      held.top = Math.min(held.top, top);
      held.bottom = Math.max(held.bottom, bottom);
    } else edges.push({ at: place, top, bottom });
    column = own;
  }
  end();
}

function closeArea(context, edges) {
  // One point alone has no width: a bar of one pixel.
  const only = edges.length === 1 ? edges[0] : null;
  const outline = only ? [{ ...only, at: only.at - 0.5 }, { ...only, at: only.at + 0.5 }] : edges;
  outline.forEach(({ at, top }, i) => (i === 0 ? context.moveTo(at, top) : context.lineTo(at, top)));
  for (let i = outline.length - 1; i >= 0; i--) context.lineTo(outline[i].at, outline[i].bottom);
  context.closePath();
}

function isThinned({ px, from, to, columns }) {
  if (to - from < 100) return false;
  const width = Math.abs(px[px.length - 1] - px[0]) * columns;
  return to - from > DENSE * Math.max(1, width);
}
