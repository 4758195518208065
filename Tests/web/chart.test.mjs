// A chart without a browser: the painter writes SVG.

import assert from "node:assert/strict";
import test from "node:test";
import { toSVG } from "../../web-static/js/chart/image.js";
import { PAPER } from "../../web-static/js/chart/ink.js";
import { layout } from "../../web-static/js/chart/layout.js";
import { mapping } from "../../web-static/js/chart/mapping.js";
import { axesOf, notesOf, tally } from "../../web-static/js/chart/plot.js";
import { traceArea, traceLine } from "../../web-static/js/chart/trace.js";
import { nextAbove, seeded } from "./random.mjs";
import { readXML } from "./xml.mjs";

const SIZE = { width: 640, height: 400 };
const measure = (text, size) => text.length * size * 0.55;
const line = (id, x, y, more = {}) => ({ id, label: id, colour: "#0061c3", points: { x, y, ...more.points }, ...more, ...(more.points && { points: { x, y, ...more.points } }) });
const plot = (lines, more = {}) => ({ title: "Loss", lines, x: { kind: "iteration", label: "iteration", ...more.x }, y: { ...more.y }, ...more.rest });
const svg = (one) => readXML(toSVG(one, SIZE, PAPER, measure));
const strokes = (elements, colour) => elements.filter((element) => element.name === "path" && element.attributes.stroke === colour);
const places = (d) => [...d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

test("SVG is well-formed, whatever the words are, and text is text", () => {
  const bad = 'a<b & "c" \u0000\ud800 \u{1f600} ]]>';
  const elements = svg(plot([line(bad, [1, 2], [3, 4])], { rest: { title: bad, unit: bad, notes: [bad], guides: [{ y: 3.5, label: bad }] }, x: { label: bad }, y: { label: bad } }));
  const shown = 'a<b & "c" \ufffd\ufffd \u{1f600} ]]>';
  const texts = elements.filter((element) => element.name === "text").map((element) => element.text);
  assert.equal(texts.filter((text) => text === shown).length, 7, String(texts));
  assert.equal(elements.find((element) => element.name === "title").text, shown);
  assert.deepEqual(elements[0].attributes, {
    xmlns: "http://www.w3.org/2000/svg", width: "640", height: "400", viewBox: "0 0 640 400", role: "img",
  });
  assert.ok(elements.every((element) => !("style" in element.attributes)));
});

test("SVG shows the data: every point lies where its axes say", () => {
  const [x, y] = [[1, 2, 5, 9], [0.5, -3, 40, 7]];
  for (const [scaleX, scaleY, own] of [["linear", "linear", y], ["log", "log", y.map(Math.abs)]]) {
    const one = plot([line("a", x, own, { colour: "#123456" })], { x: { scale: scaleX }, y: { scale: scaleY } });
    const { toX, toY } = layout(one, SIZE, measure, { isWhole: true });
    const [drawn] = strokes(svg(one), "#123456");
    const found = places(drawn.attributes.d).map(([px, py]) => [toX.toValue(px), toY.toValue(py)]);
    found.forEach(([vx, vy], i) => assert.ok(Math.abs(vx - x[i]) < 0.02 && Math.abs(vy - own[i]) < 0.1, `${vx}, ${vy}`));
    assert.equal(found.length, 4);
  }
});

test("a gap is no line, a point between gaps is a dot, and what is no number is marked on the edge", () => {
  const y = [1, 2, NaN, 4, NaN, 6, 7];
  const elements = svg(plot([line("a", y.map((_, i) => i), y, { nulls: [2, 4], colour: "#123456" })]));
  const [drawn, ...crosses] = strokes(elements, "#123456");
  assert.equal(drawn.attributes.d.match(/M/g).length, 3, "three pieces");
  assert.equal(crosses.filter((element) => element.attributes["stroke-width"] === "1.8" && element !== drawn).length >= 2, true);
  const notes = notesOf(plot([line("a", y.map((_, i) => i), y)]));
  assert.ok(notes.includes("2 NaN, marked on the lower edge"), String(notes));
});

test("a dash means serial alone: no other line of the picture has one", () => {
  const one = (dashed) => svg(plot([line("a", [1, 2], [3, 4], { dashed, colour: "#123456", marker: "circle" })], { rest: { guides: [{ y: 3 }] } }));
  const dashes = (elements) => elements.filter((element) => element.attributes["stroke-dasharray"]).map((element) => element.attributes["stroke-dasharray"]);
  assert.deepEqual(dashes(one(false)), ["1 3"], "the guide's points");
  assert.deepEqual(dashes(one(true)), ["1 3", "7 4", "7 4"], "line and legend too");
});

test("lines are clipped to the area; colours are the theme's", () => {
  const elements = svg(plot([line("a", [1, 2], [3, 4], { colour: { light: "#aabbcc", dark: "#ddeeff" } })], { y: { range: [3.4, 3.6] } }));
  assert.ok(strokes(elements, "#aabbcc").length > 0 && strokes(elements, "#ddeeff").length === 0);
  const clip = elements.find((element) => element.name === "clipPath");
  assert.ok(elements.some((element) => element.attributes["clip-path"] === `url(#${clip.attributes.id})`));
});

test("a logarithmic axis hides what is not above 0, and says how many, on x and on y", () => {
  const one = plot([line("a", [0, 1, 2, 3], [5, -1, 0, 10])], { x: { scale: "log" }, y: { scale: "log" } });
  assert.deepEqual(tally(one, axesOf(one)), { points: 1, nulls: 0, belowZero: 3, beyond: 0 });
  assert.ok(notesOf(one).includes("3 points ≤ 0 hidden"));
});

test("what lies beyond an own range or a robust one is counted and said", () => {
  const own = plot([line("a", [1, 2, 3], [1, 2, 100])], { y: { range: [0, 5] } });
  assert.ok(notesOf(own).includes("1 point beyond the axis"));
  const values = Array.from({ length: 300 }, (_, i) => (i === 9 ? 1e9 : 1 + (i % 7)));
  const robust = plot([line("a", values.map((_, i) => i), values)], { y: { robust: true } });
  assert.ok(axesOf(robust).range[1] < 10);
  assert.ok(notesOf(robust).includes("1 point beyond the axis (outliers ignored)"));
  assert.ok(notesOf(plot([line("a", [1, 2], [1, 2])], { y: { robust: true } })).includes("outliers ignored"), "said also where it leaves nothing out");
});

test("a window counts and measures what is in it; epochs and iterations begin at 0", () => {
  const one = plot([line("a", [1, 2, 3, 400], [1, 2, 3, 400])], { x: { window: [1, 3] } });
  assert.ok(axesOf(one).range[1] < 4);
  assert.equal(tally(one, axesOf(one)).points, 3);
  assert.equal(axesOf(plot([line("a", [50, 100], [1, 2])])).window[0], 0);
  const keys = axesOf(plot([line("a", [50, 100], [1, 2])], { x: { kind: "batch_size" } })).window;
  assert.ok(keys[0] > 40 && keys[0] < 50 && keys[1] > 100);
});

test("every line is named in a picture, however many there are; on the page what does not fit is counted", () => {
  const many = plot(Array.from({ length: 60 }, (_, i) => line(`optimizer.learning_rate=0.00${i}`, [1, 2], [i, i + 1])));
  const texts = svg(many).filter((element) => element.name === "text").map((element) => element.text);
  for (const { label } of many.lines) assert.ok(texts.includes(label), label);
  const small = layout({ ...many, legend: true }, { width: 300, height: 200 }, measure);
  const more = small.texts.find((text) => text.text.startsWith("and "));
  assert.equal(small.legend.length + Number(more.text.split(" ")[1]), 60);
});

test("labels have room and lie on no other", () => {
  for (const [y, x] of [[[3e30, 4e30], [1, 2]], [[-123456.25, -123456.5], [1e6, 2e6]], [[1e-12, 1], [1, 1e9]]]) {
    for (const width of [90, 180, 320, 900]) {
      const { yTicks, xTicks, area, size } = layout(plot([line("a", x, y)]), { width, height: 220 }, measure);
      // Of a chart that is too narrow for its labels, half is left for the lines.
      if (width > 100) for (const { label } of yTicks) assert.ok(measure(label, size) <= area.x, `${label} in ${area.x}`);
      let end = -Infinity;
      for (const { at, label } of xTicks.filter((tick) => tick.label)) {
        const half = measure(label, size) / 2;
        assert.ok(at - half > end && at + half <= width + 1, `${label} at ${at} of ${width}`);
        end = at + half;
      }
    }
  }
});

test("any finite values are drawn at finite places", () => {
  const draw = seeded(21);
  for (let i = 0; i < 300; i++) {
    const [a, b, c] = [draw.finite(), draw.finite(), draw.finite()];
    const x = [Math.min(a, b), Math.max(a, b)];
    if (x[0] === x[1]) continue;
    for (const scale of ["linear", "log"]) {
      const one = plot([line("a", x, [c, i % 3 === 0 ? nextAbove(Math.abs(c)) : b], { points: { low: [c, b], high: [c, b] } })], { x: { kind: "value", scale }, y: { scale } });
      assert.doesNotMatch(toSVG(one, SIZE, PAPER, measure), /NaN|Infinity|undefined/, `${[a, b, c]}`);
    }
  }
});

test("pixels and values go both ways", () => {
  for (const [values, log] of [[[0, 10], false], [[-1e308, 1e308], false], [[1e-300, 1e300], true]]) {
    const { toPixel, toValue } = mapping(values, [500, 20], log);
    assert.deepEqual(values.map(toPixel), [500, 20]);
    for (const pixel of [20, 100, 333, 500]) assert.ok(Math.abs(toPixel(toValue(pixel)) - pixel) < 1e-6);
  }
});

/** Records what is traced. */
function pen() {
  const path = [];
  return { path, moveTo: (x, y) => path.push(["M", x, y]), lineTo: (x, y) => path.push(["L", x, y]), closePath: () => path.push(["Z"]) };
}

function frame(count, width, more = {}) {
  const x = Array.from({ length: count }, (_, i) => i);
  return { x, px: Float64Array.from(x, (value) => (value / count) * width), from: 0, to: count, toY: (v) => v, logX: false, logY: false, columns: 1, floor: 999, ...more };
}

test("thinning keeps each column's least and greatest point, the first and the last, and every gap", () => {
  const values = Array.from({ length: 50_000 }, (_, i) => Math.sin(i / 900));
  values[31_234] = 77;
  values[41_111] = -55;
  values[20_000] = NaN;
  values[49_997] = 5;
  values[49_998] = -5;
  const context = pen();
  const own = frame(values.length, 300);
  traceLine(context, own, values);
  assert.ok(context.path.length < 2 * 300 + 10, `${context.path.length} points`);
  const drawn = context.path.map(([, , y]) => y);
  assert.ok(drawn.includes(77) && drawn.includes(-55));
  assert.deepEqual(context.path[0].slice(1), [own.px[0], values[0]]);
  assert.deepEqual(context.path[context.path.length - 1].slice(1), [own.px[49_999], values[49_999]]);
  assert.equal(context.path.filter(([kind]) => kind === "M").length, 2);
});

test("few points are drawn as they are; one between gaps is given back", () => {
  const context = pen();
  const alone = traceLine(context, frame(5, 300), [1, NaN, 3, NaN, 5]);
  assert.deepEqual(alone.map(([, y]) => y), [1, 3, 5]);
  const whole = pen();
  traceLine(whole, frame(150, 300), Array.from({ length: 150 }, (_, i) => i));
  assert.equal(whole.path.length, 150);
});

test("an area reaches each column's extremes; on a logarithmic axis one that would reach 0 ends on the edge", () => {
  const low = Array.from({ length: 9000 }, (_, i) => (i === 4000 ? -9 : 1));
  const high = low.map((_, i) => (i === 5000 ? 99 : 2));
  const context = pen();
  traceArea(context, frame(9000, 300, { toY: (v) => -v }), low, high);
  const reached = context.path.filter(([kind]) => kind !== "Z").map(([, , y]) => y);
  assert.ok(reached.includes(9) && reached.includes(-99));
  const log = pen();
  traceArea(log, frame(2, 300, { logY: true, toY: (v) => -v }), [-1, 1], [2, 2]);
  assert.deepEqual(log.path.map(([, , y]) => y), [-2, -2, -1, 999, undefined]);
});
