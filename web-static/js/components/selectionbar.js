// Which jobs a page is about: a text to search for, what restricts, and a panel of everything that could. The server
// counts over all jobs, not only those that a page has read.

import { h, setText } from "../lib/dom.js";
import { FACETS, selectionWords, toggled } from "../math/query.js";
import { clientsLast, isFilter, shortTag } from "../math/tags.js";
import { menuButton } from "./menu.js";
import { toast } from "./toast.js";

/** Milliseconds without a key after which a text is searched for. */
const PAUSE = 200;
/** Values of one facet that are listed; the rest are found by the search. */
const MOST_VALUES = 60;
/** Keys of configs that are named. */
const MOST_KEYS = 24;

const count = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");

export class SelectionBar {
  #api;
  #onChange;
  #selection = null;
  #timer = 0;
  #search;
  #chips = h("ul", { class: "chips", "aria-label": "Restricted to" });
  #total = h("output", { class: "muted total" });

  /**
   * @param {{api: object, onChange: (selection: import("../math/query.js").Selection, options: {replace: boolean}) => void}} parts
   *   `replace`: while somebody types, Back goes to what was there before the first letter.
   */
  constructor({ api, onChange }) {
    this.#api = api;
    this.#onChange = onChange;
    this.#search = h("input", {
      type: "search", placeholder: "Search", "aria-label": "Search jobs", autocomplete: "off", spellcheck: "false",
      oninput: () => this.#typed(),
    });
    const filter = menuButton({ label: "Filter", className: "facets", fill: (panel) => this.#fill(panel) });
    filter.prepend(h("span", { class: "plus", "aria-hidden": "true" }, "+"));
    this.element = h("search", { class: "selection" },
      h("span", { class: "find" }, this.#search, h("kbd", { "aria-hidden": "true" }, "/")), filter, this.#chips, this.#total);
  }

  /** For the key that goes to the search. */
  focus() {
    this.#search.focus();
    this.#search.select();
  }

  /** @param {import("../math/query.js").Selection} selection @param {string} [total] how much that is, in words. */
  show(selection, total = "") {
    const isSame = JSON.stringify(selection) === JSON.stringify(this.#selection);
    this.#selection = selection;
    setText(this.#total, total);
    if (isSame) return;
    if (document.activeElement !== this.#search) this.#search.value = selection.q;
    this.#chips.replaceChildren(...FACETS.flatMap((name) => selection[name].map((value) => this.#chip(name, value))),
      ...["jobs", "runs"].filter((name) => selection[name].length > 0).map((name) => this.#idsChip(name)));
  }

  #change(selection, replace = false) {
    this.#onChange(selection, { replace });
  }

  #typed() {
    clearTimeout(this.#timer);
    const wasEmpty = this.#selection.q === "";
    this.#timer = setTimeout(() => {
      this.#change({ ...this.#selection, q: this.#search.value.trim() }, !wasEmpty);
    }, PAUSE);
  }

  #chip(name, value) {
    return this.#removable(`${name}: ${value}`, () => toggled(this.#selection, name, value));
  }

  #idsChip(name) {
    const words = selectionWords({ ...this.#selection, q: "", ...Object.fromEntries(FACETS.map((one) => [one, []])), [name === "jobs" ? "runs" : "jobs"]: [] });
    return this.#removable(words, () => ({ ...this.#selection, [name]: [] }));
  }

  #removable(words, without) {
    return h("li", {}, h("button", {
      type: "button", class: "chip", "aria-label": `Remove ${words}`, title: words, onclick: () => this.#change(without()),
    }, h("b", {}, words), h("span", { "aria-hidden": "true" }, "×")));
  }

  async #fill(panel) {
    panel.replaceChildren(h("p", { class: "hint" }, "Counting …"));
    try {
      const { facets, varying } = await this.#api.facets(this.#selection);
      const listed = { ...facets, tag: clientsLast((facets.tag ?? []).filter(({ value }) => isFilter(value)), ({ value }) => value) };
      panel.replaceChildren(...FACETS.filter((name) => listed[name]?.length > 0).map((name) => this.#list(panel, name, listed[name])));
      if (varying.length > 0) {
        const more = varying.length > MOST_KEYS ? ` and ${count(varying.length - MOST_KEYS)} more` : "";
        panel.append(h("p", { class: "hint" }, `Config keys that differ: ${varying.slice(0, MOST_KEYS).map(({ key }) => key).join(", ")}${more}`));
      }
    } catch (error) {
      panel.replaceChildren(h("p", { class: "field-error" }, error.message));
      toast(error.message, "error");
    }
  }

  #list(panel, name, values) {
    return h("fieldset", {}, h("legend", {}, name), ...values.slice(0, MOST_VALUES).map(({ value, count: jobs }) => {
      const box = h("input", {
        type: "checkbox", checked: this.#selection[name].includes(value),
        // The counts of the other facets are others now.
        onchange: () => {
          this.#change(toggled(this.#selection, name, value));
          this.#fill(panel);
        },
      });
      return h("label", {}, box, h("span", { title: value }, name === "tag" ? shortTag(value) : value), h("span", { class: "muted" }, count(jobs)));
    }), values.length > MOST_VALUES ? h("p", { class: "hint" }, `${count(values.length - MOST_VALUES)} more: search for them.`) : null);
  }
}
