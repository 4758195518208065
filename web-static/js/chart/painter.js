// Draws a plot on any 2D context: a canvas on the screen, a canvas for PNG, a writer of SVG. The only file that does.

import { SERIAL_DASH } from "../math/palette.js";
import { lowerBound, nearest } from "../math/search.js";
import { inTheme } from "./ink.js";
import { MARK, drawMarker, drawNull } from "./marks.js";
import { isDrawable } from "./plot.js";
import { drawBars, drawDots, pixelsOf } from "./points.js";
import { traceArea, traceLine } from "./trace.js";

const WIDTH = 1.8;
/** Noise of hundreds of points is easier to read in a thinner line. */
const DENSE_WIDTH = 1.3;
const BAND_ALPHA = 0.2;
/** Of all lines' shades together, where they lie on each other; and the least and most of one. */
const ENVELOPE_ALPHA = [0.36, 0.05, 0.14];
const RAW_ALPHA = 0.32;
/** A line of up to so many points shows each: after one epoch there is no line yet, only a point. */
const MOST_DOTS = 60;
/** Pixels between two markers of a line of many points. */
const MARKER_EVERY = 110;

/**
 * @param {CanvasRenderingContext2D} context in units of the layout; see svgcontext.js for the part of it that is used.
 * @param {import("./layout.js").Layout} layout
 * @param {import("./ink.js").Ink} ink
 * @param {number} columns columns of pixels for each unit: the screen's pixel ratio, more for print.
 */
export function paint(context, layout, ink, columns = 1) {
  const { plot, area, width, height } = layout;
  context.save();
  context.fillStyle = ink.paper;
  context.fillRect(0, 0, width, height);
  drawGrid(context, layout, ink);
  context.save();
  context.beginPath();
  context.rect(area.x, area.y, area.w, area.h);
  context.clip();
  const frames = plot.lines.map((line) => frameOf(line, layout, columns));
  drawAreas(context, layout, ink, frames);
  drawGuides(context, layout, ink);
  for (const [i, line] of plot.lines.entries()) drawLine(context, line, frames[i], i, layout, ink);
  drawNulls(context, layout, ink);
  context.restore();
  drawAxes(context, layout, ink);
  drawTexts(context, layout, ink);
  for (const item of layout.legend) drawLegendItem(context, item, ink, layout.size);
  context.restore();
}

function frameOf({ points: { x } }, { axes, area, toX, toY }, columns) {
  // One point more on either side: lines reach the edges.
  const from = Math.max(0, lowerBound(x, axes.window[0]) - 1);
  const to = Math.min(x.length, lowerBound(x, axes.window[1]) + 2);
  const px = new Float64Array(Math.max(0, to - from));
  for (let i = from; i < to; i++) px[i - from] = toX.toPixel(x[i]);
  return { x, px, from, to, toX: toX.toPixel, toY: toY.toPixel, logX: axes.logX, logY: axes.logY, columns, floor: area.y + area.h };
}

const crisp = (pixel) => Math.round(pixel - 0.5) + 0.5;

function drawGrid(context, { area, xTicks, yTicks }, ink) {
  context.strokeStyle = ink.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const { at } of yTicks) {
    context.moveTo(area.x, crisp(at));
    context.lineTo(area.x + area.w, crisp(at));
  }
  for (const { at } of xTicks) {
    context.moveTo(crisp(at), area.y);
    context.lineTo(crisp(at), area.y + area.h);
  }
  context.stroke();
}

function drawAreas(context, { plot }, ink, frames) {
  const fill = (line, frame, low, high, alpha) => {
    if (!low || !high) return;
    context.globalAlpha = alpha;
    context.fillStyle = inTheme(line.colour, ink.theme);
    context.beginPath();
    traceArea(context, frame, low, high);
    context.fill();
  };
  const [together, least, most] = ENVELOPE_ALPHA;
  const envelope = Math.min(most, Math.max(least, together / plot.lines.length));
  for (const [i, line] of plot.lines.entries()) {
    if (plot.envelope !== false) fill(line, frames[i], line.points.low, line.points.high, envelope);
    fill(line, frames[i], line.points.bandLow, line.points.bandHigh, BAND_ALPHA);
  }
  context.globalAlpha = 1;
}

function drawLine(context, line, frame, index, layout, ink) {
  const colour = inTheme(line.colour, ink.theme);
  const isSparse = frame.to - frame.from <= MOST_DOTS;
  context.lineJoin = "round";
  context.lineCap = "butt";
  context.strokeStyle = colour;
  context.fillStyle = colour;
  if (line.raw) {
    context.globalAlpha = RAW_ALPHA;
    context.lineWidth = 1;
    context.beginPath();
    traceLine(context, frame, line.raw);
    context.stroke();
    context.globalAlpha = 1;
  }
  context.lineWidth = line.width ?? (isSparse ? WIDTH : DENSE_WIDTH);
  if (line.kind === "bars") return drawBars(context, line, frame, layout);
  if (line.kind === "points") return drawDots(context, pixelsOf(line, frame));
  if (line.dashed) context.setLineDash(SERIAL_DASH);
  context.beginPath();
  const alone = traceLine(context, frame, line.points.y);
  context.stroke();
  context.setLineDash([]);
  if (line.marker) drawMarkers(context, line, frame, index, isSparse, layout, { colour, paper: ink.paper, font: ink.font });
  else drawDots(context, isSparse ? pixelsOf(line, frame) : alone);
}

