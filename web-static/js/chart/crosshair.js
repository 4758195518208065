// The vertical line and the dots on the lines, on a canvas of their own above the chart's, and a table of the values.

import { h } from "../lib/dom.js";
import { nullsWord } from "../math/format.js";
import { Surface } from "./canvas.js";
import { inTheme } from "./ink.js";
import { isDrawable } from "./plot.js";
import { commonWord, reachWord, sharedX, valuesAt, wordsOf, xWord } from "./values.js";

const MOST_ROWS = 12;

export class Crosshair {
  #surface;
  #box;
  #tip = h("div", { class: "plot-tip", hidden: true });
  #size = [0, 0];

  /** @param {HTMLElement} box the chart's. */
  constructor(box) {
    this.#box = box;
    this.#surface = new Surface(box);
    box.append(this.#tip);
  }

  hide() {
    if (this.#size[0] > 0) this.#surface.begin(...this.#size);
    this.#tip.hidden = true;
  }

  /**
   * @param {import("./layout.js").Layout} layout
   * @param {import("./ink.js").Ink} ink
   * @param {number} x
   * @param {boolean} withTable
   */
  show(layout, ink, x, withTable) {
    const { area, toX, toY, axes, plot, width, height } = layout;
    const left = toX.toPixel(x);
    if (!(left >= area.x - 1 && left <= area.x + area.w + 1)) {
      this.hide();
      return;
    }
    this.#size = [width, height];
    const context = this.#surface.begin(width, height);
    context.fillStyle = ink.guide;
    context.fillRect(Math.round(left - 0.5), area.y, 1, area.h);
    const values = valuesAt(plot, axes.window, x);
    for (const { line, x: own, y } of values) {
      if (!isDrawable(y, axes.logY) || y < axes.range[0] || y > axes.range[1]) continue;
      context.beginPath();
      context.arc(toX.toPixel(own), toY.toPixel(y), 4, 0, 2 * Math.PI);
      context.fillStyle = inTheme(line.colour, ink.theme);
      context.strokeStyle = ink.paper;
      context.lineWidth = 2;
      context.fill();
      context.stroke();
    }
    this.#tip.hidden = !withTable || values.length === 0;
    if (!this.#tip.hidden) this.#fill(values, x, plot, ink, left, layout);
  }

  #fill(values, x, plot, ink, left, { area }) {
    const common = commonWord(values);
    const shown = values.slice(0, MOST_ROWS).map(({ line, at }) => {
      const words = wordsOf(line, at);
      return { line, ...words, more: common === "" ? words.more : [reachWord(line, at), nullsWord(line.points.nulls?.[at])].filter(Boolean).join(", ") };
    });
    const hasSmoothed = shown.some((one) => one.smoothed !== "");
    const rows = shown.map(({ line, value, smoothed, more }) => {
      const dot = h("i");
      dot.style.background = inTheme(line.colour, ink.theme);
      return h("tr", {}, h("th", { scope: "row" }, dot, line.label), h("td", {}, value), hasSmoothed ? h("td", {}, smoothed) : null,
        h("td", {}, more));
    });
    const head = hasSmoothed
      ? h("thead", {}, h("tr", {}, ...["", "recorded", "smoothed", ""].map((text) => h("th", { scope: "col" }, text))))
      : null;
    const more = values.length - rows.length;
    this.#tip.replaceChildren(h("table", {}, h("caption", {}, [xWord(plot.x, sharedX(values, x)), common].filter(Boolean).join(" · ")), ...(head ? [head] : []), h("tbody", {}, ...rows)),
      ...(more > 0 ? [h("p", {}, `and ${more} more`)] : []));
    // On the side with more room, so that the table does not cover what it describes; never beyond the page's edge.
    const own = this.#tip.offsetWidth;
    const start = this.#box.getBoundingClientRect().left;
    const wished = left < area.x + area.w / 2 ? left + 12 : left - 12 - own;
    const most = document.documentElement.clientWidth - start - own - 4;
    Object.assign(this.#tip.style, { top: `${area.y + 6}px`, left: `${Math.max(4 - start, Math.min(most, wished))}px` });
  }

  remove() {
    this.#surface.remove();
    this.#tip.remove();
  }
}
