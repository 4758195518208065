// Pointer, wheel, fingers and keys on a chart. A mouse hovers and drags; a finger taps, two fingers zoom, and one that
// moves scrolls the page.

import { h } from "../lib/dom.js";
import { DRAG, brushOf, pinched, rangesOf, zoomAround } from "./zoom.js";

const WHEEL = 1.0015;
const KEY_FACTOR = 0.7;

/**
 * @param {HTMLElement} target takes the keys; can be focused.
 * @param {HTMLElement} box the chart's; takes the pointer.
 * @param {import("./chart.js").Chart} chart
 * @param {{hover: (x: ?number) => void, step: (by: number) => void, zoom: (ranges: ?{x: ?number[], y: ?number[]}) => void}} act
 *   `zoom`: null shows all; else an axis that is null stays as it is. `step`: to the next or an earlier point.
 * @returns {() => void} takes all of it away.
 */
export function attachGestures(target, box, chart, act) {
  const brush = h("div", { class: "plot-brush", hidden: true });
  box.append(brush);
  box.style.touchAction = "pan-x pan-y";
  const listening = new AbortController();
  const listen = (element, name, handler, options = {}) => element.addEventListener(name, handler, { ...options, signal: listening.signal });
  /** Where the mouse was pressed; pixels. */
  let start = null;
  /** Fingers by pointer, and the values that lay beneath the two of a zoom. */
  const fingers = new Map();
  let held = null;
  let tapped = null;

  const place = (event) => {
    const { left, top } = box.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const within = ({ x, y }) => {
    const { area } = chart.layout;
    return { x: Math.min(area.x + area.w, Math.max(area.x, x)), y: Math.min(area.y + area.h, Math.max(area.y, y)) };
  };
  const showBrush = (chosen) => {
    brush.hidden = chosen === null;
    if (chosen) Object.assign(brush.style, { left: `${chosen.x}px`, top: `${chosen.y}px`, width: `${chosen.w}px`, height: `${chosen.h}px` });
  };
  const stop = () => {
    start = null;
    showBrush(null);
  };

  listen(box, "pointerdown", (event) => {
    if (chart.layout === null) return;
    if (event.pointerType === "touch") {
      fingers.set(event.pointerId, place(event));
      tapped = fingers.size === 1 ? place(event) : null;
      if (fingers.size === 2) held = heldBy([...fingers.values()], chart.layout);
      return;
    }
    if (event.button !== 0) return;
    start = within(place(event));
    box.setPointerCapture(event.pointerId);
  });
  listen(box, "pointermove", (event) => {
    if (chart.layout === null) return;
    const at = place(event);
    if (event.pointerType === "touch") {
      if (!fingers.has(event.pointerId)) return;
      fingers.set(event.pointerId, at);
      if (tapped && Math.hypot(at.x - tapped.x, at.y - tapped.y) > DRAG) tapped = null;
      if (fingers.size === 2 && held) act.zoom(pinch([...fingers.values()], held, chart.layout));
      return;
    }
    act.hover(chart.toX(within(at).x));
    if (start !== null) showBrush(brushOf(start, at, chart.layout.area));
  });
  listen(box, "pointerup", (event) => {
    if (event.pointerType === "touch") {
      if (tapped && chart.layout !== null) act.hover(chart.toX(within(tapped).x));
      lift(event);
      return;
    }
    if (start === null || chart.layout === null) return;
    const chosen = brushOf(start, place(event), chart.layout.area);
    stop();
    if (chosen === null) return;
    const ranges = rangesOf(chosen, chart.layout);
    if (ranges.x || ranges.y) act.zoom(ranges);
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    held = null;
    tapped = null;
  };
  listen(box, "pointercancel", (event) => {
    lift(event);
    stop();
  });
  listen(box, "pointerleave", (event) => {
    if (event.pointerType !== "touch" && start === null) act.hover(null);
  });
  listen(box, "dblclick", () => act.zoom(null));
  listen(box, "wheel", (event) => {
    // Without ctrl the wheel scrolls the page. Two fingers on a touch pad come with it.
    if (!event.ctrlKey || chart.layout === null) return;
    event.preventDefault();
    const at = within(place(event));
    const { axes, toX, toY } = chart.layout;
    const factor = WHEEL ** Math.max(-300, Math.min(300, event.deltaY * (event.deltaMode === 1 ? 30 : 1)));
    act.zoom(event.shiftKey
      ? { x: null, y: zoomAround(axes.range, toY.toValue(at.y), factor, axes.logY) }
      : { x: zoomAround(axes.window, toX.toValue(at.x), factor, axes.logX), y: null });
  }, { passive: false });

  listen(target, "keydown", (event) => {
    if (event.target !== target || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 10 : 1;
    const scaled = (factor) => {
      if (chart.layout === null) return;
      const { axes, toX, area } = chart.layout;
      const centre = chart.crosshairX ?? toX.toValue(area.x + area.w / 2);
      act.zoom({ x: zoomAround(axes.window, centre, factor, axes.logX), y: null });
    };
    const keys = {
      ArrowLeft: () => act.step(-far), ArrowRight: () => act.step(far), Home: () => act.step(-Infinity),
      End: () => act.step(Infinity), Escape: () => act.hover(null), 0: () => act.zoom(null),
      "+": () => scaled(KEY_FACTOR), "=": () => scaled(KEY_FACTOR), "-": () => scaled(1 / KEY_FACTOR),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  listen(target, "blur", () => act.hover(null));
  return () => {
    listening.abort();
    brush.remove();
  };
}

/** The values beneath two fingers. */
function heldBy(places, { toX, toY }) {
  return { x: places.map((one) => toX.toValue(one.x)), y: places.map((one) => toY.toValue(one.y)) };
}

function pinch(places, held, { axes, area }) {
  const along = places.map((one) => (one.x - area.x) / area.w);
  const up = places.map((one) => 1 - (one.y - area.y) / area.h);
  return { x: pinched(axes.window, held.x, along, axes.logX), y: pinched(axes.range, held.y, up, axes.logY) };
}
