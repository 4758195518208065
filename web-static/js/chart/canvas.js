// A canvas that fills its box, in the pixels of the screen.

import { h } from "../lib/dom.js";

/** Widths of text, each measured once: that is the slow part of drawing it. */
const widths = new Map();
const MOST_WIDTHS = 5000;
let ruler = null;

/** @returns {(text: string, size: number, weight: number) => number} pixels. */
export function measureIn(font) {
  return (text, size, weight) => {
    const key = `${weight} ${size}px ${font}`;
    const full = `${key}\n${text}`;
    const known = widths.get(full);
    if (known !== undefined) return known;
    ruler ??= document.createElement("canvas").getContext("2d");
    ruler.font = key;
    if (widths.size >= MOST_WIDTHS) widths.clear();
    const { width } = ruler.measureText(text);
    widths.set(full, width);
    return width;
  };
}

export class Surface {
  #canvas = h("canvas", { "aria-hidden": "true" });
  #size = { width: 0, height: 0, ratio: 0 };

  /** @param {HTMLElement} box with a position and a size. */
  constructor(box) {
    this.#canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%;pointer-events:none";
    box.append(this.#canvas);
  }

  /**
   * An empty context in CSS pixels. Its canvas is given a new size only when that is another, which would clear it twice.
   *
   * @returns {CanvasRenderingContext2D}
   */
  begin(width, height, ratio = devicePixelRatio || 1) {
    const context = this.#canvas.getContext("2d");
    const size = this.#size;
    if (size.width !== width || size.height !== height || size.ratio !== ratio) {
      this.#canvas.width = Math.round(width * ratio);
      this.#canvas.height = Math.round(height * ratio);
      this.#size = { width, height, ratio };
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  remove() {
    this.#canvas.remove();
  }
}
