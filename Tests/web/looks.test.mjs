import assert from "node:assert/strict";
import test from "node:test";
import { PALETTE, looks, sequence } from "../../web-static/js/math/palette.js";
import { BLIND, contrast, lab } from "./colours.mjs";

const PAPERS = { light: ["#ffffff", "#f6f7f9"], dark: ["#15181d", "#0e1013"] };
const SERIAL = new Set(["bp", "fa", "kp", "bp-fc-only"]);
const METHODS = ["bp", "bp-fc-only", "fa", "kp", "dfa", "dkp", "drtp"];
const group = (id, method = id) => ({ id, method, runs: [{ job: { method } }] });
const of = (groups, given) => looks(groups, { serial: SERIAL, given });

test("every colour that is drawn keeps 3:1 against its paper", () => {
  const many = METHODS.flatMap((method) => Array.from({ length: 3 }, (_, i) => group(`${method} ${i}`, method)));
  const drawn = [...of(many).values()].map((look) => look.colour);
  for (const theme of ["light", "dark"]) {
    const all = [...PALETTE[theme], ...[...drawn, ...sequence(5), ...sequence(9)].map((colour) => colour[theme])];
    for (const colour of all) for (const paper of PAPERS[theme]) assert.ok(contrast(colour, paper) >= 3, `${colour} on ${paper}`);
  }
});

test("the methods' colours stay apart for every eye", () => {
  for (const theme of ["light", "dark"]) {
    for (const [kind, matrix] of Object.entries(BLIND)) {
      PALETTE[theme].forEach((a, i) => {
        for (const b of PALETTE[theme].slice(i + 1)) {
          const distance = Math.hypot(...lab(a, matrix).map((part, k) => part - lab(b, matrix)[k]));
          assert.ok(distance > 19.5, `${kind} ${theme}: ${a} ${b} differ by ${distance.toFixed(1)}`);
        }
      });
    }
  }
});

test("a method's colour does not depend on company, order, or how groups are made", () => {
  const alone = of([group("a", "dkp")]).get("a");
  const last = of([...METHODS, "mine"].map((method) => group(method)).reverse()).get("dkp");
  assert.deepEqual(last, alone);
  const mine = of([group("mine")]).get("mine");
  assert.deepEqual(of([...METHODS, "mine"].map((method) => group(method))).get("mine"), mine);
  assert.notEqual(mine.marker, null, "a method without a place of its own is never mistaken for one that has it");
});

test("a dash means serial, and nothing else", () => {
  for (const method of METHODS) {
    for (const look of of(Array.from({ length: 50 }, (_, i) => group(`${method} ${i}`, method))).values()) {
      assert.equal(look.dashed, SERIAL.has(method), method);
    }
  }
  const mixed = (...methods) => ({ id: "m", method: null, runs: methods.map((method) => ({ job: { method } })) });
  assert.equal(of([mixed("bp", "fa")]).get("m").dashed, true);
  assert.equal(of([mixed("bp", "dkp")]).get("m").dashed, false);
  assert.equal(looks([group("new-rule")], { serial: new Set(["new-rule"]) }).get("new-rule").dashed, true);
});

test("a hundred groups of one method, and a hundred without one, are all told apart", () => {
  for (const method of ["dkp", null, "unknown"]) {
    const found = of(Array.from({ length: 100 }, (_, i) => group(`group ${i}`, method)));
    for (const theme of ["light", "dark"]) {
      const seen = new Set([...found.values()].map((look) => JSON.stringify([look.colour[theme], look.dashed, look.marker])));
      assert.equal(seen.size, 100, `${method} ${theme}`);
    }
  }
});

test("a look once given stays when groups come before it or go", () => {
  const given = new Map();
  const before = of([group("a", "dkp"), group("b", "dkp")], given);
  const after = of([group("c", "dkp"), group("b", "dkp")], given);
  assert.deepEqual(after.get("b"), before.get("b"));
  const more = of([group("c", "dkp"), group("d", "dkp"), group("b", "dkp")], given);
  assert.equal(new Set([...more.values()].map((look) => JSON.stringify(look))).size, 3);
});

test("layers in order go one way in lightness", () => {
  for (const [theme, sign] of [["light", 1], ["dark", 1]]) {
    const steps = sequence(6).map((colour) => lab(colour[theme], BLIND.normal)[0]);
    steps.slice(1).forEach((value, i) => assert.ok((value - steps[i]) * sign > 0, `${theme}: ${steps}`));
  }
  assert.equal(sequence(1).length, 1);
  assert.deepEqual(sequence(0), []);
});
