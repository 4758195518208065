// What a run was fed with, as whoever logged it says.

import { h } from "../lib/dom.js";
import { datasetWords } from "../math/datasetwords.js";

export class DatasetList {
  #list = h("ul", { class: "datasets" });
  #shown = "";

  constructor() {
    this.element = h("section", { class: "panel", "aria-label": "Datasets", hidden: true }, h("header", {}, h("h2", {}, "Datasets")), this.#list);
  }

  /** @param {{name: string, digest: string, source_type: string, tags: Object<string, string>}[]} datasets */
  show(datasets) {
    const text = JSON.stringify(datasets);
    if (text === this.#shown) return;
    this.#shown = text;
    this.element.hidden = datasets.length === 0;
    this.#list.replaceChildren(...datasets.map((dataset) => h("li", {}, h("strong", {}, dataset.name), ...datasetWords(dataset).map((word) => h("span", { class: "muted" }, word)))));
  }
}
