// Which metrics are drawn: a list of all that the runs recorded, ours and those that another program logged.

import { h, setText } from "../lib/dom.js";
import { listSearch } from "./listsearch.js";
import { menuButton } from "./menu.js";

export class MetricPicker {
  #onChange;
  #catalogue;
  #recorded = new Map();
  #names = [];
  #shown = [];
  #isChosen = false;

  /** @param {{catalogue: import("../data/catalogue.js").Catalogue, onChange: (names: ?string[]) => void}} parts null: as usual. */
  constructor({ catalogue, onChange }) {
    this.#catalogue = catalogue;
    this.#onChange = onChange;
    this.button = menuButton({ label: "", className: "choices", fill: (panel) => this.#fill(panel) });
    this.button.append(h("span", { class: "muted" }, "Metrics "), h("b", {}));
    this.element = h("span", { class: "metric-picker" }, this.button);
  }

  /**
   * @param {{names: string[], recorded: Map<string, string[]>, shown: string[], isChosen: boolean}} what `names`: all that
   *   can be chosen, in order; `shown`: those that are; `isChosen`: by somebody, not by default.
   */
  show({ names, recorded, shown, isChosen }) {
    this.#names = names;
    this.#recorded = recorded;
    this.#shown = shown;
    this.#isChosen = isChosen;
    setText(this.button.querySelector("b"), `${shown.length} of ${names.length}`);
  }

  #fill(panel) {
    const rows = this.#names.map((name) => this.#row(name));
    const [ours, theirs] = [true, false].map((isOurs) => rows.filter((row) => row.isOurs === isOurs).map((row) => row.element));
    panel.append(...listSearch(rows, "Search metrics"),
      ...(ours.length > 0 ? [h("fieldset", {}, h("legend", {}, "Recorded here"), ...ours)] : []),
      ...(theirs.length > 0 ? [h("fieldset", {}, h("legend", {}, "Logged from outside"), ...theirs)] : []),
      h("button", { type: "button", class: "quiet", disabled: !this.#isChosen, onclick: () => this.#onChange(null) }, "The usual ones"));
  }

  #row(name) {
    const { title, isOurs } = this.#catalogue.measure(name);
    const layers = this.#recorded.get(name)?.length ?? 0;
    const box = h("input", {
      type: "checkbox", checked: this.#shown.includes(name), onchange: () => {
        const next = this.#shown.includes(name) ? this.#shown.filter((one) => one !== name) : [...this.#shown, name];
        // In the order of the list, wherever it was ticked.
        this.#onChange(this.#names.filter((one) => next.includes(one)));
      },
    });
    const element = h("label", {}, box, h("span", {}, title, ...(title === name ? [] : [" ", h("code", { class: "muted" }, name)])),
      layers > 0 ? h("span", { class: "muted" }, `${layers} layers`) : null);
    return { element, isOurs, text: `${title} ${name}` };
  }
}
