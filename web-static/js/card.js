// A chart with everything around it: title, notes, CSV link, crosshair, gestures and a summary in words.

import { csvRequest, download } from "./api.js";
import { Chart } from "./chart.js";
import { Crosshair, valuesAt } from "./crosshair.js";
import { h, setText, toast } from "./dom.js";
import { integer, meanAndSpread, nullsWord, number, plural } from "./math/format.js";
import { attachGestures } from "./gestures.js";
import { nearest } from "./math/search.js";
import { token } from "./token.js";

export class Card {
  #drawing = null;
  #xKind = "iteration";
  #at = null;
  #points = null;

  /**
   * @param {import("./metrics.js").Panel} panel
   * @param {?string} layer
   * @param {{hover: (x: ?number, card: Card) => void, zoom: (range: ?number[]) => void}} act
   */
  constructor(panel, layer, act) {
    this.panel = panel;
    this.layer = layer;
    /** Whether the figure is on or near the screen, and whether what it shows is out of date. */
    this.near = false;
    this.dirty = true;
    /** @type {import("./pipeline.js").Line[]} all groups' lines, hidden ones too. */
    this.lines = [];
    /** group id -> {key, line}: lines as last computed, and what from. */
    this.built = new Map();

    this.title = layer === null ? panel.title : `${layer} ${panel.title}`.trim();
    this.unit = h("small", {}, panel.unit);
    this.note = h("span", { class: "note" });
    this.csv = h("a", { class: "quiet", download: "", onclick: (event) => this.#save(event) }, "CSV");
    this.canvas = h("div", { class: "canvas" });
    this.plot = h("div", { class: "plot", role: "img" }, this.canvas);
    this.blank = h("p", { class: "blank", hidden: true });
    this.figure = h("figure", {
      class: "chart", tabindex: "0",
      "data-metric": panel.metric, "data-layer": layer, "data-points": "0", "data-last-step": "0",
      "aria-label": `${this.title}, chart. Arrow keys read values.`,
    }, h("figcaption", {},
      h("h3", {}, this.title, layer ? null : this.unit), this.note, this.csv), this.plot);
    this.plot.append(this.blank);

    this.chart = new Chart(this.canvas);
    this.crosshair = new Crosshair(this.plot);
    attachGestures(this.figure, this.plot, this.chart, {
      hover: (x) => act.hover(x, this),
      step: (by) => this.#step(by, act),
      zoom: act.zoom,
    });
  }

  /**
   * @param {import("./chart.js").Drawing} drawing
   * @param {{xKind: string, smoothing: number, runs: number[], unit: string, expected: string}} context `unit`: of
   *   these runs. `expected`: what to say while there is nothing to draw.
   */
  draw(drawing, { xKind, smoothing, runs, unit, expected }) {
    this.#drawing = drawing;
    this.#xKind = xKind;
    const { points, hidden } = this.chart.draw(drawing);
    this.figure.dataset.points = points;
    this.figure.dataset.lastStep = drawing.lines.reduce((last, line) => Math.max(last, line.lastStep), 0);
    this.blank.hidden = points > 0;
    setText(this.blank, points > 0 ? "" : expected);
    setText(this.unit, unit);
    this.#describe(drawing, smoothing, hidden);
    this.csv.hidden = runs.length === 0;
    this.#points = csvRequest(runs, this.panel.metric);
    this.csv.href = this.#points.address;
    this.csv.setAttribute("aria-label", `Every stored value of ${this.panel.metric} as CSV`);
    if (this.#at !== null) this.showAt(this.#at.x, this.#at.withTable);
  }

  /** Names every transformation between the stored values and the picture. */
  #describe(drawing, smoothing, hidden) {
    const perPoint = drawing.lines.reduce((most, line) => Math.max(most, line.perPoint), 1);
    const notes = [];
    if (perPoint > 1) notes.push(`means of ${integer(perPoint)}`);
    if (smoothing > 0) notes.push(`EMA ${smoothing}`);
    const nulls = drawing.lines.reduce((sum, line) => line.nulls.reduce((all, count) => all + count, sum), 0);
    if (nulls > 0) notes.push(nullsWord(nulls));
    if (hidden > 0) notes.push(`${plural(hidden, "point")} ≤ 0 hidden`);
    setText(this.note, notes.join(" · "));
    this.note.title = [
      perPoint > 1 ? `A point is the mean of up to ${integer(perPoint)} stored values; the CSV has them all.` : "",
      nulls > 0 ? `${plural(nulls, "value")} in view not a number; crosses on the lower edge mark where.` : "",
    ].filter(Boolean).join(" ");
    const lines = drawing.lines.map((line) => {
      const at = line.x.length - 1;
      const value = meanAndSpread(line.mean[at], line.sd[at]);
      return `${line.label}: ${value} at ${this.#xKind} ${number(line.x[at], 5)}, n ${line.n[at]}`;
    });
    this.plot.setAttribute("aria-label", `${this.title} (${this.unit.textContent}). ${lines.join("; ") || "No points yet"}.`);
  }

  /** Where a link does, without a token and of not too many runs, the browser's own download shows how far it is. */
  #save(event) {
    if (token() === null && this.#points.body === null) return;
    event.preventDefault();
    download(this.#points, "points.csv").catch((error) => toast(error.message, "error"));
  }

  #step(by, act) {
    const line = this.#drawing?.lines[0];
    if (!line || line.x.length === 0) return;
    const last = line.x.length - 1;
    const from = this.#at === null ? (by < 0 ? last + 1 : -1) : nearest(line.x, this.#at.x);
    act.hover(line.x[Math.min(last, Math.max(0, from + by))], this);
  }

  showAt(x, withTable) {
    this.#at = { x, withTable };
    if (this.#drawing === null || this.chart.area === null) return;
    this.crosshair.show(this.chart, x, this.#drawing, { xKind: this.#xKind, withTable });
  }

  hideCrosshair() {
    this.#at = null;
    this.crosshair.hide();
  }

  /** The values under the crosshair in words, for a screen reader. */
  spoken() {
    if (this.#at === null || this.#drawing === null) return "";
    const values = valuesAt(this.#drawing, this.#at.x)
      .map(({ line, at, mean }) => `${line.label} ${meanAndSpread(mean, line.sd[at])}`);
    return `${this.title}, ${this.#xKind} ${number(this.#at.x, 5)}: ${values.join(", ")}`;
  }

  destroy() {
    this.chart.destroy();
    this.figure.remove();
  }
}
