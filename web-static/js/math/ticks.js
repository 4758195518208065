// Where an axis has its marks. Pure; the labels are final text.
//
// A mark is a whole number of units of a power of ten, and its value is what these decimals are read as. So it carries
// no rounding of sums, and marks can be counted: there are never more than asked for and two, whatever the range.

/** Least distance of two marks, as a part of the values' size: a few times that of two neighbouring doubles. */
const FINEST = 2 ** -49;
/** What a label may be long before it is written with an exponent, if that is shorter. */
const ROOM = 6;

/**
 * Marks at 1, 2 or 5 times a power of ten.
 *
 * @param {number} low any finite number.
 * @param {number} high any finite number above it.
 * @param {number} target how many marks, 2 to 100.
 * @param {number} room characters that a label should not pass.
 * @returns {{v: number, label: string}[]} all inside [low, high] but for rounding, about `target` of them, and at least
 *   one; no two with one label.
 */
export function linearTicks(low, high, target = 5, room = ROOM) {
  if (!(high > low) || !Number.isFinite(low) || !Number.isFinite(high)) return [];
  const parts = Math.min(100, Math.max(2, target || 0));
  const size = Math.max(Math.abs(low), Math.abs(high));
  const { unit, power } = stepOf(Math.max(high / parts - low / parts, size * FINEST, Number.MIN_VALUE));
  // The smallest doubles have few digits: steps among them are counted where there are more.
  const lift = power < -280 ? 200 : 0;
  const steps = (v) => (v * 10 ** lift) / decimal(unit, power + lift);
  const last = Math.floor(steps(high) + 1e-9);
  const decimals = [];
  for (let i = Math.ceil(steps(low) - 1e-9); i <= last; i++) decimals.push({ units: i * unit, power });
  // Between two neighbouring doubles there is no round number: then the ends are marked.
  if (decimals.length === 0) return [low, high].map((v) => ({ v, label: exponential(v) }));
  return withLabels(decimals, room);
}

/** The least step of 1, 2 or 5 times a power of ten that is not below `rough`, or hardly. */
function stepOf(rough) {
  const [digits, exponent] = rough.toExponential().split("e").map(Number);
  const unit = [1, 2, 5].find((size) => size >= digits * 0.999);
  return unit === undefined ? { unit: 1, power: exponent + 1 } : { unit, power: exponent };
}

/** Marks of an axis in degrees: at the fractions of a right angle that people know. */
export function degreeTicks(low, high) {
  const span = high - low;
  // Anything else that a run calls an angle, and a few degrees alone, are marked like other numbers.
  if (!(span >= 5 && low >= -360 && high <= 360)) {
    return linearTicks(low, high).map(({ v, label }) => ({ v, label: `${label}°` }));
  }
  const step = span > 40 ? 30 : span > 18 ? 15 : 5;
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push({ v: i * step, label: `${i * step}°`.replace("-", "−") });
  return ticks;
}

/** Steps of a clock, seconds, and what a label counts in. */
const CLOCK = [
  [1, 2, 5, 10, 15, 30].map((step) => [step, 1, "s"]), [1, 2, 5, 10, 15, 30].map((step) => [step * 60, 60, "min"]),
  [1, 2, 3, 6, 12].map((step) => [step * 3600, 3600, "h"]), [1, 2, 7].map((step) => [step * 86_400, 86_400, "d"]),
].flat();

/** Seconds from which on no clock counts: steps of one would be lost in the digits of a double. */
const END_OF_TIME = 1e12;

/**
 * Marks of an axis in seconds: at the steps of a clock, each with its unit. Parts of a second and many days are marked
 * like other numbers.
 */
export function timeTicks(low, high, target = 6) {
  if (!(high > low) || !Number.isFinite(low) || !Number.isFinite(high)) return [];
  const rough = high / target - low / target;
  const isClock = rough >= 1 && Math.max(Math.abs(low), Math.abs(high)) < END_OF_TIME;
  const [step, unit, word] = !isClock ? [] : CLOCK.find(([size]) => size >= rough) ?? [];
  if (step === undefined) {
    const [size, name] = rough < 86_400 ? [1, "s"] : [86_400, "d"];
    return linearTicks(low / size, high / size, target).map(({ v, label }) => ({ v: v * size, label: `${label} ${name}` }));
  }
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high; i++) {
    ticks.push({ v: i * step, label: i === 0 ? "0" : `${String((i * step) / unit).replace("-", "−")} ${word}` });
  }
  return ticks;
}

/**
 * Marks of a log10 axis: every power of ten has a label, where there is room; 2 and 5 too where there is much; 2 to 9
 * are lines without one.
 *
 * @param {number} low above 0.
 * @param {number} high any finite number above it.
 */
export function logTicks(low, high) {
  if (!(low > 0) || !(high > low) || !Number.isFinite(high)) return [];
  // Not of the ratio, which may be no double.
  const decades = Math.log10(high) - Math.log10(low);
  if (decades < 0.4) return linearTicks(low, high, 4);
  const labelled = decades < 2.5 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / 6));
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (let units = 1; units < 10; units++) {
      const v = decimal(units, power);
      if (v < low || v > high) continue;
      const named = labelled.includes(units) && power % every === 0;
      if (!named && decades > 4) continue;
      // Each for itself: a label of many decades cannot be written like its neighbour.
      ticks.push({ v, label: named ? withLabels([{ units, power }], ROOM)[0].label : "" });
    }
  }
  return ticks;
}

/** The double that "25e-3" is read as. */
function decimal(units, power) {
  return Number(`${units}e${power}`);
}

/** Values and labels of one axis, all written in one way: plainly, or with an exponent where that is shorter. */
function withLabels(decimals, room) {
  const values = decimals.map(({ units, power }) => decimal(units, power));
  const places = Math.max(0, -decimals[0].power);
  const short = values.map(exponential);
  const longest = (texts) => Math.max(...texts.map((text) => text.length));
  // Beyond these toFixed has no more exact digits to give.
  const isPlain = places <= 17 && values.every((v) => Math.abs(v) < 1e15);
  const plain = isPlain ? values.map((v) => v.toFixed(places)) : [];
  const texts = isPlain && (longest(plain) <= room || longest(plain) <= longest(short)) ? plain.map(grouped) : short;
  return values.map((v, i) => ({ v, label: texts[i] }));
}

function exponential(value) {
  return value === 0 ? "0" : value.toExponential().replace("e+0", "").replace("e+", "e").replaceAll("-", "−");
}

/** "-1234.50" -> "−1 234.50", with a narrow space that never breaks. */
function grouped(text) {
  return text.replace(/^-?\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, "\u202f")).replace("-", "−");
}
