// One value of a config: its key, what it means, what it is by default, and what the server says is wrong with it.

import { h, setText } from "../lib/dom.js";
import { fieldText, isSame, numberFrom } from "../math/jobconfig.js";

let count = 0;

/**
 * What stands around a control. `box.show(value)` marks whether it is the default.
 *
 * @param {import("../math/jobschema.js").Field} field @param {object} form see jobform.js.
 * @param {HTMLElement} control @param {{note?: string}} [options] `note`: said in place of "required".
 */
export function fieldBox(field, form, control, { note = "" } = {}) {
  const id = `field-${(count += 1)}`;
  const mark = h("small", { class: "mark" });
  const more = h("span");
  const hint = h("p", { class: "hint", id: `${id}-hint` }, [field.description, field.limits].filter((part) => part !== "").join("; "), more);
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  control.id = id;
  control.setAttribute("aria-describedby", `${hint.id} ${error.id}`);
  const element = h("div", { class: "job-field", "data-path": field.path.join(".") },
    h("label", { for: id }, h("span", { class: "key" }, field.key), mark), control, hint, error);
  form.register(field.path, (messages) => {
    error.hidden = messages.length === 0;
    setText(error, messages.join(" "));
    control.setAttribute("aria-invalid", String(messages.length > 0));
  }, element);
  return {
    element,
    /** @param {string} [words] of what is chosen. @param {boolean} [isUsual] whether that is what the default is. */
    show(value, words = "", isUsual = field.fallback !== undefined && isSame(value, field.fallback)) {
      const state = value === undefined ? (field.fallback !== undefined ? "default" : note || (field.isRequired ? "required" : "not set"))
        : isUsual ? "as by default" : "";
      setText(mark, state);
      element.classList.toggle("is-set", value !== undefined && state === "");
      setText(more, words === "" ? "" : `${hint.firstChild === more ? "" : " · "}${words}`);
    },
  };
}

/** An integer, a number, a text. */
export function textField(field, form, options) {
  const isNumber = field.kind !== "text";
  const input = h("input", {
    type: "text", inputmode: field.kind === "integer" ? "numeric" : isNumber ? "decimal" : null, autocomplete: "off", spellcheck: "false",
    placeholder: field.fallback === undefined ? null : fieldText(field.fallback),
    oninput: () => form.set(field.path, input.value === "" ? undefined : isNumber ? numberFrom(input.value) : input.value),
  });
  const box = fieldBox(field, form, input, options);
  return {
    element: box.element,
    show() {
      const value = form.value(field.path);
      const text = fieldText(value);
      // What is being typed stays as it is typed: "0.10" would become "0.1" under the fingers.
      if (document.activeElement !== input || (input.value !== text && !isTyped(input.value, value, isNumber))) input.value = text;
      box.show(value);
    },
  };
}

const isTyped = (text, value, isNumber) => (text === "" ? value === undefined : isSame(isNumber ? numberFrom(text) : text, value));

/** One of several values: a choice, or true and false. The first entry leaves the key out. */
export function choiceField(field, form, options) {
  const choices = field.kind === "boolean" ? [true, false].map((value) => ({ value, title: "", description: "" })) : field.choices;
  const select = h("select", { onchange: () => form.set(field.path, select.selectedIndex === 0 ? undefined : shown[select.selectedIndex - 1].value) });
  let shown = [];
  const fill = (value) => {
    const isKnown = value === undefined || choices.some((choice) => choice.value === value);
    const next = isKnown ? choices : [...choices, { value, title: "not known to the server", description: "" }];
    if (next.length === shown.length && next.every((one, i) => one.value === shown[i].value)) return;
    shown = next;
    select.replaceChildren(h("option", { value: "" }, field.fallback === undefined ? (field.isRequired ? "choose one" : "not set") : `${fieldText(field.fallback)} (default)`),
      ...shown.map(({ value: own, title }) => h("option", { value: fieldText(own) }, optionWords(fieldText(own), title))));
  };
  const box = fieldBox(field, form, select, options);
  return {
    element: box.element,
    show() {
      const value = form.value(field.path);
      fill(value);
      select.selectedIndex = value === undefined ? 0 : shown.findIndex((choice) => choice.value === value) + 1;
      const chosen = shown.find((choice) => choice.value === (value === undefined ? field.fallback : value));
      box.show(value, chosen?.description ?? "");
    },
  };
}

/** "dkp – Direct Kolen-Pollack"; the name alone where its title says nothing else. */
export const optionWords = (name, title) => (title === "" || title.toLowerCase() === name.toLowerCase() ? name : `${name} – ${title}`);

/** What no other control is made for, as JSON. */
export function jsonField(field, form, options) {
  const input = h("textarea", {
    rows: "2", spellcheck: "false", class: "code", placeholder: field.fallback === undefined ? null : fieldText(field.fallback),
    oninput: () => form.setText(field.path, input.value),
  });
  const box = fieldBox(field, form, input, options);
  return {
    element: box.element,
    show() {
      const value = form.value(field.path);
      if (document.activeElement !== input) input.value = fieldText(value);
      box.show(value);
    },
  };
}
