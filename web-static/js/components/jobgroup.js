// Values of a config that have others in them: objects, one of several with options, lists, texts by name.

import { h, setText } from "../lib/dom.js";
import { valuesFrom, valuesText } from "../math/sweep.js";
import { beginningOf, beginningOfVariant, isSimple } from "../math/jobschema.js";
import { isSame, valueAt } from "../math/jobconfig.js";
import { fieldBox, optionWords } from "./jobfield.js";

/** Fields side by side. @param {import("../math/jobschema.js").Field[]} fields */
export function grid(fields, form) {
  const made = fields.map((field) => form.make(field));
  return { element: h("div", { class: "job-grid" }, ...made.map((one) => one.element)), show: () => made.forEach((one) => one.show()) };
}

/** An object in an object: folded away while all of it is as by default. */
export function objectField(field, form) {
  const state = h("small", { class: "mark" });
  const inner = grid(field.fields, form);
  const error = h("p", { class: "field-error", hidden: true });
  const element = h("details", { class: "job-object", "data-path": field.path.join(".") },
    h("summary", {}, h("span", { class: "key" }, field.key), h("span", { class: "hint" }, field.description), state), error, inner.element);
  form.register(field.path, (messages) => {
    error.hidden = messages.length === 0;
    setText(error, messages.join(" "));
  }, element);
  let wasSet = false;
  return {
    element,
    show() {
      const value = form.value(field.path);
      const isSet = value !== undefined && !isSame(value, field.fallback) && !(typeof value === "object" && value !== null && Object.keys(value).length === 0);
      if (isSet && !wasSet) element.open = true;
      wasSet = isSet;
      setText(state, isSet ? "" : field.fallback === undefined ? "not set" : "default");
      inner.show();
    },
  };
}

/** One of several by its name, with the options that this one has. */
export function variantField(field, form, options) {
  const select = h("select", { onchange: () => {
    if (select.selectedIndex === 0) form.set(field.path, undefined);
    else form.set(field.path, beginningOfVariant(field.variants[select.selectedIndex - 1]));
  } });
  select.append(h("option", { value: "" }, field.fallback === undefined ? (field.isRequired ? "choose one" : "not set") : `${nameIn(field.fallback, field)} (default)`),
    ...field.variants.map(({ name, title }) => h("option", { value: name }, optionWords(name, title))));
  const box = fieldBox(field, form, select, options);
  const inner = h("div", { class: "job-options" });
  const element = h("div", { class: "job-variant" }, box.element, inner);
  let shown = null;
  let made = [];
  return {
    element,
    show() {
      const value = form.value(field.path);
      const variant = variantOf(value === undefined ? field.fallback : value, field);
      select.selectedIndex = value === undefined ? 0 : field.variants.indexOf(variant) + 1;
      if (variant !== shown) {
        shown = variant;
        made = (variant?.fields ?? []).map((one) => form.make(one, { within: { field, variant } }));
        inner.replaceChildren(...made.map((one) => one.element));
        inner.hidden = made.length === 0;
      }
      const isUsual = field.fallback !== undefined && variant === variantOf(field.fallback, field)
        && variant.fields.every((one) => isUsualOption(valueAt(value, [one.key]), one, valueAt(field.fallback, [one.key])));
      box.show(value, variant?.description ?? "", isUsual);
      made.forEach((one) => one.show());
    },
  };
}

const isUsualOption = (value, option, fallback) => value === undefined || isSame(value, fallback === undefined ? option.fallback : fallback);

/** Which variant a value is. @returns {?import("../math/jobschema.js").Variant} */
export function variantOf(value, field) {
  if (typeof value === "string") return field.variants.find((one) => one.name === value) ?? null;
  if (value === undefined || value === null) return null;
  const named = field.variants.find((one) => one.discriminator !== "" && value[one.discriminator] === one.name);
  const isUnnamed = field.variants.every((one) => one.discriminator === "" || value[one.discriminator] === undefined);
  if (named !== undefined || !isUnnamed) return named ?? null;
  // An object without a name is the one whose required keys it has; failing that, the default with options.
  return field.variants.find((one) => one.required.length > 0 && one.required.every((key) => valueAt(value, [key]) !== undefined))
    ?? variantOf(typeof field.fallback === "string" ? field.fallback : field.variants[0].name, field);
}