/** On every point of a few; of many at even distances, those of the lines shifted against each other. */
function drawMarkers(context, line, frame, index, isSparse, { area, toX }, style) {
  const { x, y } = line.points;
  if (isSparse && (frame.to - frame.from) * 3 * MARK < area.w) {
    for (const [px, py] of pixelsOf(line, frame)) drawMarker(context, line.marker, px, py, style);
    return;
  }
  for (let px = area.x + 12 + ((index * 37) % MARKER_EVERY); px < area.x + area.w; px += MARKER_EVERY) {
    const i = nearest(x, toX.toValue(px));
    if (i < 0 || !isDrawable(y[i], frame.logY) || Math.abs(frame.toX(x[i]) - px) > MARKER_EVERY / 2) continue;
    drawMarker(context, line.marker, frame.toX(x[i]), frame.toY(y[i]), style);
  }
}

function drawGuides(context, { plot, area, toY }, ink) {
  for (const { y, label } of plot.guides ?? []) {
    const at = crisp(toY.toPixel(y));
    context.strokeStyle = ink.guide;
    context.lineWidth = 1;
    // Points, not dashes: these say that a method is serial.
    context.setLineDash([1, 3]);
    context.beginPath();
    context.moveTo(area.x, at);
    context.lineTo(area.x + area.w, at);
    context.stroke();
    context.setLineDash([]);
    if (label) write(context, { text: label, x: area.x + area.w - 4, y: at - 7, align: "right", size: 10, weight: 400 }, ink.muted, ink.font);
  }
}

function drawNulls(context, { plot, area, axes, toX }, ink) {
  for (const line of plot.lines) {
    let last = -Infinity;
    for (const x of line.nulls ?? []) {
      if (!isDrawable(x, axes.logX) || x < axes.window[0] || x > axes.window[1]) continue;
      const at = toX.toPixel(x);
      // One cross for a few pixels: a run that stayed broken has thousands.
      if (at - last < 9) continue;
      last = at;
      drawNull(context, at, area.y + area.h - 6.5, inTheme(line.colour, ink.theme), ink.paper);
    }
  }
}

function drawAxes(context, { area, xTicks, yTicks, size }, ink) {
  context.strokeStyle = ink.axis;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(crisp(area.x), area.y);
  context.lineTo(crisp(area.x), crisp(area.y + area.h));
  context.lineTo(area.x + area.w, crisp(area.y + area.h));
  for (const { at, label } of xTicks) {
    if (label === "") continue;
    context.moveTo(crisp(at), area.y + area.h);
    context.lineTo(crisp(at), area.y + area.h + 4);
  }
  context.stroke();
  for (const { at, label } of yTicks) write(context, { text: label, x: area.x - 6, y: at, align: "right", size, weight: 400 }, ink.muted, ink.font);
  for (const { at, label } of xTicks) {
    write(context, { text: label, x: at, y: area.y + area.h + 5 + size / 2, align: "center", size, weight: 400 }, ink.muted, ink.font);
  }
}

function write(context, { text, x, y, align, size, weight }, colour, font) {
  if (text === "") return;
  context.fillStyle = colour;
  context.font = `${weight} ${size}px ${font}`;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}

function drawTexts(context, { texts }, ink) {
  for (const text of texts) {
    const colour = text.role === "title" ? ink.text : ink.muted;
    if (!text.turned) {
      write(context, text, colour, ink.font);
      continue;
    }
    context.save();
    context.translate(text.x, text.y);
    context.rotate(-Math.PI / 2);
    write(context, { ...text, x: 0, y: 0 }, colour, ink.font);
    context.restore();
  }
}

function drawLegendItem(context, { line, x, y, text }, ink, size) {
  drawSwatch(context, line, x, y, ink);
  write(context, { text, x: x + 26, y, align: "left", size, weight: 400 }, ink.text, ink.font);
}

/** A piece of a line as it is drawn, 20 pixels long from x on: for legends. */
export function drawSwatch(context, line, x, y, ink) {
  const colour = inTheme(line.colour, ink.theme);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.setLineDash(line.dashed ? SERIAL_DASH : []);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 20, y);
  context.stroke();
  context.setLineDash([]);
  if (line.marker) drawMarker(context, line.marker, x + 10, y, { colour, paper: ink.paper, font: ink.font });
}
