// Where everything of a plot lies: plot and size in, rectangles, marks and texts out. Pure but for the measuring of text,
// which is passed in and done once for each text.

import { degreeTicks, linearTicks, logTicks, timeTicks } from "../math/ticks.js";
import { mapping } from "./mapping.js";
import { axesOf, notesOf, tally } from "./plot.js";

const PAD = 8;
/** Pixels between an axis and its labels, and between a label and the next. */
const GAP = 6;
const SWATCH = 26;
/** The part of the height that a legend may take. */
const MOST_LEGEND = 0.5;
/** The part that it may take of a picture before this is made higher. */
const USUAL_LEGEND = 0.16;

/**
 * @typedef {{text: string, x: number, y: number, align: "left"|"center"|"right", size: number, weight: number, role: string,
 *   turned?: boolean}} Text y is its middle.
 * @typedef {{plot: import("./plot.js").Plot, width: number, height: number, area: {x: number, y: number, w: number, h: number},
 *   axes: object, counts: object, toX: object, toY: object, xTicks: {at: number, label: string}[],
 *   yTicks: {at: number, label: string}[], texts: Text[], legend: {line: object, x: number, y: number, text: string}[]}} Layout
 */

/**
 * @param {import("./plot.js").Plot} plot
 * @param {{width: number, height: number}} size pixels.
 * @param {(text: string, size: number, weight: number) => number} measure a text's width in pixels.
 * @param {{isWhole?: boolean, size?: number}} options `isWhole`: with title, legend and notes, as a picture that stands
 *   alone; else only with what a page does not say around it. `size`: of the font, pixels.
 * @returns {Layout}
 */
export function layout(plot, { width, height }, measure, { isWhole = false, size = 11 } = {}) {
  const axes = axesOf(plot);
  const counts = tally(plot, axes);
  const texts = [];
  let top = isWhole ? PAD : 6;
  if (isWhole && plot.title) {
    top += size * 0.8;
    const title = { text: plot.title, x: PAD, y: top, align: "left", size: size + 3, weight: 600, role: "title" };
    texts.push(title);
    if (plot.unit) {
      const x = PAD + measure(plot.title, size + 3, 600) + GAP;
      texts.push({ text: plot.unit, x, y: top + 1, align: "left", size, weight: 400, role: "muted" });
    }
    top += size * 1.3;
  }
  let bottom = height - (isWhole ? PAD : 2);
  if (isWhole) {
    for (const text of wrap(notesOf(plot, axes, counts), width - 2 * PAD, (part) => measure(part, size - 1, 400)).reverse()) {
      texts.push({ text, x: PAD, y: bottom - size * 0.6, align: "left", size: size - 1, weight: 400, role: "muted" });
      bottom -= size * 1.35;
    }
  }
  const legend = isWhole || plot.legend ? legendOf(plot, { width, height: isWhole ? Infinity : height, top, size }, measure, texts) : { items: [], top };
  top = legend.top;
  if (plot.x.label) {
    bottom -= size * 0.7;
    texts.push({ text: plot.x.label, x: 0, y: bottom, align: "center", size, weight: 400, role: "x" });
    bottom -= size * 0.7;
  }
  const area = { x: PAD, y: top, w: width - 2 * PAD, h: Math.max(10, bottom - size - GAP - 4 - top) };
  // How many marks there are does not depend on their labels; how much room the labels need does on the marks.
  const yTicks = yTicksOf(plot, axes, area.h, size);
  const widest = yTicks.reduce((most, tick) => Math.max(most, measure(tick.label, size, 400)), 0);
  if (plot.y.label) texts.push({ text: plot.y.label, x: PAD + size * 0.5, y: top + area.h / 2, align: "center", size, weight: 400, role: "y", turned: true });
  area.x = Math.ceil(Math.min(width / 2, PAD + widest + GAP + (plot.y.label ? size * 1.5 : 0)));
  const toY = mapping(axes.range, [area.y + area.h, area.y], axes.logY);
  let xTicks = xTicksOf(plot, axes, width - area.x, measure, size);
  // The last label may reach beyond the axis: it is drawn whole.
  const end = xTicks.reduce((most, tick) => Math.max(most, tick.v >= axes.window[1] * 0.95 ? measure(tick.label, size, 400) / 2 : 0), 0);
  area.w = Math.max(10, width - area.x - Math.max(PAD, end));
  const toX = mapping(axes.window, [area.x, area.x + area.w], axes.logX);
  xTicks = spaced(xTicks.map(({ v, label }) => ({ at: toX.toPixel(v), label })), measure, size);
  for (const text of texts) if (text.role === "x") text.x = area.x + area.w / 2;
  return {
    plot, width, height, area, axes, counts, toX, toY, xTicks, yTicks: yTicks.map(({ v, label }) => ({ at: toY.toPixel(v), label })),
    texts, legend: legend.items, size,
  };
}