const nameIn = (value, field) => variantOf(value, field)?.name ?? String(value);

/** A list: of numbers and texts in one line with commas, of anything else one below the other. */
export function listField(field, form, options) {
  const sample = field.item(0);
  if (isSimple(sample) && sample.kind !== "choice") return lineList(field, sample.kind, form, options);
  const items = h("div", { class: "job-items", role: "group" });
  const add = h("button", { type: "button", onclick: () => form.set([...field.path, current().length], beginningOf(sample)) }, "Add");
  const current = () => (Array.isArray(form.value(field.path)) ? form.value(field.path) : []);
  const box = fieldBox(field, form, items, options);
  let made = [];
  return {
    element: h("div", { class: "job-variant" }, box.element, add),
    show() {
      const value = form.value(field.path);
      const { length } = current();
      if (length !== made.length) {
        made = Array.from({ length }, (_, index) => form.make(field.item(index)));
        items.replaceChildren(...made.map((one, index) => h("div", { class: "job-item" }, one.element, h("button", {
          type: "button", class: "quiet", "aria-label": `Remove ${field.key} ${index + 1}`, onclick: () => form.set([...field.path, index], undefined),
        }, "Remove"))));
      }
      add.hidden = length >= field.mostItems;
      made.forEach((one) => one.show());
      box.show(value);
    },
  };
}

function lineList(field, kind, form, options) {
  const input = h("input", {
    type: "text", autocomplete: "off", spellcheck: "false", placeholder: Array.isArray(field.fallback) ? valuesText(field.fallback) : null,
    oninput: () => form.set(field.path, input.value.trim() === "" ? undefined : valuesFrom(input.value, kind)),
  });
  const box = fieldBox({ ...field, limits: [field.limits, "with commas between"].filter((part) => part !== "").join(", ") }, form, input, options);
  return {
    element: box.element,
    show() {
      const value = form.value(field.path);
      if (document.activeElement !== input) input.value = Array.isArray(value) ? valuesText(value) : "";
      box.show(value);
    },
  };
}

/** Texts by name. */
export function mapField(field, form, options) {
  const rows = h("div", { class: "job-map", role: "group" });
  const box = fieldBox(field, form, rows, options);
  let names = [];
  const rename = (from, to) => {
    const entries = Object.entries(form.value(field.path) ?? {}).map(([key, value]) => [key === from ? to : key, value]);
    form.set(field.path, Object.fromEntries(entries));
  };
  const row = (name) => h("div", { class: "job-pair" },
    h("input", { type: "text", value: name, "aria-label": `Name in ${field.key}`, onchange: (event) => rename(name, event.target.value) }),
    h("input", { type: "text", "data-value": name, "aria-label": `Value of ${name}`, oninput: (event) => form.set([...field.path, name], event.target.value) }),
    h("button", { type: "button", class: "quiet", "aria-label": `Remove ${name}`, onclick: () => form.set([...field.path, name], undefined) }, "Remove"));
  const add = h("button", { type: "button", onclick: () => {
    let free = 1;
    while (names.includes(`key${free}`)) free += 1;
    form.set([...field.path, `key${free}`], "");
    rows.lastElementChild?.querySelector("input").select();
  } }, "Add");
  return {
    element: h("div", { class: "job-variant" }, box.element, add),
    show() {
      const value = form.value(field.path);
      const texts = value !== null && typeof value === "object" ? value : {};
      const next = Object.keys(texts);
      if (next.join("\n") !== names.join("\n") || rows.children.length !== next.length) {
        names = next;
        rows.replaceChildren(...names.map(row));
      }
      for (const input of rows.querySelectorAll("[data-value]")) if (document.activeElement !== input) input.value = String(texts[input.dataset.value]);
      add.hidden = names.length >= field.mostItems;
      box.show(value);
    },
  };
}
