// Lines -> the one table dygraphs draws from: a row per x, a column per line, a cell [low, middle, high].
// An empty cell is null (the line goes on to its next point); a cell of NaN breaks the line.

import { farthest } from "./scale.js";

const BREAK = [NaN, NaN, NaN];
const RAW = "raw:";
const MAIN = "line:";

export const isRaw = (column) => column.startsWith(RAW);
export const lineOf = (column) => column.slice(column.indexOf(":") + 1);

/**
 * @param {{id: string, x: number[], mean: number[], sd: number[], raw: ?number[]}[]} lines those to draw.
 * @param {{log?: boolean, floor?: number}} options `floor`: lowest y on a log axis, where a band that would reach
 *   zero ends.
 * @returns {{labels: string[], rows: Array, hidden: number, points: number}} `hidden`: values <= 0 that a log axis
 *   cannot show; `points`: values that are drawn.
 */
export function toRows(lines, { log = false, floor = 0 } = {}) {
  const columns = [];
  for (const line of lines) if (line.raw) columns.push({ name: RAW + line.id, line, middle: line.raw, sd: null });
  for (const line of lines) columns.push({ name: MAIN + line.id, line, middle: line.mean, sd: line.sd });
  const xs = allX(lines);
  const cursors = new Array(columns.length).fill(0);
  let hidden = 0;
  let points = 0;
  const rows = xs.map((x) => {
    const row = new Array(columns.length + 1).fill(null);
    row[0] = x;
    columns.forEach(({ line, middle, sd }, c) => {
      const at = cursors[c];
      if (line.x[at] !== x) return;
      cursors[c] += 1;
      const value = middle[at];
      const drawn = Number.isFinite(value) && !(log && value <= 0);
      row[c + 1] = drawn ? cell(value, sd ? sd[at] : NaN, log, floor) : BREAK;
      if (sd === null) return;
      if (drawn) points += 1;
      else if (Number.isFinite(value)) hidden += 1;
    });
    return row;
  });
  return { labels: ["x", ...columns.map((column) => column.name)], rows, hidden, points };
}

/** What lies beyond every axis is drawn on its edge. */
function cell(value, sd, log, floor) {
  const drawable = (y) => Math.min(farthest(log), Math.max(-farthest(log), y));
  if (!Number.isFinite(sd)) return [drawable(value), drawable(value), drawable(value)];
  const low = log ? Math.max(value - sd, Math.min(floor, value)) : value - sd;
  return [drawable(low), drawable(value), drawable(value + sd)];
}

function allX(lines) {
  if (lines.length === 1) return lines[0].x;
  let count = 0;
  for (const line of lines) count += line.x.length;
  const all = new Float64Array(count);
  let end = 0;
  for (const line of lines) {
    all.set(line.x, end);
    end += line.x.length;
  }
  all.sort();
  return Array.from(all.filter((x, i) => i === 0 || x !== all[i - 1]));
}
