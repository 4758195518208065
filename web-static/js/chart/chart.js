// One chart in a box of a page: keeps its size and its colours, draws when the page says so.

import { nearest } from "../math/search.js";
import { Surface, measureIn } from "./canvas.js";
import { Crosshair } from "./crosshair.js";
import { attachGestures } from "./gestures.js";
import { toPNG, toSVG } from "./image.js";
import { PAPER, readInk } from "./ink.js";
import { layout } from "./layout.js";
import { paint } from "./painter.js";
import { notesOf, tally } from "./plot.js";
import { spokenAt, summaryOf } from "./values.js";

export class Chart {
  #box;
  #surface;
  #crosshair;
  #plot = null;
  #layout = null;
  #ink = null;
  #at = null;
  #detach = null;
  #sizes = new ResizeObserver(() => this.resize());

  /** @param {HTMLElement} box an element with a size; the chart fills it. */
  constructor(box) {
    this.#box = box;
    box.classList.add("plot-box");
    this.#surface = new Surface(box);
    this.#crosshair = new Crosshair(box);
    this.#sizes.observe(box);
  }

  /**
   * @param {import("./plot.js").Plot} plot
   * @returns {{points: number, nulls: number, belowZero: number, beyond: number, notes: string[]}} what is drawn, what is
   *   not, and what is to be said beside the chart.
   */
  draw(plot) {
    this.#plot = plot;
    this.#box.setAttribute("role", "img");
    this.#box.setAttribute("aria-label", summaryOf(plot));
    this.#paint();
    // A box without a size yet, in a tab that is not seen, says what it will show all the same.
    const axes = this.#layout?.axes ?? layout(plot, { width: 300, height: 200 }, () => 0).axes;
    const counts = this.#layout?.counts ?? tally(plot, axes);
    return { ...counts, notes: notesOf(plot, axes, counts) };
  }

  #paint() {
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (this.#plot === null || width === 0 || height === 0) {
      this.#layout = null;
      return;
    }
    this.#ink ??= readInk(this.#box);
    this.#layout = layout(this.#plot, { width, height }, measureIn(this.#ink.font));
    paint(this.#surface.begin(width, height), this.#layout, this.#ink, devicePixelRatio || 1);
    if (this.#at !== null) this.#crosshair.show(this.#layout, this.#ink, this.#at.x, this.#at.withTable);
  }

  /** What is drawn, null before that: see layout.js. */
  get layout() {
    return this.#layout;
  }

  /** @returns {?import("./plot.js").Plot} */
  get plot() {
    return this.#plot;
  }

  /** The plotting area in pixels inside the box: {x, y, w, h}; null while nothing is drawn. */
  get area() {
    return this.#layout?.area ?? null;
  }

  /** Data x at a pixel inside the box. */
  toX(pixel) {
    return this.#layout.toX.toValue(pixel);
  }

  /** Data y at a pixel inside the box. */
  toY(pixel) {
    return this.#layout.toY.toValue(pixel);
  }

  /** Pixels inside the box of a data point. */
  toPixels(x, y) {
    return [this.#layout.toX.toPixel(x), this.#layout.toY.toPixel(y)];
  }

  /** Pointer and keys: see gestures.js. @param {HTMLElement} target takes the keys. */
  listen(target, act) {
    this.#detach?.();
    this.#detach = attachGestures(target, this.#box, this, act);
  }

  /** Marks an x. @param {boolean} withTable with the values in a table: on the chart under the pointer. */
  showAt(x, withTable = false) {
    this.#at = { x, withTable };
    if (this.#layout !== null) this.#crosshair.show(this.#layout, this.#ink, x, withTable);
  }

  hideCrosshair() {
    this.#at = null;
    this.#crosshair.hide();
  }

  /** The x that is marked, null for none. */
  get crosshairX() {
    return this.#at?.x ?? null;
  }

  /** The x so many points of the longest line further than the one that is marked; null of an empty chart. */
  xBeside(by) {
    const [longest] = (this.#plot?.lines ?? []).toSorted((a, b) => b.points.x.length - a.points.x.length);
    const x = longest?.points.x ?? [];
    if (x.length === 0) return null;
    const from = this.#at === null ? (by < 0 ? x.length : -1) : nearest(x, this.#at.x);
    return x[Math.min(x.length - 1, Math.max(0, from + by))];
  }

  /** The values at the x that is marked, in words for a screen reader; empty where none is. */
  spoken() {
    return this.#at === null || this.#layout === null ? "" : spokenAt(this.#plot, this.#layout.axes.window, this.#at.x);
  }

  /**
   * The plot as a file.
   *
   * @param {{format: "svg"|"png", width?: number, height?: number, white?: boolean, scale?: number}} options `white`: in
   *   the colours of paper, whatever the page's are. `scale`: pixels of a PNG for each unit.
   * @returns {Promise<Blob>}
   */
  async image({ format, width = 640, height = 400, white = true, scale = 2 }) {
    if (this.#plot === null) throw new Error("There is nothing to save yet.");
    const ink = white ? PAPER : { ...(this.#ink ?? readInk(this.#box)) };
    if (format === "png") return toPNG(this.#plot, { width, height }, ink, scale);
    return new Blob([toSVG(this.#plot, { width, height }, ink, measureIn(ink.font))], { type: "image/svg+xml" });
  }

  /** The page's colours are others now. */
  themeChanged() {
    this.#ink = null;
    this.#paint();
  }

  resize() {
    const { clientWidth, clientHeight } = this.#box;
    if (clientWidth === this.#layout?.width && clientHeight === this.#layout?.height) return;
    this.#paint();
  }

  destroy() {
    this.#sizes.disconnect();
    this.#detach?.();
    this.#crosshair.remove();
    this.#surface.remove();
  }
}
