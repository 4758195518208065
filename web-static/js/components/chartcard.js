// A chart with everything around it: title, unit, notes on what was done with the values, menu, keys.

import { Chart } from "../chart/chart.js";
import { h, setText } from "../lib/dom.js";
import { chartMenu } from "./chartmenu.js";
import { openRange } from "./rangedialog.js";

/**
 * @typedef {{key: string, title: string, unit: string, summary?: string, mayLog: boolean, log: boolean, expected: string,
 *   plot: ?import("../chart/plot.js").Plot, fileName: string, hasOwnRange?: boolean}} CardContent
 *   `key`: what the card is of. `expected`: what to say while there is nothing to draw. `plot`: null while it is not known. `hasOwnRange`: whether somebody said that of y.
 */
export class ChartCard {
  #content = null;
  #act;
  #title = h("h3", {});
  #unit = h("small", {});
  #notes = h("p", { class: "notes" });
  #blank = h("p", { class: "blank", hidden: true });
  #box = h("div", { class: "plot" });
  #log;

  /** Whether the figure is on or near the screen, and whether what it shows is out of date. */
  isNear = false;
  isDue = true;

  /**
   * @param {string} key
   * @param {{hover: (x: ?number, card: ChartCard) => void, zoom: (ranges: ?object, card: ChartCard) => void,
   *   log: (isLog: boolean, card: ChartCard) => void, storedCSV: ?((card: ChartCard) => Promise<Blob>),
   *   link: ?((card: ChartCard) => string), range?: (range: ?number[], card: ChartCard) => void}} act
   */
  constructor(key, act) {
    this.key = key;
    this.#act = act;
    this.#log = h("button", {
      type: "button", class: "quiet log", hidden: true, title: "Logarithmic y axis",
      onclick: () => act.log(!this.#content.log, this),
    }, "log");
    const plot = h("div", { class: "plot-frame" }, this.#box, this.#blank);
    this.figure = h("figure", { class: "chart", tabindex: "0", "data-key": key, "data-points": "0" });
    this.chart = new Chart(this.#box);
    this.menu = chartMenu({
      chart: this.chart, figure: this.figure, title: () => this.#content?.title ?? key,
      storedCSV: act.storedCSV && (() => act.storedCSV(this)), link: act.link && (() => act.link(this)), fileName: () => this.#content.fileName,
      range: act.range ? () => this.#askRange() : null,
    });
    this.#title.append(h("span", {}), this.#unit);
    this.figure.append(h("figcaption", {}, this.#title, this.#log, this.menu.element), plot, this.#notes);
    this.chart.listen(this.figure, {
      hover: (x) => act.hover(x, this), zoom: (ranges) => act.zoom(ranges, this),
      step: (by) => {
        const x = this.chart.xBeside(by);
        if (x !== null) act.hover(x, this);
      },
    });
    this.figure.addEventListener("blur", () => act.hover(null, this));
  }

  /** @param {CardContent} content */
  show(content) {
    this.#content = content;
    setText(this.#title.firstElementChild, content.title);
    this.#title.title = content.summary ?? "";
    setText(this.#unit, content.unit);
    this.menu.nameIt();
    this.#log.hidden = !content.mayLog;
    this.#log.setAttribute("aria-pressed", String(content.log));
    this.#log.setAttribute("aria-label", `Logarithmic y axis of ${content.title}`);
    this.figure.setAttribute("aria-label", `${content.title}. Arrow keys read its values, + and − zoom, 0 shows all.`);
    if (content.plot === null) return;
    const { points, notes } = this.chart.draw(content.plot);
    this.figure.dataset.points = points;
    const isEmpty = !content.plot.lines.some((line) => line.points.x.length > 0);
    this.#blank.hidden = points > 0;
    setText(this.#blank, points > 0 ? "" : isEmpty ? content.expected : "Nothing lies here. A double click or 0 shows all.");
    setText(this.#notes, notes.join(" · "));
  }

  /** @param {boolean} withTable whether the values are listed beside the line. */
  showAt(x, withTable) {
    this.chart.showAt(x, withTable);
  }

  hideCrosshair() {
    this.chart.hideCrosshair();
  }

  #askRange() {
    const { plot, title, log } = this.#content;
    openRange({
      title, log, range: this.chart.layout?.axes.range ?? plot.y.range ?? [0, 1], isOwn: this.#content.hasOwnRange === true,
      onChange: (range) => this.#act.range(range, this),
    });
  }

  get content() {
    return this.#content;
  }

  /** The values under the crosshair in words, for a screen reader. */
  spoken() {
    const words = this.chart.spoken();
    return words === "" ? "" : `${this.#content.title}, ${words}`;
  }

  remove() {
    this.chart.destroy();
    this.figure.remove();
  }
}
