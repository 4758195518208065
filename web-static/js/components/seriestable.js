// Where every series of a run ended and how far it got.

import { h } from "../lib/dom.js";
import { integer, number } from "../math/format.js";
import { inReadingOrder } from "../math/recorded.js";

/** @param {{catalogue: import("../data/catalogue.js").Catalogue}} parts */
export class SeriesTable {
  #catalogue;
  #rows = h("tbody");
  #shown = "";

  constructor({ catalogue }) {
    this.#catalogue = catalogue;
    this.element = h("section", { class: "panel series", "aria-label": "Values" }, h("header", {}, h("h2", {}, "Values")),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {}, h("thead", {}, h("tr", {}, ...[["series", ""], ["last", "number"], ["least … greatest", "number"], ["points", "number"]]
        .map(([word, className]) => h("th", { scope: "col", class: className }, word)))), this.#rows)));
  }

  /** @param {object[]} series as the server describes them. */
  show(series) {
    const text = JSON.stringify(series);
    if (text === this.#shown) return;
    this.#shown = text;
    const names = inReadingOrder(new Map(series.map(({ name }) => [name, []])), this.#catalogue);
    const place = new Map(names.map((name, i) => [name, i]));
    const sorted = series.map((one, i) => ({ one, i })).sort((a, b) => place.get(a.one.name) - place.get(b.one.name) || a.i - b.i);
    this.#rows.replaceChildren(...sorted.map(({ one }) => this.#row(one)));
  }

  #row({ name, layer, unit, last, lowest, highest, points, nulls }) {
    const measure = this.#catalogue.measure(name);
    // Which of the two is the better one is seen by its weight.
    const end = (value, better) => h(measure.better === better ? "b" : "span", {}, number(value));
    const cell = (value) => h("td", { class: "number" }, value);
    const bad = nulls > 0 ? h("span", { class: "bad" }, ` ${integer(nulls)} NaN`) : null;
    return h("tr", {}, h("th", { scope: "row", title: name }, measure.title,
      layer === null && !unit ? null : h("small", {}, [layer, unit].filter(Boolean).join(" · "))),
    cell(last === null && nulls > 0 ? "NaN" : number(last)),
    lowest === null || lowest === undefined ? cell("") : h("td", { class: "number" }, end(lowest, "lower"), " … ", end(highest, "higher")), h("td", { class: "number" }, integer(points), bad));
  }
}
