// Draws a network as math/networkpicture.js lays it out.

import { h, svg } from "../lib/dom.js";
import { pictureWords } from "../math/networkpicture.js";

let count = 0;

/**
 * @param {ReturnType<import("../math/networkpicture.js").pictureOf>} picture
 * @param {string} label whose network it is.
 * @returns {HTMLElement}
 */
export function networkPicture(picture, label) {
  const { width, height, boxes, arrows } = picture;
  const id = `arrow-${(count += 1)}`;
  const heads = ["forward", "feedback"].map((kind) => svg("marker", {
    id: `${id}-${kind}`, class: kind, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto",
  }, svg("path", { d: "M0 0 L8 4 L0 8 Z" })));
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": pictureWords(picture, label) },
    svg("defs", {}, ...heads),
    ...arrows.map(({ kind, points }) => svg("path", {
      class: `arrow ${kind}`, d: points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join(" "), "marker-end": `url(#${id}-${kind})`,
    })),
    ...boxes.map(boxOf));
  return h("figure", { class: "network" }, h("figcaption", {}, label), h("div", { class: "drawing" }, drawing));
}

/** Of its colour a box has at most so much: what is written on it stays readable. */
const MOST = 46;

function boxOf({ name, text, kind, x, y, width, height, share }) {
  const rect = svg("rect", { x, y, width, height, rx: 6, class: kind });
  const middle = x + width / 2;
  // How near to where it should point: the nearer, the stronger the colour. The number says it too.
  if (share !== null) {
    const colour = share >= 0 ? "--aligned" : "--opposed";
    rect.style.fill = `color-mix(in oklab, var(${colour}) ${Math.round(Math.abs(share) * MOST)}%, var(--surface))`;
    rect.style.stroke = `var(${colour})`;
  }
  return svg("g", {}, rect, svg("text", { x: middle, y: y + (text === "" ? height / 2 : 14), class: kind === "end" ? "end" : "name" }, name),
    text === "" ? null : svg("text", { x: middle, y: y + 29, class: "value" }, text));
}
