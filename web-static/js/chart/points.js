// Points without a line between them: dots, and bars.

import { isDrawable } from "./plot.js";

/** From 0, or the edge that is nearest to it, to each value. */
export function drawBars(context, { points: { x, y }, barWidth }, { from, to, toY, logY }, { axes, toX }) {
  const base = toY(logY ? axes.range[0] : Math.min(axes.range[1], Math.max(axes.range[0], 0)));
  context.beginPath();
  for (let i = from; i < to; i++) {
    if (!isDrawable(y[i], logY)) continue;
    const [left, right] = [toX.toPixel(x[i] - barWidth / 2), toX.toPixel(x[i] + barWidth / 2)];
    const top = toY(y[i]);
    context.rect(left, Math.min(top, base), Math.max(1, right - left), Math.abs(top - base));
  }
  context.fill();
}

/** Pixels of the points that can be drawn. */
export function* pixelsOf({ points: { x, y } }, { from, to, toX, toY, logX, logY }) {
  for (let i = from; i < to; i++) if (isDrawable(y[i], logY) && isDrawable(x[i], logX)) yield [toX(x[i]), toY(y[i])];
}

/** @param {Iterable<number[]>} places pixels. */
export function drawDots(context, places) {
  context.beginPath();
  for (const [x, y] of places) {
    context.moveTo(x + 2.4, y);
    context.arc(x, y, 2.4, 0, 2 * Math.PI);
  }
  context.fill();
}
