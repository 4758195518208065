// Pointer and keys on a chart: hover moves the crosshair, dragging chooses an x range, double-click or 0 shows all.

import { h } from "./dom.js";

const DRAG_PIXELS = 6;

/**
 * @param {HTMLElement} figure takes the keys.
 * @param {HTMLElement} plot takes the pointer.
 * @param {import("./chart.js").Chart} chart
 * @param {{hover: (x: ?number) => void, step: (by: number) => void, zoom: (range: ?number[]) => void}} act
 */
export function attachGestures(figure, plot, chart, act) {
  const brush = h("div", { class: "brush", hidden: true });
  plot.append(brush);
  let start = null;

  const pixel = (event) => {
    const { x, w } = chart.area;
    return Math.min(x + w, Math.max(x, event.clientX - plot.getBoundingClientRect().left));
  };
  const stop = () => {
    start = null;
    brush.hidden = true;
  };

  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || chart.area === null) return;
    start = pixel(event);
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", (event) => {
    if (chart.area === null) return;
    const at = pixel(event);
    act.hover(chart.toX(at));
    if (start === null) return;
    const { y, h: height } = chart.area;
    brush.hidden = Math.abs(at - start) < DRAG_PIXELS;
    Object.assign(brush.style, {
      left: `${Math.min(at, start)}px`, width: `${Math.abs(at - start)}px`, top: `${y}px`, height: `${height}px`,
    });
  });
  plot.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [from, to] = [Math.min(start, pixel(event)), Math.max(start, pixel(event))];
    stop();
    if (to - from >= DRAG_PIXELS) act.zoom([chart.toX(from), chart.toX(to)]);
  });
  plot.addEventListener("pointercancel", stop);
  plot.addEventListener("pointerleave", () => start === null && act.hover(null));
  plot.addEventListener("dblclick", () => act.zoom(null));

  figure.addEventListener("keydown", (event) => {
    if (event.target !== figure || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 10 : 1;
    const keys = {
      ArrowLeft: () => act.step(-far), ArrowRight: () => act.step(far), Home: () => act.step(-Infinity),
      End: () => act.step(Infinity), Escape: () => act.hover(null), 0: () => act.zoom(null),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  figure.addEventListener("blur", () => act.hover(null));
}
