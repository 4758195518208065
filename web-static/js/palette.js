// A group's colour and dash belong to what the group is, not to where it stands in a list: inserting, hiding or
// removing another group never recolours it. Colours keep 3:1 against their background and stay apart for the common
// kinds of colour blindness; the dash is the second channel.

export const PALETTE = {
  light: ["#0b62c4", "#c8500a", "#0a8570", "#97408f", "#9a6d00", "#3f8fbf", "#d0417a", "#59626e"],
  dark: ["#6cb0ff", "#ff9152", "#3fd0a8", "#d68fe4", "#e3b63f", "#8fd6f2", "#ff8db4", "#aab4c0"],
};

/** Lengths of stroke and gap in pixels; the first is a full line. */
export const DASHES = [null, [8, 3], [3, 3], [9, 3, 2, 3]];

const COLOURS = PALETTE.light.length;
export const SLOTS = COLOURS * DASHES.length;

/** Methods people compare most get fixed places, chosen to differ well; any other method takes its hash's. */
const METHOD_SLOTS = { dkp: 0, dfa: 1, bp: 7, kp: 2, fa: 4, drtp: 3, "bp-fc-only": 6 };

/** Stroke dashes of the first round of colours. Neighbours differ, so that two lines differ twice. */
const FIRST_DASH = [0, 1, 2, 3, 1, 0, 2, 0];

/** @returns {{colour: string, dash: ?number[]}} */
export function slotStyle(slot, theme) {
  const colour = slot % COLOURS;
  const round = Math.floor(slot / COLOURS);
  return { colour: PALETTE[theme][colour], dash: DASHES[(FIRST_DASH[colour] + round) % DASHES.length] };
}

/** FNV-1a over UTF-16 units: the same text gets the same slot on every machine. */
export function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

function wish(group, byMethod) {
  const fixed = METHOD_SLOTS[group.method];
  if (fixed !== undefined && byMethod) return fixed;
  return hash(group.id) % COLOURS;
}

/**
 * Gives every group a slot. One that has a slot keeps it; a new one takes the slot it wishes for, or the next free.
 *
 * @param {{id: string, method: ?string}[]} groups oldest first, so that a reload gives older groups the first choice.
 * @param {Map<string, number>} assigned slots given so far; is added to.
 * @param {boolean} byMethod whether a group is what its method is (true), or one of many of a method (false).
 */
export function assignSlots(groups, assigned, byMethod = true) {
  const taken = new Set(groups.filter((group) => assigned.has(group.id)).map((group) => assigned.get(group.id)));
  for (const group of groups) {
    if (assigned.has(group.id)) continue;
    const slot = freeSlot(wish(group, byMethod), taken);
    taken.add(slot);
    assigned.set(group.id, slot);
  }
  return assigned;
}

/** The next free colour from `wished` on; a new round, with other dashes, only when all colours are in use. */
function freeSlot(wished, taken) {
  for (let tries = 0; tries < SLOTS; tries++) {
    const slot = Math.floor(tries / COLOURS) * COLOURS + ((wished + tries) % COLOURS);
    if (!taken.has(slot)) return slot;
  }
  return wished;
}

/** Colours by method, dashes by order within it: for many runs of few methods. Same result as `assignSlots`. */
export function assignByMethod(groups) {
  const seen = new Map();
  const slots = new Map();
  for (const group of groups) {
    const method = group.method ?? "";
    const colour = METHOD_SLOTS[method] ?? hash(method) % COLOURS;
    const order = seen.get(method) ?? 0;
    seen.set(method, order + 1);
    slots.set(group.id, colour + COLOURS * (order % DASHES.length));
  }
  return slots;
}
