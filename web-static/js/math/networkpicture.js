// A network as boxes and arrows, with what each layer's feedback is worth. Pure: plain data in and out, in units of a
// picture that is as wide as its boxes need.

const BOX = { width: 62, height: 40 };
const GAP = 26;
const PAD = 6;
/** Height above the boxes for nothing, and below them for the arrows that go back. */
const TOP = 20;
const BELOW = 46;
const LANE = 24;

/**
 * @typedef {{name: string, text: string, kind: "end"|"layer", x: number, y: number, width: number, height: number,
 *   value: ?number, share: ?number}} Box
 *   `text`: what stands below its name. `share`: of an angle, 1 where it points as it should, 0 at a right angle, below
 *   that where it points away; null where nothing was recorded.
 * @typedef {{from: string, to: string, kind: "forward"|"feedback", points: number[][]}} Arrow from its first point to its last.
 */

/**
 * @param {{layers: string[], values: Map<string, number>, isSerial: boolean, feedback: string[]}} network
 *   `layers`: first to last. `values`: degrees by layer, those that are known. `feedback`: layers that a signal is sent to.
 * @returns {{width: number, height: number, boxes: Box[], arrows: Arrow[]}}
 */
export function pictureOf({ layers, values, isSerial, feedback }) {
  const names = ["input", ...layers, "error"];
  const boxes = names.map((name, i) => {
    const isEnd = i === 0 || i === names.length - 1;
    const value = isEnd ? null : values.get(name) ?? null;
    return {
      name, kind: isEnd ? "end" : "layer", x: PAD + i * (BOX.width + GAP), y: TOP, ...BOX, value, share: shareOf(value),
      text: value === null ? "" : `${Math.round(value)}°`,
    };
  });
  const by = new Map(boxes.map((box) => [box.name, box]));
  const forward = boxes.slice(1).map((box, i) => arrow(boxes[i], box, "forward", straight(boxes[i], box)));
  const taught = layers.filter((layer) => feedback.includes(layer));
  const back = taught.map((layer, i) => {
    const to = by.get(layer);
    const from = isSerial ? boxes[boxes.indexOf(to) + 1] : by.get("error");
    return arrow(from, to, "feedback", isSerial ? below(from, to, LANE, 0.5) : below(from, to, laneOf(taught.length - i, taught.length), 1 - (i + 1) / (taught.length + 1)));
  });
  const width = 2 * PAD + names.length * BOX.width + (names.length - 1) * GAP;
  return { width, height: TOP + BOX.height + BELOW, boxes, arrows: [...forward, ...back] };
}

/** 1 at 0 degrees, 0 at 90, -1 at 180. */
function shareOf(degrees) {
  return Number.isFinite(degrees) ? Math.max(-1, Math.min(1, 1 - degrees / 90)) : null;
}

const arrow = (from, to, kind, points) => ({ from: from.name, to: to.name, kind, points });

function straight(from, to) {
  const y = from.y + from.height / 2;
  return [[from.x + from.width + 2, y], [to.x - 2, y]];
}

/** How far below the boxes an arrow goes back: those that go further lie lower, so that they do not cross. */
const laneOf = (order, count) => 12 + (BELOW - 18) * (order / Math.max(1, count));

/** @param {number} at where on the lower edge of `from` it begins, 0 to 1. */
function below(from, to, depth, at) {
  const bottom = from.y + from.height;
  const [start, end] = [from.x + from.width * at, to.x + to.width / 2];
  return [[start, bottom + 2], [start, bottom + depth], [end, bottom + depth], [end, bottom + 3]];
}

/** What the picture says, for who does not see it. */
export function pictureWords({ boxes }, label) {
  const said = boxes.filter((box) => box.value !== null).map((box) => `${box.name} ${box.text.replace("°", " degrees")}`);
  return `${label}: ${said.length > 0 ? said.join(", ") : "nothing recorded here"}`;
}
