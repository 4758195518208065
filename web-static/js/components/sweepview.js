// A sweep over one key as a chart, over two as maps of colours.

import { h } from "../lib/dom.js";
import { shownValue } from "../math/flatten.js";
import { looks } from "../math/palette.js";
import { axesOf, heatColour, heatMaps, sweepLines } from "../math/sweeptable.js";
import { ChartCard } from "./chartcard.js";

export class SweepView {
  #cards = new Map();
  #given = new Map();
  #link;
  #zooms = new Map();
  element = h("section", { class: "sweep-view", hidden: true });

  /** @param {{link: () => string}} act */
  constructor({ link }) {
    this.#link = link;
  }

  /**
   * @param {import("../math/results.js").Results[]} tables
   * @param {{words: object, take: "last"|"best", measure: object, serial: Set<string>}} how
   */
  show(tables, how) {
    for (const card of this.#cards.values()) card.remove();
    this.#cards.clear();
    const parts = tables.map((table) => this.#part(table, how)).filter((part) => part !== null);
    this.element.hidden = parts.length === 0;
    this.element.replaceChildren(...parts);
    for (const draw of this.#later.splice(0)) draw();
  }

  #part(table, how) {
    const { keys } = table;
    if (keys.length === 0) return null;
    const title = h("h2", {}, `Sweep of ${table.network} over `, h("code", {}, keys.join(", ")));
    if (keys.length > 2) return h("section", { class: "sweep-part" }, title, h("p", { class: "hint" }, `${keys.length} keys vary: the table has them all. Restrict the selection to one or two for a picture.`));
    const panels = table.datasets.map((dataset) => (keys.length === 1 ? this.#chart(table, keys[0], dataset, how) : this.#maps(table, keys, dataset, how))).filter((panel) => panel !== null);
    return panels.length === 0 ? null : h("section", { class: "sweep-part" }, title, h("div", { class: keys.length === 1 ? "cards" : "heat-list" }, ...panels));
  }

  themeChanged() {
    for (const card of this.#cards.values()) card.chart.themeChanged();
  }

  leave() {
    for (const card of this.#cards.values()) card.remove();
  }

  /** Charts are drawn once they are in the page and have a size. */
  #later = [];

  #chart(table, key, dataset, { words, take, measure, serial }) {
    const [axis] = axesOf(table, [key]);
    const lines = sweepLines(table, axis, dataset, { scale: words.scale, take });
    if (lines.length === 0 || axis.texts.length < 2) return null;
    const styles = looks(lines.map((line) => ({ id: line.id, method: line.method, runs: [] })), { serial, given: this.#given });
    const name = `${table.network} ${dataset}`;
    const draw = () => card.show({
      key: name, title: `${measure.title}, ${table.network} on ${dataset}`, unit: words.unit, mayLog: false, log: false, expected: "", fileName: `sweep-${name}`.replace(/[^a-z0-9._-]+/gi, "-"), points: 0,
      plot: {
        title: `${measure.title}, ${table.network} on ${dataset}`, unit: words.unit, legend: true, notes: [`${take} of each run; mean ± s.d. over seeds`],
        lines: lines.map((line) => ({ id: line.id, label: line.label, ...styles.get(line.id), points: line.points })),
        x: { kind: key, label: key, scale: axis.isLog ? "log" : "linear", names: axis.numbers ? null : axis.texts.map((text) => shownValue(text ?? undefined)), window: this.#zooms.get(name)?.x ?? null },
        y: { range: this.#zooms.get(name)?.y ?? null, bounds: measure.bounds.map((bound) => bound * words.scale) },
      },
    });
    const card = new ChartCard(name, {
      hover: (x, own) => (x === null ? own.hideCrosshair() : own.showAt(x, true)),
      zoom: (ranges) => {
        this.#zooms.set(name, ranges === null ? null : { ...this.#zooms.get(name), ...Object.fromEntries(Object.entries(ranges).filter(([, range]) => range !== null)) });
        draw();
      },
      log: () => {}, storedCSV: null, link: this.#link,
    });
    this.#cards.set(name, card);
    this.#later.push(draw);
    return card.figure;
  }

  #maps(table, keys, dataset, { words, take }) {
    const axes = axesOf(table, keys);
    const maps = heatMaps(table, axes, dataset, take);
    if (maps.length === 0) return null;
    return h("section", { class: "heat" }, h("h3", {}, `${table.network} on ${dataset}`, h("small", {}, `${words.value(maps[0].low)} to ${words.value(maps[0].high)} ${words.unit}`)),
      h("div", { class: "heat-row" }, ...maps.map((map) => heatTable(map, axes, { words, take }))));
  }
}

function heatTable({ label, grid, low, high }, [down, across], { words, take }) {
  const name = (text) => shownValue(text ?? undefined);
  const cell = (own) => {
    if (own === null) return h("td", { class: "muted" }, "–");
    const { background, text } = heatColour((own[take].mean - low) / (high - low));
    const td = h("td", { class: "heat-cell", title: `n ${own.runs.length}, seeds ${own.runs.map((run) => run.seed).join(", ")}` }, words.mean(own[take]), h("small", {}, `n ${own.runs.length}`));
    td.style.background = background;
    td.style.color = text;
    return td;
  };
  return h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": label }, h("table", { class: "heat-table" }, h("caption", {}, label),
    h("thead", {}, h("tr", {}, h("td", { class: "muted" }, `${down.key} ↓ ${across.key} →`), ...across.texts.map((text) => h("th", { scope: "col" }, name(text))))),
    h("tbody", {}, ...grid.map((row, i) => h("tr", {}, h("th", { scope: "row" }, name(down.texts[i])), ...row.map(cell))))));
}
