// The "New job" dialog: a preset, a few fields, and the whole config as JSON, which is what is sent.

import { ApiError, api } from "./api.js";
import { find, h, setText, toast } from "./dom.js";
import { FIELDS, fieldOf, fieldText, topKey, withField } from "./schema.js";

export class NewJob {
  #onCreated;
  #fields = new Map();
  #loaded = null;
  #dialog = find("#new-job");
  #text = find("#config");

  /** @param {(jobs: object[]) => void} onCreated */
  constructor(onCreated) {
    this.#onCreated = onCreated;
    for (const button of document.querySelectorAll("[data-action=new-job]")) {
      button.addEventListener("click", () => this.open());
    }
    find("#new-job-close").addEventListener("click", () => this.#dialog.close());
    find("#new-job form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("input", () => this.#readText());
    // A click on the backdrop is a click on the dialog element itself.
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
  }

  /** @param {object} [config] what to start from; a preset without one. */
  async open(config) {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#showProblem(null);
    this.#loaded ??= this.#load();
    await this.#loaded;
    if (config) this.#take(config);
  }

  async #load() {
    try {
      const [{ presets }, schema] = await Promise.all([api.presets(), api.jobSchema()]);
      this.#makeFields(schema);
      find("#presets").replaceChildren(...presets.map((preset, index) => this.#presetRow(preset, index === 0)));
      if (presets.length > 0) this.#take(presets[0].config);
      find("#presets input:checked")?.focus();
    } catch (error) {
      // The next opening tries again.
      this.#loaded = null;
      this.#showProblem(error);
    }
  }

  #presetRow(preset, first) {
    const radio = h("input", {
      type: "radio", name: "preset", value: preset.name, checked: first, onchange: () => this.#take(preset.config),
    });
    return h("label", { class: "preset" }, radio, h("span", {}, h("b", {}, preset.name), h("span", {}, preset.summary)));
  }

  #makeFields(schema) {
    const rows = FIELDS.map((key) => {
      const field = fieldOf(schema, key);
      const error = h("span", { class: "field-error", id: `error-${key}` });
      const input = fieldInput(key, field);
      input.setAttribute("aria-describedby", error.id);
      input.addEventListener("input", () => this.#write(key, input.value, field.number));
      this.#fields.set(key, { input, error });
      return h("label", { class: "field" }, h("span", {}, key), input, error);
    });
    find("#fields").replaceChildren(...rows);
  }

  #take(config) {
    this.#text.value = JSON.stringify(config, null, 2);
    this.#readText();
    this.#showProblem(null);
  }

  #config() {
    try {
      return JSON.parse(this.#text.value);
    } catch {
      return null;
    }
  }

  /** JSON -> fields. While the text is not JSON the fields rest. */
  #readText() {
    const config = this.#config();
    setText(find("#json-error"), config === null ? "This is not JSON yet: the fields above rest until it is." : "");
    for (const [key, { input }] of this.#fields) {
      const text = fieldText(config, key);
      input.disabled = config === null || text === null;
      if (text === null) continue;
      const missing = input.tagName === "SELECT" && ![...input.options].some((option) => option.value === text);
      if (missing) input.append(h("option", { value: text }, text || "(default)"));
      input.value = text;
    }
  }

  /** Field -> JSON. */
  #write(key, text, isNumber) {
    const config = this.#config();
    if (config === null) return;
    this.#text.value = JSON.stringify(withField(config, key, text, isNumber), null, 2);
  }

  async #submit() {
    const button = find("#submit");
    button.disabled = true;
    try {
      const answer = await api.submit(this.#text.value);
      // A sweep makes several.
      const jobs = answer.jobs ?? [answer];
      this.#dialog.close();
      toast(jobs.length === 1 ? `Job ${jobs[0].id} is queued.` : `${jobs.length} jobs are queued.`);
      this.#onCreated(jobs);
    } catch (error) {
      if (!(error instanceof ApiError)) console.error(error);
      this.#showProblem(error);
    }
    button.disabled = false;
  }

  /** Each problem beside its field where there is one, and all of them, with their paths, above the button. */
  #showProblem(error) {
    const errors = error?.errors ?? [];
    for (const [key, field] of this.#fields) {
      const own = errors.filter((one) => topKey(one.path) === key);
      setText(field.error, own.map((one) => one.message).join(" "));
      field.input.setAttribute("aria-invalid", String(own.length > 0));
    }
    const box = find("#problem");
    box.hidden = error === null;
    if (error === null) return;
    box.replaceChildren(h("p", {}, error.message), h("ul", {}, ...errors.map((one) => h("li", { "data-path": one.path },
      h("code", {}, one.path), h("span", {}, one.message), ...expectation(one)))));
    box.scrollIntoView({ block: "nearest" });
  }
}

function fieldInput(key, { closed, choices, number, minimum, maximum }) {
  if (closed) return h("select", { name: key }, ...choices.map((value) => h("option", { value }, value)));
  return h("input", { name: key, type: number ? "number" : "text", min: minimum, max: maximum, autocomplete: "off" });
}

function expectation({ expected, found }) {
  const parts = [];
  if (expected !== undefined) parts.push(`expected ${expected}`);
  if (found !== undefined) parts.push(`found ${found}`);
  return parts.length > 0 ? [h("small", {}, parts.join("; "))] : [];
}