/** How many pixels higher a whole picture has to be for its legend not to take the lines' place. */
export function legendRoom(plot, { width, height }, measure, size = 11) {
  const { top } = legendOf(plot, { width, height: Infinity, top: 0, size }, measure, []);
  return Math.max(0, Math.ceil(top - height * USUAL_LEGEND));
}

function yTicksOf(plot, { range, logY }, height, size) {
  if (logY) return sparse(logTicks(...range), Math.max(2, Math.floor(height / (size * 1.8))));
  return plot.y.degrees ? degreeTicks(...range) : linearTicks(...range, Math.max(3, height / 40));
}

function xTicksOf(plot, { window, logX }, width, measure, size) {
  if (plot.x.names) {
    const room = Math.max(40, width / 4);
    return plot.x.names.map((name, v) => ({ v, label: fitted(name, room, (part) => measure(part, size, 400)) }))
      .filter(({ v }) => v >= window[0] && v <= window[1]);
  }
  if (logX) return logTicks(...window);
  const ticks = (count) => (plot.x.kind === "time" ? timeTicks(...window, count) : linearTicks(...window, count, 9));
  const first = ticks(Math.max(2, width / 60));
  const widest = first.reduce((most, tick) => Math.max(most, measure(tick.label, size, 400)), 1);
  return ticks(Math.max(2, Math.min(width / 60, width / (widest + 2 * GAP))));
}

/** At most so many labels, the same distance apart; the other marks stay, without one. */
function sparse(ticks, most) {
  const named = ticks.filter((tick) => tick.label !== "");
  const every = Math.max(1, Math.ceil(named.length / most));
  return ticks.map((tick) => (named.indexOf(tick) % every === 0 || tick.label === "" ? tick : { ...tick, label: "" }));
}

/** Without the labels that would lie on the one before. */
function spaced(ticks, measure, size) {
  let end = -Infinity;
  return ticks.map((tick) => {
    if (tick.label === "") return tick;
    const half = measure(tick.label, size, 400) / 2;
    if (tick.at - half < end + GAP) return { ...tick, label: "" };
    end = tick.at + half;
    return tick;
  });
}

/** Entries one behind the other, in rows. What does not fit is counted, never left out silently. */
function legendOf(plot, { width, height, top, size }, measure, texts) {
  const items = [];
  const row = size * 1.55;
  let [x, y] = [PAD, top + row / 2];
  for (const [index, line] of plot.lines.entries()) {
    const text = fitted(line.label, width - 2 * PAD - SWATCH, (part) => measure(part, size, 400));
    const needed = SWATCH + measure(text, size, 400) + 2 * GAP;
    if (x > PAD && x + needed > width - PAD) [x, y] = [PAD, y + row];
    if (y + row > height * MOST_LEGEND && x === PAD && index > 0) {
      texts.push({ text: `and ${plot.lines.length - index} more`, x: PAD, y, align: "left", size, weight: 400, role: "muted" });
      return { items, top: y + row };
    }
    items.push({ line, x, y, text });
    x += needed;
  }
  return { items, top: items.length > 0 ? y + row * 0.75 : top };
}

function fitted(text, room, width) {
  if (width(text) <= room) return text;
  let length = text.length;
  while (length > 1 && width(`${text.slice(0, length)}…`) > room) length -= 1;
  return `${text.slice(0, length)}…`;
}

/** Parts with points between them, in as many rows as they need. */
function wrap(parts, room, width) {
  const rows = [];
  for (const part of parts) {
    const last = rows[rows.length - 1];
    const longer = last === undefined ? "" : `${last} · ${part}`;
    if (last !== undefined && width(longer) <= room) rows[rows.length - 1] = longer;
    else rows.push(fitted(part, room, width));
  }
  return rows;
}
