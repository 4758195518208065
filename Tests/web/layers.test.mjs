import assert from "node:assert/strict";
import test from "node:test";

import { Bursts } from "../../web-static/js/lib/burst.js";
import { layerPanels, sharedRange } from "../../web-static/js/math/layers.js";

const line = (id, mean) => ({
  id, label: id, x: mean.map((_, i) => i + 1), mean, sd: mean.map(() => NaN), min: mean, max: mean, n: mean.map(() => 1), low: null, high: null,
  counts: null, nulls: mean.map(() => 0), nan: [], raw: null, smoothing: 0, taken: [1],
});
const looks = new Map(["dkp", "fa"].map((id) => [id, { colour: { light: `#${id}`, dark: `#${id}` }, dashed: id === "fa", marker: null }]));
const lines = new Map([["fc1", [line("dkp", [90, 40]), line("fa", [95, 80])]], ["fc2", [line("dkp", [88, 30])]]]);

test("a panel of a method has a line for each layer in the colours of an order, dashed where the method is serial", () => {
  const panels = layerPanels({ layers: ["fc1", "fc2"], lines, by: "group", looks, band: "sd" });
  assert.deepEqual([...panels].map(([of, own]) => [of, own.map(({ id, dashed }) => [id, dashed])]),
    [["dkp", [["fc1", false], ["fc2", false]]], ["fa", [["fc1", true]]]]);
  assert.notEqual(panels.get("dkp")[0].colour.light, panels.get("dkp")[1].colour.light);
  assert.equal(panels.get("dkp")[0].colour.light, panels.get("fa")[0].colour.light, "a layer has one colour everywhere");
});

test("a panel of a layer has a line for each method, as it looks everywhere", () => {
  const panels = layerPanels({ layers: ["fc1", "fc2"], lines, by: "layer", looks, band: "none" });
  assert.deepEqual([...panels].map(([of, own]) => [of, own.map(({ id, colour }) => [id, colour.light])]),
    [["fc1", [["dkp", "#dkp"], ["fa", "#fa"]]], ["fc2", [["dkp", "#dkp"]]]]);
});

test("panels of degrees reach from none to beyond the right angle; others as far as all their lines", () => {
  const all = [...layerPanels({ layers: ["fc1", "fc2"], lines, by: "layer", looks, band: "sd" }).values()].flat();
  const [low, high] = sharedRange(all, { isDegrees: true, bounds: [0, 180], mark: 90 }, null, false);
  assert.ok(low < 0 && low > -5 && high >= 100 && high < 115, `${low} to ${high}`);
  assert.deepEqual(sharedRange([], { isDegrees: true, bounds: [0, 180], mark: 90 }, null, false), [-2, 100]);
  const [least, most] = sharedRange(all, { isDegrees: false, bounds: [0, Infinity], mark: null }, null, false);
  assert.ok(least < 30 && least > 20 && most > 95 && most < 105, `${least} to ${most}`);
});

test("changes of one kind that come close one behind the other are one", () => {
  let now = 0;
  const bursts = new Bursts(() => now);
  const at = (ms, kind) => { now = ms; return bursts.goesOn(kind); };
  assert.deepEqual([at(0, "zoom"), at(500, "zoom"), at(1000, "zoom"), at(9000, "zoom"), at(9100, "at"), at(9200, null), at(9300, null)],
    [false, true, true, false, false, false, false]);
});
