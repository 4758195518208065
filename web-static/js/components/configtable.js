// The config of a run, as it is stored, and beside it another run's to see in what they differ.

import { h, setText } from "../lib/dom.js";
import { flatten, shownValue, UNSET } from "../math/flatten.js";
import { integer } from "../math/format.js";
import { configRows } from "../math/runview.js";
import { runPicker } from "./runpicker.js";

export class ConfigTable {
  #rows = h("tbody");
  #otherHead = h("th", { scope: "col" });
  #ownHead = h("th", { scope: "col" });
  #differing;
  #word = h("span", { class: "muted", role: "status" });
  #clear;
  #shown = "";

  /** @param {{api: object, on: {against: (run: ?number) => void, differing: (isOnly: boolean) => void}}} parts */
  constructor({ api, on }) {
    this.#differing = h("input", { type: "checkbox", onchange: () => on.differing(this.#differing.checked) });
    this.#clear = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => on.against(null) }, "Stop comparing");
    this.element = h("section", { class: "panel config", "aria-label": "Config" },
      h("header", {}, h("h2", {}, "Config"), this.#word, runPicker({ api, label: "Compare with …", onPick: on.against }), this.#clear,
        h("label", { class: "check" }, this.#differing, "only what differs")),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "key"), this.#ownHead, this.#otherHead)), this.#rows)));
  }

  /**
   * @param {{id: number, config: object}} own
   * @param {?{id: number, config: object}} other
   * @param {boolean} isDiffering only keys in which the two differ.
   */
  show(own, other, isDiffering) {
    const rows = configRows(flatten(own.config), other === null ? null : flatten(other.config));
    const key = JSON.stringify([own.id, other?.id, isDiffering, rows]);
    if (key === this.#shown) return;
    this.#shown = key;
    const isPair = other !== null;
    this.#differing.checked = isDiffering && isPair;
    this.#differing.closest("label").hidden = !isPair;
    this.#clear.hidden = !isPair;
    this.#otherHead.hidden = !isPair;
    this.element.classList.toggle("all", !isDiffering);
    setText(this.#ownHead, isPair ? `run ${own.id}` : "value");
    if (isPair) this.#otherHead.replaceChildren(h("a", { href: `run?id=${other.id}` }, `run ${other.id}`));
    const differing = rows.filter((row) => row.differs).length;
    setText(this.#word, !isPair ? "" : differing === 0 ? "the same" : `${integer(differing)} of ${integer(rows.length)} keys differ`);
    this.#rows.replaceChildren(...rows.filter((row) => !(isDiffering && isPair) || row.differs).map((row) => this.#row(row, isPair)));
  }

  #row({ key, own, other, differs }, isPair) {
    const cell = (text) => h("td", { class: text === null ? "muted" : "" }, text === null ? UNSET : shownValue(text));
    return h("tr", { class: differs ? "differs" : "" }, h("th", { scope: "row" }, key), cell(own), isPair ? cell(other) : null);
  }
}
