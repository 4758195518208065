// How a group is drawn. Its colour belongs to its method and never changes between selections; further groups of one
// method are told apart by shade and marker. A dash says that a method is serial, and nothing else.
//
// Colours keep 3:1 against either paper and stay apart for the common kinds of colour blindness: the least distance of
// two is 20 in CIE L*a*b*, for normal, deuteranopic and protanopic eyes.

export const PALETTE = {
  light: ["#0061c3", "#bd4805", "#078571", "#97408d", "#b9834c", "#ab2442", "#233c52", "#4292c9"],
  dark: ["#6eb0ff", "#ff9154", "#4cdeb0", "#af6ab8", "#f3c032", "#ca5f7f", "#9aacbb", "#92dfff"],
};

/** Places that never change; any other method takes its hash's, and carries a marker always. */
const METHODS = { dkp: 0, dfa: 1, kp: 2, drtp: 3, fa: 4, "bp-fc-only": 5, bp: 6 };

/** What further groups of a method carry; the first has none. Behind the last come numbers. */
export const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "plus", "wedge", "ring", "box"];

/** How much of black (on light paper) or white (on dark paper) a method's second and third shade has. */
const SHADES = [0, 0.32, 0.55];

/** Length of stroke and gap of a serial method's line, pixels. */
export const SERIAL_DASH = [7, 4];

/**
 * @typedef {{colour: {light: string, dark: string}, dashed: boolean, marker: ?string}} Look
 *   `marker`: a shape, a number as text, or null.
 */

/** FNV-1a over UTF-16 units: the same text gets the same place on every machine. */
export function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

function hueOf(method) {
  return Object.hasOwn(METHODS, method) ? METHODS[method] : hash(method) % PALETTE.light.length;
}

/**
 * @param {{id: string, method: ?string, runs: {job: {method: ?string}}[]}[]} groups oldest first, hidden ones too, so
 *   that hiding one changes no other.
 * @param {{serial: Set<string>, given?: Map<string, number>}} options `serial`: names of the serial methods, from the
 *   server. `given`: which of its method's places each group has; is added to, so that a group keeps its look while the
 *   page lives, whatever comes beside it.
 * @returns {Map<string, Look>} by group id; no two alike.
 */
export function looks(groups, { serial, given = new Map() }) {
  const taken = new Map();
  const hues = new Map(groups.map((group) => [group.id, hueOf(group.method ?? group.id)]));
  const placesOf = (hue) => taken.get(hue) ?? taken.set(hue, new Set()).get(hue);
  for (const group of groups) if (given.has(group.id)) placesOf(hues.get(group.id)).add(given.get(group.id));
  const result = new Map();
  for (const group of groups) {
    const hue = hues.get(group.id);
    if (!given.has(group.id)) {
      let place = Object.hasOwn(METHODS, group.method ?? "") ? 0 : 1;
      while (placesOf(hue).has(place)) place += 1;
      placesOf(hue).add(place);
      given.set(group.id, place);
    }
    result.set(group.id, lookOf(hue, given.get(group.id), isSerial(group, serial)));
  }
  return result;
}

/** A group of several methods is serial when all of them are. */
function isSerial(group, serial) {
  if (group.method !== null) return serial.has(group.method);
  return group.runs.length > 0 && group.runs.every((run) => serial.has(run.job.method));
}

function lookOf(hue, place, dashed) {
  const share = SHADES[place % SHADES.length];
  return {
    colour: { light: mixed(PALETTE.light[hue], 0, share), dark: mixed(PALETTE.dark[hue], 255, share) },
    dashed, marker: place === 0 ? null : SHAPES[place - 1] ?? String(place + 1),
  };
}

/** Colours of lines in order, first to last, of one hue that goes from blue to yellow: for layers of a network. */
export function sequence(count) {
  return Array.from({ length: count }, (_, i) => {
    const at = count > 1 ? i / (count - 1) : 0;
    return { light: ramp(RAMPS.light, at), dark: ramp(RAMPS.dark, at) };
  });
}

/** Lightness goes one way, so that the order is seen without colours too; all keep 3:1 against their paper. */
const RAMPS = {
  light: ["#26196b", "#2f5fa8", "#1f8a8c", "#6d8f1f", "#b07d00"],
  dark: ["#8f7bea", "#6aa2f0", "#4ec3bd", "#a3d45c", "#ffe27a"],
};

function ramp(stops, at) {
  const place = at * (stops.length - 1);
  const from = Math.min(stops.length - 2, Math.floor(place));
  const [a, b] = [channels(stops[from]), channels(stops[from + 1])];
  return hex(a.map((part, i) => part + (b[i] - part) * (place - from)));
}

function mixed(colour, towards, share) {
  return hex(channels(colour).map((part) => part + (towards - part) * share));
}

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
