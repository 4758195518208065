// A small picture of a curve, beside its numbers.

import { svg } from "../lib/dom.js";
import { number } from "../math/format.js";
import { sparkPath } from "../math/sparkline.js";

const WIDTH = 72;
const HEIGHT = 22;

/** Fills an element with the curve of these values; touches it only where they have changed. */
export function showSparkline(element, values, title) {
  const path = sparkPath(values ?? [], WIDTH, HEIGHT);
  if (element.dataset.path === path) return;
  element.dataset.path = path;
  if (path === "") {
    element.replaceChildren();
    return;
  }
  const there = values.filter((value) => Number.isFinite(value));
  const words = `${title} from ${number(there[0])} to ${number(there[there.length - 1])}, between ${number(Math.min(...there))} and ${number(Math.max(...there))}`;
  element.replaceChildren(svg("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img", "aria-label": words },
    svg("path", { d: path })));
}
