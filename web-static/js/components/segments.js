// A few choices side by side, of which one holds.

import { h } from "../lib/dom.js";

let count = 0;

export class Segments {
  #radios = new Map();

  /** @param {string} label @param {[string, string][]} choices values with their words. @param {(value: string) => void} onChange */
  constructor(label, choices, onChange) {
    const name = `segments-${(count += 1)}`;
    const labels = choices.map(([value, words]) => {
      const radio = h("input", { type: "radio", name, value, onchange: () => onChange(value) });
      this.#radios.set(value, radio);
      return h("label", {}, radio, h("span", {}, words));
    });
    this.element = h("div", { class: "segmented", role: "radiogroup", "aria-label": label },
      h("span", { class: "muted", "aria-hidden": "true" }, label), h("div", { class: "segments" }, ...labels));
  }

  show(value) {
    for (const [own, radio] of this.#radios) radio.checked = own === value;
  }
}
