// A plot as a picture that stands alone: with title, legend, axes and what was done with the values.

import { measureIn } from "./canvas.js";
import { layout, legendRoom } from "./layout.js";
import { paint } from "./painter.js";
import { SVGContext } from "./svgcontext.js";
import { summaryOf } from "./values.js";

/** Columns of points for each unit of an SVG: it may be printed large. */
const PRINT_COLUMNS = 4;

/**
 * @param {import("./plot.js").Plot} plot
 * @param {{width: number, height: number}} size in units of 1/96 inch.
 * @param {import("./ink.js").Ink} ink
 * @param {(text: string, size: number, weight: number) => number} measure
 * @returns {string} SVG.
 */
export function toSVG(plot, size, ink, measure) {
  const whole = grown(plot, size, measure);
  const context = new SVGContext(whole.width, whole.height);
  paint(context, layout(plot, whole, measure, { isWhole: true }), ink, PRINT_COLUMNS);
  return context.toString(plot.title, summaryOf(plot));
}

/** As high as asked for, and as the legend of many lines needs beside that: in a picture every line is named. */
function grown(plot, { width, height }, measure) {
  return { width, height: height + legendRoom(plot, { width, height }, measure) };
}

/** @param {number} scale pixels for each unit. @returns {Promise<Blob>} PNG. */
export function toPNG(plot, size, ink, scale) {
  const measure = measureIn(ink.font);
  const { width, height } = grown(plot, size, measure);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  paint(context, layout(plot, { width, height }, measure, { isWhole: true }), ink, scale);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("This picture is too large for the browser: choose a smaller one."))), "image/png");
  });
}
