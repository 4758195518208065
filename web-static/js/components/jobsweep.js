// What stands beside a config in a request: keys with several values, and how early the job is trained.

import { h, setText } from "../lib/dom.js";
import { leavesOf } from "../math/jobschema.js";
import { fieldText } from "../math/jobconfig.js";
import { countWords, valuesFrom, valuesText } from "../math/sweep.js";
import { textField } from "./jobfield.js";

/** The name in a request, and its bounds, are the queue's: no schema has them. */
const SWEEP = "sweep";
const PRIORITY = {
  key: "priority", path: ["priority"], kind: "integer", title: "", description: "jobs of a higher one are trained first", isRequired: false,
  fallback: 0, limits: "-100 to 100", choices: [], variants: [], fields: [], item: null, mostItems: Infinity,
};

export class JobSweep {
  #form;
  #leaves;
  #rows = h("div", { class: "sweep-rows" });
  #count = h("p", { class: "sweep-count", role: "status" });
  #add;
  #priority;
  #shown = [];
  #made = [];

  /** @param {object} form see jobform.js. @param {import("../math/jobschema.js").Field} root of the schema. */
  constructor(form, root) {
    this.#form = form;
    this.#leaves = new Map(leavesOf(root).map((field) => [field.path.join("."), field]));
    this.#priority = textField(PRIORITY, form);
    this.#add = h("select", { "aria-label": "Add a key to the sweep", onchange: () => this.#addKey() });
    this.element = h("section", { class: "job-sweep" }, h("h2", {}, "Sweep and queue"),
      h("p", { class: "hint" }, "A sweep makes a job of every combination of the values of its keys. Each job has its trials."),
      this.#rows, h("div", { class: "sweep-tools" }, this.#add, this.#count), h("div", { class: "job-grid" }, this.#priority.element));
  }

  show() {
    const sweep = this.#form.value([SWEEP]);
    const keys = sweep !== null && typeof sweep === "object" ? Object.keys(sweep) : [];
    if (keys.join("\n") !== this.#shown.join("\n")) {
      this.#shown = keys;
      this.#made = keys.map((key) => this.#row(key));
      this.#rows.replaceChildren(...this.#made.map((row) => row.element));
      this.#add.replaceChildren(h("option", { value: "" }, keys.length > 0 ? "Sweep another key" : "Sweep a key"),
        ...[...this.#leaves.keys()].filter((key) => !keys.includes(key)).map((key) => h("option", { value: key }, key)));
    }
    if (this.#add.children.length === 0) this.#add.append(h("option", { value: "" }, "Sweep a key"), ...[...this.#leaves.keys()].map((key) => h("option", { value: key }, key)));
    this.#made.forEach((row) => row.show());
    this.#priority.show();
    setText(this.#count, keys.length > 0 ? countWords(sweep) : "");
  }

  #addKey() {
    const key = this.#add.value;
    const field = this.#leaves.get(key);
    if (field === undefined) return;
    const own = this.#form.value(field.path);
    this.#form.set([SWEEP, key], own === undefined || typeof own === "object" && field.kind === "choice" ? [] : [own]);
    this.#rows.lastElementChild?.querySelector("input")?.focus();
  }

  #row(key) {
    const field = this.#leaves.get(key);
    const values = () => {
      const own = this.#form.value([SWEEP, key]);
      return Array.isArray(own) ? own : [own];
    };
    const set = (next) => this.#form.set([SWEEP, key], next);
    const choices = field?.kind === "boolean" ? [true, false] : field?.choices.map((choice) => choice.value) ?? [];
    const input = choices.length > 0 ? null : h("input", {
      type: "text", autocomplete: "off", spellcheck: "false", "aria-label": `Values of ${key}, with commas between`, placeholder: "values, with commas between",
      oninput: () => set(valuesFrom(input.value, field?.kind ?? "number")),
    });
    const boxes = choices.map((value) => h("input", { type: "checkbox", value: fieldText(value), onchange: () => set(choices.filter((one, i) => boxes[i].checked)) }));
    const error = h("p", { class: "field-error", hidden: true });
    const control = input ?? h("span", { class: "sweep-choices" }, ...boxes.map((box, i) => h("label", {}, box, fieldText(choices[i]))));
    const element = h("div", { class: "sweep-row", role: "group", "aria-label": `Sweep of ${key}` }, h("span", { class: "key" }, key), control,
      h("button", { type: "button", class: "quiet", "aria-label": `Do not sweep ${key}`, onclick: () => this.#form.set([SWEEP, key], undefined) }, "Remove"), error);
    this.#form.register([SWEEP, key], (messages) => {
      error.hidden = messages.length === 0;
      setText(error, messages.join(" "));
      input?.setAttribute("aria-invalid", String(messages.length > 0));
    }, element);
    return {
      element,
      show() {
        if (input !== null && document.activeElement !== input) input.value = valuesText(values());
        boxes.forEach((box, i) => { box.checked = values().includes(choices[i]); });
      },
    };
  }
}
