// Where an axis has its marks. Pure; the labels are final text.

import { integer } from "./format.js";

/**
 * Marks at 1, 2 or 5 times a power of ten.
 * @returns {{v: number, label: string}[]} all inside [low, high], about `target` of them.
 */
export function linearTicks(low, high, target = 5) {
  if (!(high > low) || !Number.isFinite(high - low)) return [];
  const rough = (high - low) / target;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let i = first; i * step <= high + step * 1e-9; i++) ticks.push({ v: i * step, label: label(i * step, places) });
  return ticks;
}

/** Marks of an axis in degrees: at the fractions of a right angle that people know. */
export function degreeTicks(low, high) {
  const step = high - low > 40 ? 30 : high - low > 18 ? 15 : 5;
  const ticks = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) ticks.push({ v, label: `${v}°` });
  return ticks;
}

/**
 * Marks of a log10 axis: every power of ten has a label; 2 and 5 too where there is room; 2 to 9 are lines without one.
 */
export function logTicks(low, high) {
  if (!(low > 0) || !(high > low)) return [];
  const decades = Math.log10(high / low);
  if (decades < 0.4) return linearTicks(low, high, 4);
  const labelled = decades < 2.5 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / 6));
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (let factor = 1; factor < 10; factor++) {
      const v = Number(`${factor}e${power}`);
      if (v < low || v > high) continue;
      const named = labelled.includes(factor) && power % every === 0;
      if (!named && decades > 4) continue;
      ticks.push({ v, label: named ? label(v, Math.max(0, -power)) : "" });
    }
  }
  return ticks;
}

function label(value, places) {
  const size = Math.abs(value);
  if (size >= 1e7 || places > 5) return value === 0 ? "0" : value.toExponential().replace("e+", "e").replace("-", "−");
  if (size >= 1000) return (value < 0 ? "−" : "") + integer(size);
  return value.toFixed(places).replace("-", "−");
}
