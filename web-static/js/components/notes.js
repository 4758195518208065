// Notes: shown as read, edited as text, kept by the server.

import { h, setText } from "../lib/dom.js";
import { showMarkdown } from "./markdown.js";

export class Notes {
  #save;
  #text = null;
  #shown = h("div", { class: "markdown" });
  #box;
  #error = h("p", { class: "field-error", role: "alert" });
  #edit;
  #form;

  /** @param {{label: string, save: (text: string) => Promise<any>}} parts */
  constructor({ label, save }) {
    this.#save = save;
    this.#box = h("textarea", { rows: "6", "aria-label": label, onkeydown: (event) => this.#key(event) });
    this.#edit = h("button", { type: "button", class: "quiet edit", onclick: () => this.#open() });
    this.#form = h("form", { hidden: true, onsubmit: (event) => this.#submit(event) }, this.#box,
      h("p", { class: "hint" }, "Markdown: # heading, - list, `code`, **bold**, [link](https://…). Ctrl+Enter saves."), this.#error,
      h("p", { class: "buttons" }, h("button", { type: "submit", class: "primary" }, "Save"),
        h("button", { type: "button", onclick: () => this.#close() }, "Discard")));
    this.element = h("div", { class: "notes" }, this.#shown, this.#edit, this.#form);
  }

  /** @param {string} text as the server has it. What somebody is writing stays. */
  show(text) {
    if (text === this.#text) return;
    this.#text = text;
    showMarkdown(this.#shown, text);
    this.#shown.hidden = text === "";
    setText(this.#edit, text === "" ? "Add notes" : "Edit notes");
  }

  #open() {
    this.#box.value = this.#text ?? "";
    setText(this.#error, "");
    this.#toggle(true);
    this.#box.focus();
  }

  #close() {
    this.#toggle(false);
    this.#edit.focus();
  }

  #toggle(isOpen) {
    this.#form.hidden = !isOpen;
    this.#edit.hidden = isOpen;
    this.#shown.hidden = isOpen || this.#text === "";
  }

  #key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    if (event.key === "Escape" && this.#box.value === (this.#text ?? "")) this.#close();
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.#box.value;
    try {
      await this.#save(text);
      this.show(text);
      this.#close();
    } catch (error) {
      setText(this.#error, error.message);
    }
  }
}
