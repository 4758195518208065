// A piece of a line as a chart draws it, for lists beside charts.

import { readInk } from "../chart/ink.js";
import { drawSwatch } from "../chart/painter.js";
import { h } from "../lib/dom.js";

const [WIDTH, HEIGHT] = [26, 16];

/**
 * @param {import("../math/palette.js").Look} look
 * @returns {HTMLCanvasElement} drawn once it is in the page, since its colours are those of its place there.
 */
export function swatch(look) {
  const canvas = h("canvas", { class: "swatch", "aria-hidden": "true", width: WIDTH, height: HEIGHT });
  canvas.look = look;
  queueMicrotask(() => drawSwatches([canvas]));
  return canvas;
}

/** Draws swatches anew: in other colours where the theme is another. @param {Iterable<HTMLCanvasElement>} canvases */
export function drawSwatches(canvases) {
  let ink = null;
  for (const canvas of canvases) {
    if (!canvas.isConnected) continue;
    ink ??= readInk(canvas.parentElement);
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(WIDTH * ratio);
    canvas.height = Math.round(HEIGHT * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    drawSwatch(context, canvas.look, 3, HEIGHT / 2, ink);
  }
}
