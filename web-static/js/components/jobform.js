// The form of a config, as the server's schema describes it: no key of a config is known here.

import { h } from "../lib/dom.js";
import { numberFrom, valueAt, withValue } from "../math/jobconfig.js";
import { alternativesOf, formOf, isSimple } from "../math/jobschema.js";
import { parseExact } from "../math/exactjson.js";
import { pathKey, placed } from "../math/problems.js";
import { choiceField, jsonField, textField } from "./jobfield.js";
import { grid, listField, mapField, objectField, variantField, variantOf } from "./jobgroup.js";

const MAKERS = {
  integer: textField, number: textField, text: textField, choice: choiceField, boolean: choiceField, object: objectField, variant: variantField,
  list: listField, map: mapField, json: jsonField,
};

const section = (title, ...parts) => h("section", {}, h("h2", {}, title), ...parts.map((part) => part.element));

export class JobForm {
  #onChange;
  #config = {};
  #parts;
  #alternatives;
  /** pathKey -> fields, each {say, element}; one of a variant that is gone is not in the page any more. */
  #fields = new Map();
  #wrong = new Set();

  /** @param {object} schema @param {(config: object) => void} onChange */
  constructor(schema, onChange) {
    this.#onChange = onChange;
    const { fields } = formOf(schema);
    this.#alternatives = alternativesOf(schema);
    const isAlternative = (field) => this.#alternatives.some((keys) => keys.includes(field.key));
    const required = fields.filter((field) => field.isRequired && !isAlternative(field));
    const rest = fields.filter((field) => !required.includes(field) && !isAlternative(field));
    const simple = grid(rest.filter(isSimple), this);
    const grouped = grid(rest.filter((field) => !isSimple(field) && field.kind !== "object"), this);
    const objects = rest.filter((field) => field.kind === "object").map((field) => this.make(field));
    const begin = grid(required, this);
    const length = grid(fields.filter(isAlternative), this);
    this.#parts = [begin, length, simple, grouped, ...objects];
    this.element = h("div", { class: "job-form" }, section("What is trained", begin, length), section("Settings", simple), section("Parts with settings of their own", grouped, ...objects));
  }

  /** @param {object} config @param {{isAlive?: boolean}} [options] false while the JSON beside the form is none. */
  show(config, { isAlive = true } = {}) {
    this.#config = config;
    this.element.inert = !isAlive;
    this.element.classList.toggle("waits", !isAlive);
    for (const part of this.#parts) part.show();
  }

  /** @param {object[]} errors of a problem document. @returns {{other: object[], count: number}} those without a field; how many have one. */
  showProblems(errors) {
    const has = (path) => this.#live(path).length > 0;
    const { beside, other } = placed(errors, has);
    for (const key of this.#wrong) if (!beside.has(key)) this.#live(key).forEach(({ say }) => say([]));
    for (const [key, messages] of beside) {
      // One field says it, also where a key stands in the form twice.
      const [one] = this.#live(key);
      one.say(messages);
      for (let around = one.element.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    }
    this.#wrong = new Set(beside.keys());
    return { other, count: [...beside.values()].reduce((sum, messages) => sum + messages.length, 0) };
  }

  /** Moves the focus to the first field with a problem. */
  focusProblem() {
    this.element.querySelector('[aria-invalid="true"]')?.focus();
  }

  focus() {
    this.element.querySelector("select, input")?.focus();
  }

  // What fields need of the form.

  value(path) {
    return valueAt(this.#config, path);
  }

  /** Of an option, the variant that it is an option of becomes an object with its name. */
  set(path, value) {
    let config = this.#config;
    for (let length = 1; length < path.length; length++) {
      const at = path.slice(0, length);
      const owner = this.#owners.get(pathKey(at));
      const own = valueAt(config, at);
      if (owner === undefined || (typeof own === "object" && own !== null)) continue;
      const variant = variantOf(own ?? owner.fallback, owner);
      if (variant !== null && variant.discriminator !== "" && value !== undefined) config = withValue(config, at, { [variant.discriminator]: variant.name });
    }
    config = withValue(config, path, value);
    for (const keys of this.#alternatives) {
      // Exactly one of these is given: the one that was, gives way.
      if (path.length === 1 && keys.includes(path[0]) && value !== undefined) for (const key of keys) if (key !== path[0]) config = withValue(config, [key], undefined);
    }
    this.#onChange(config);
  }

  /** A value as JSON text; what is no JSON is kept as text, which the server then says is wrong. */
  setText(path, text) {
    try {
      this.set(path, text.trim() === "" ? undefined : parseExact(text));
    } catch {
      this.set(path, numberFrom(text));
    }
  }

  /** Variants by the path of their field. */
  #owners = new Map();

  make(field, { within = null } = {}) {
    if (field.kind === "variant") this.#owners.set(pathKey(field.path), field);
    const others = this.#alternatives.find((keys) => field.path.length === 1 && keys.includes(field.key)) ?? null;
    const note = others === null ? "" : `one of ${others.join(", ")}`;
    return MAKERS[field.kind](field, this, { note, within });
  }

  register(path, say, element) {
    const key = pathKey(path);
    this.#fields.set(key, [...this.#live(key), { say, element }]);
  }

  #live(path) {
    const key = typeof path === "string" ? path : pathKey(path);
    return (this.#fields.get(key) ?? []).filter(({ element }) => element.isConnected || !this.element?.isConnected);
  }
}
