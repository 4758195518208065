// Ready configs to start from, those first whose dataset is here.

import { h, setText } from "../lib/dom.js";

export class JobPresets {
  #act;
  #presets = [];
  #list = h("div", { class: "presets", role: "radiogroup", "aria-label": "Presets" });
  #find = h("input", { type: "search", placeholder: "Find a preset", "aria-label": "Find a preset", autocomplete: "off", spellcheck: "false", oninput: () => this.#filter() });
  #none = h("p", { class: "hint", hidden: true, role: "status" }, "No preset has all of these words.");
  #title = h("span", { class: "muted" });

  /** @param {{choose: (preset: object) => void}} act */
  constructor(act) {
    this.#act = act;
    this.element = h("details", { class: "job-presets", open: true }, h("summary", {}, h("h2", {}, "Start from a preset"), this.#title), this.#find, this.#list, this.#none);
  }

  /** @param {{name: string, summary: string, config: object, available?: boolean}[]} presets */
  show(presets) {
    this.#presets = [...presets.filter((preset) => preset.available !== false), ...presets.filter((preset) => preset.available === false)];
    this.#list.replaceChildren(...this.#presets.map((preset) => {
      const radio = h("input", { type: "radio", name: "preset", value: preset.name, onchange: () => this.#act.choose(preset) });
      return h("label", { class: preset.available === false ? "preset missing" : "preset" }, radio, h("span", {}, h("b", {}, preset.name), h("span", {}, preset.summary),
        preset.available === false ? h("small", {}, "Its dataset is not installed: ", h("code", {}, `bearing datasets fetch ${preset.config.dataset}`)) : null));
    }));
  }

  /** The preset that stands for what is open; the first one by default. */
  get first() {
    return this.#presets[0] ?? null;
  }

  find(name) {
    return this.#presets.find((preset) => preset.name === name) ?? null;
  }

  /** @param {?string} name null where the form has something of its own. */
  mark(name) {
    for (const radio of this.#list.querySelectorAll("input")) {
      radio.checked = radio.value === name;
      const label = radio.parentElement;
      const top = label.offsetTop - this.#list.offsetTop;
      if (radio.checked && (top < this.#list.scrollTop || top + label.offsetHeight > this.#list.scrollTop + this.#list.clientHeight)) this.#list.scrollTop = top;
    }
    setText(this.#title, name ?? "");
  }

  #filter() {
    const words = this.#find.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let count = 0;
    for (const label of this.#list.children) {
      label.hidden = !words.every((word) => label.textContent.toLowerCase().includes(word));
      if (!label.hidden) count += 1;
    }
    this.#none.hidden = count > 0;
  }
}
