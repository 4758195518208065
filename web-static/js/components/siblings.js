// The runs of one job, each one click away.

import { arrange, h, setText } from "../lib/dom.js";

export class Siblings {
  #links = new Map();
  #list = h("ul", {});

  constructor() {
    this.element = h("nav", { class: "siblings", "aria-label": "Runs of this job" }, this.#list);
  }

  /** @param {object[]} runs @param {number} id of the one that is shown. */
  show(runs, id) {
    this.element.hidden = runs.length < 2;
    arrange(this.#list, runs.map((run) => this.#link(run, id)));
  }

  #link(run, id) {
    if (!this.#links.has(run.id)) {
      const word = h("span", {});
      const link = h("a", { href: `run?id=${run.id}` }, h("i", { "aria-hidden": "true", class: "badge" }), word);
      this.#links.set(run.id, { item: h("li", {}, link), link, word });
    }
    const { item, link, word } = this.#links.get(run.id);
    setText(word, `seed ${run.seed}`);
    link.title = `Run ${run.id}, seed ${run.seed}: ${run.status}`;
    link.firstElementChild.dataset.status = run.status;
    if (run.id === id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    return item;
  }
}
