// What whoever logged a run wrote of it: read here, written there.

import { h } from "../lib/dom.js";
import { showMarkdown } from "./markdown.js";

export class Description {
  #text = "";

  constructor() {
    this.element = h("section", { class: "panel description", "aria-label": "Description", hidden: true });
  }

  /** @param {string} text Markdown; empty for none. */
  show(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.element.hidden = text.trim() === "";
    if (this.element.hidden) return this.element.replaceChildren();
    const shown = h("div", { class: "markdown", tabindex: "0", role: "region", "aria-label": "Description of this run" });
    showMarkdown(shown, text);
    this.element.replaceChildren(h("header", {}, h("h2", {}, "Description")), shown);
  }
}
