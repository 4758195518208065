import assert from "node:assert/strict";
import test from "node:test";
import { PALETTE, SLOTS, assignByMethod, assignSlots, slotStyle } from "../../web-static/js/palette.js";

const group = (id, method = null) => ({ id, method });
const PAPER = { light: "#ffffff", dark: "#15181d" };

function linear(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
}

function contrast(a, b) {
  const light = (hex) => linear(hex).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// Machado, Oliveira and Fernandes 2009, full severity, on linear RGB.
const BLIND = {
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
};

/** CIE L*a*b* (D65) as someone with this kind of vision sees the colour. */
function lab(hex, matrix) {
  const rgb = linear(hex);
  const seen = matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, part, i) => sum + part * rgb[i], 0))));
  const xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    .map((row, i) => row.reduce((sum, part, j) => sum + part * seen[j], 0) / [0.95047, 1, 1.08883][i])
    .map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])];
}

test("every colour keeps 3:1 against its paper", () => {
  for (const theme of ["light", "dark"]) {
    for (const colour of PALETTE[theme]) assert.ok(contrast(colour, PAPER[theme]) >= 3, `${colour} on ${theme}`);
  }
});

test("bp, dfa, dkp and kp stay apart for colour-blind eyes, by colour or by dash", () => {
  const slots = assignSlots(["bp", "dfa", "dkp", "kp"].map((method) => group(`method=${method}`, method)), new Map());
  for (const theme of ["light", "dark"]) {
    const styles = [...slots.values()].map((slot) => slotStyle(slot, theme));
    for (const [kind, matrix] of Object.entries(BLIND)) {
      for (const [i, a] of styles.entries()) {
        for (const b of styles.slice(i + 1)) {
          const distance = Math.hypot(...lab(a.colour, matrix).map((part, k) => part - lab(b.colour, matrix)[k]));
          const twice = String(a.dash) !== String(b.dash);
          assert.ok(distance > (twice ? 8 : 20), `${kind} ${theme}: ${a.colour} ${b.colour} differ by ${distance.toFixed(1)}`);
        }
      }
    }
  }
});

test("no two slots look alike", () => {
  for (const theme of ["light", "dark"]) {
    const looks = new Set(Array.from({ length: SLOTS }, (_, slot) => JSON.stringify(slotStyle(slot, theme))));
    assert.equal(looks.size, SLOTS);
  }
});

test("a method's slot does not depend on company or order", () => {
  const alone = assignSlots([group("method=dkp", "dkp")], new Map()).get("method=dkp");
  const last = assignSlots([group("method=bp", "bp"), group("method=dfa", "dfa"), group("method=dkp", "dkp")], new Map());
  assert.equal(last.get("method=dkp"), alone);
});

test("a slot once given stays when groups are put before or taken away", () => {
  const assigned = assignSlots([group("lr=0.1"), group("lr=0.01")], new Map());
  const before = new Map(assigned);
  assignSlots([group("lr=0.001"), group("lr=0.0001"), group("lr=0.1"), group("lr=0.01")], assigned);
  for (const [id, slot] of before) assert.equal(assigned.get(id), slot);
  assignSlots([group("lr=0.01")], assigned);
  assert.equal(assigned.get("lr=0.01"), before.get("lr=0.01"));
});

test("up to all slots, groups shown together never share one", () => {
  const groups = Array.from({ length: SLOTS }, (_, i) => group(`run ${i}`, "dkp"));
  assert.equal(new Set(assignSlots(groups, new Map(), false).values()).size, SLOTS);
  const eight = assignSlots(groups.slice(0, 8), new Map(), false);
  assert.equal(new Set([...eight.values()].map((slot) => slotStyle(slot, "light").colour)).size, 8);
});

test("more groups than slots still get one each", () => {
  const groups = Array.from({ length: SLOTS + 5 }, (_, i) => group(`run ${i}`));
  assert.equal(assignSlots(groups, new Map()).size, SLOTS + 5);
});

test("a method nobody has heard of gets a colour of its own accord", () => {
  const slot = assignSlots([group("method=brand-new", "brand-new")], new Map()).get("method=brand-new");
  assert.ok(slot >= 0 && slot < SLOTS);
});

test("by method: one colour per method, dashes within it", () => {
  const slots = assignByMethod([group("run 1", "dkp"), group("run 2", "dkp"), group("run 3", "bp")]);
  const [a, b, c] = ["run 1", "run 2", "run 3"].map((id) => slotStyle(slots.get(id), "light"));
  assert.equal(a.colour, b.colour);
  assert.notDeepEqual(a.dash, b.dash);
  assert.notEqual(a.colour, c.colour);
});
