import assert from "node:assert/strict";
import test from "node:test";

import { pictureOf, pictureWords } from "../../web-static/js/math/networkpicture.js";

const layers = ["fc1", "fc2", "fc3"];
const arrowsOf = (picture, kind) => picture.arrows.filter((arrow) => arrow.kind === kind).map(({ from, to }) => [from, to]);

test("a direct method sends the error to each layer, a serial one from layer to layer", () => {
  const direct = pictureOf({ layers, values: new Map([["fc1", 90], ["fc2", 45]]), isSerial: false, feedback: ["fc1", "fc2"] });
  assert.deepEqual(arrowsOf(direct, "forward"), [["input", "fc1"], ["fc1", "fc2"], ["fc2", "fc3"], ["fc3", "error"]]);
  assert.deepEqual(arrowsOf(direct, "feedback"), [["error", "fc1"], ["error", "fc2"]]);
  const serial = pictureOf({ layers, values: new Map(), isSerial: true, feedback: ["fc1", "fc3"] });
  assert.deepEqual(arrowsOf(serial, "feedback"), [["fc2", "fc1"], ["error", "fc3"]]);
});

test("a layer says its angle, and how much it is worth", () => {
  const values = new Map([["fc1", 0], ["fc2", 90], ["fc3", 135.4]]);
  const { boxes } = pictureOf({ layers: [...layers, "fc4"], values, isSerial: false, feedback: [] });
  assert.deepEqual(boxes.map(({ name, text, share }) => [name, text, share === null ? null : Math.round(share * 100)]),
    [["input", "", null], ["fc1", "0°", 100], ["fc2", "90°", 0], ["fc3", "135°", -50], ["fc4", "", null], ["error", "", null]]);
  assert.equal(pictureWords({ boxes }, "dkp"), "dkp: fc1 0 degrees, fc2 90 degrees, fc3 135 degrees");
  assert.equal(pictureWords({ boxes: [] }, "bp"), "bp: nothing recorded here");
});

test("boxes stand in a row inside the picture, and arrows back do not lie on one another", () => {
  const many = Array.from({ length: 16 }, (_, i) => `conv${i + 1}`);
  const { width, height, boxes, arrows } = pictureOf({ layers: many, values: new Map(), isSerial: false, feedback: many });
  boxes.slice(1).forEach((box, i) => assert.ok(box.x > boxes[i].x + boxes[i].width));
  const back = arrows.filter((arrow) => arrow.kind === "feedback");
  assert.equal(new Set(back.map(({ points }) => points[1][1])).size, many.length);
  assert.equal(new Set(back.map(({ points }) => points[0][0])).size, many.length);
  for (const { points } of arrows) for (const [x, y] of points) assert.ok(x >= 0 && x <= width && y >= 0 && y <= height);
});
