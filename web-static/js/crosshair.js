// The vertical line, the dots on the lines and, on the chart under the pointer, a table of values.

import { h } from "./dom.js";
import { integer, meanAndSpread, nullsWord, number } from "./math/format.js";
import { nearest } from "./math/search.js";

const MOST_ROWS = 12;

export class Crosshair {
  #line = h("div", { class: "crosshair", hidden: true });
  #tip = h("div", { class: "tip", hidden: true });
  #dots = h("div", { class: "dots" });

  constructor(plot) {
    plot.append(this.#line, this.#dots, this.#tip);
  }

  hide() {
    this.#line.hidden = true;
    this.#tip.hidden = true;
    this.#dots.replaceChildren();
  }

  /**
   * @param {import("./chart.js").Chart} chart
   * @param {number} x
   * @param {import("./chart.js").Drawing} drawing
   * @param {{xKind: string, withTable: boolean}} options
   */
  show(chart, x, drawing, { xKind, withTable }) {
    const area = chart.area;
    const [left] = chart.toPixels(x, drawing.range[0]);
    if (area === null || left < area.x - 1 || left > area.x + area.w + 1) {
      this.hide();
      return;
    }
    this.#line.hidden = false;
    Object.assign(this.#line.style, { left: `${left}px`, top: `${area.y}px`, height: `${area.h}px` });
    const values = valuesAt(drawing, x);
    this.#dots.replaceChildren(...values.filter(({ mean }) => drawable(mean, drawing)).map(({ line, at, mean }) => {
      const [px, py] = chart.toPixels(line.x[at], mean);
      return h("i", { style: `left:${px}px;top:${py}px;background:${drawing.styles.get(line.id).colour}` });
    }));
    this.#tip.hidden = !withTable || values.length === 0;
    if (!this.#tip.hidden) this.#fill(values, x, drawing, xKind, left, area);
  }

  #fill(values, x, drawing, xKind, left, area) {
    const rows = values.slice(0, MOST_ROWS).map(({ line, at, mean }) => h("tr", {},
      h("td", {}, h("i", { style: `background:${drawing.styles.get(line.id).colour}` }), line.label),
      h("td", {}, meanAndSpread(mean, line.sd[at])),
      h("td", {}, [line.n[at] > 1 ? `n ${line.n[at]}` : "", nullsWord(line.nulls[at])].filter(Boolean).join(", "))));
    const more = values.length - rows.length;
    const title = xKind === "epoch" ? `epoch ${number(x, 4)}` : `iteration ${integer(x)}`;
    this.#tip.replaceChildren(h("table", {}, h("caption", {}, title), h("tbody", {}, ...rows)),
      ...(more > 0 ? [h("p", {}, `${more} more`)] : []));
    // On the side with more room, so that the table does not cover what it describes.
    const right = left < area.x + area.w / 2;
    Object.assign(this.#tip.style, {
      top: `${area.y + 6}px`, left: right ? `${left + 12}px` : "auto",
      right: right ? "auto" : `calc(100% - ${left - 12}px)`,
    });
  }
}

function drawable(mean, drawing) {
  return Number.isFinite(mean) && mean >= drawing.range[0] && mean <= drawing.range[1];
}

/** Each visible line's point nearest to x, largest value first; lines that do not reach x are left out. */
export function valuesAt(drawing, x) {
  const values = [];
  const slack = (drawing.window[1] - drawing.window[0]) * 0.02;
  for (const line of drawing.lines) {
    const at = nearest(line.x, x);
    const gap = Math.max(slack, neighbourGap(line.x, at));
    if (at < 0 || Math.abs(line.x[at] - x) > gap) continue;
    values.push({ line, at, mean: line.mean[at] });
  }
  const height = ({ mean }) => (Number.isFinite(mean) ? mean : -Infinity);
  return values.sort((a, b) => (height(a) === height(b) ? 0 : height(b) - height(a)));
}

/** Half of the wider distance to the points beside: a per-epoch point speaks for half an epoch to either side. */
function neighbourGap(x, at) {
  if (at < 0) return 0;
  return Math.max(at > 0 ? x[at] - x[at - 1] : 0, at + 1 < x.length ? x[at + 1] - x[at] : 0) / 2;
}
