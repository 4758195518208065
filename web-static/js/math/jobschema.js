// A form's fields out of the JSON Schema of a config: what kinds of values there are, what they mean, what they are by
// default. No key of a config is known here. Pure.

import { integer } from "./format.js";

/**
 * @typedef {{value: any, title: string, description: string}} Choice
 * @typedef {{name: string, title: string, description: string, discriminator: string, isPlain: boolean, required: string[],
 *   fields: Field[]}} Variant
 *   `isPlain`: its name alone stands for it. `discriminator`: the key that has its name.
 * @typedef {{key: string, path: (string|number)[], kind: string, title: string, description: string, isRequired: boolean,
 *   fallback: any, limits: string, choices: Choice[], variants: Variant[], fields: Field[], item: ?((index: number) => Field),
 *   mostItems: number}} Field
 *   `kind`: integer, number, boolean, text, choice, variant, object, map, list, json. `fallback`: what stands for it where
 *   it is left out, undefined where nothing does. `limits`: bounds in words.
 */

/** @param {object} schema of a whole config. @returns {Field} of kind object. */
export function formOf(schema) {
  return fieldOf(schema, schema, { key: "", path: [], isRequired: true });
}

/** Groups of keys of which exactly one is to be given. @returns {string[][]} */
export function alternativesOf(schema) {
  const branches = (schema.oneOf ?? []).filter((branch) => branch.required?.length === 1 && !branch.properties);
  return branches.length > 1 ? [branches.map((branch) => branch.required[0])] : [];
}

function fieldOf(root, part, { key, path, isRequired }) {
  const own = resolved(root, part);
  const branches = expand(root, part);
  const text = (name) => part[name] ?? own[name] ?? "";
  const field = {
    key, path, kind: "json", title: text("title"), description: text("description"), isRequired, fallback: part.default ?? own.default, limits: "",
    choices: [], variants: [], fields: [], item: null, mostItems: Infinity,
  };
  const objects = branches.filter((branch) => branch.properties);
  const choices = branches.flatMap(choicesOf);
  if (objects.length === 1 && choices.length === 0 && !(discriminatorOf(root, objects[0]) && branches.length > 1)) {
    return { ...field, kind: "object", fields: fieldsOf(root, objects[0], path) };
  }
  if (objects.length > 0) return { ...field, kind: "variant", variants: variantsOf(root, objects, choices, path) };
  if (choices.length > 0 && branches.every((branch) => choicesOf(branch).length > 0)) return { ...field, kind: "choice", choices };
  const [first] = branches;
  const kind = { integer: "integer", number: "number", boolean: "boolean", string: "text" }[first?.type];
  if (kind !== undefined) return { ...field, kind, limits: limitsOf(first) };
  if (first?.type === "array" && first.items) {
    return {
      ...field, kind: "list", mostItems: first.maxItems ?? Infinity, limits: lengthOf(first),
      item: (index) => fieldOf(root, first.items, { key: String(index + 1), path: [...path, index], isRequired: true }),
    };
  }
  if (first?.type === "object" && typeof first.additionalProperties === "object") return { ...field, kind: "map", mostItems: first.maxProperties ?? Infinity };
  return field;
}

function fieldsOf(root, object, path) {
  return Object.entries(object.properties).map(([key, part]) => fieldOf(root, part, {
    key, path: [...path, key], isRequired: (object.required ?? []).includes(key),
  }));
}

/** Names with and without options, in the order of the names. */
function variantsOf(root, objects, choices, path) {
  const found = objects.map((object) => {
    const discriminator = discriminatorOf(root, object);
    const named = discriminator === null ? null : choicesOf(resolved(root, object.properties[discriminator]))[0];
    const plain = choices.find((choice) => choice.value === named?.value);
    return {
      name: String(named?.value ?? ""), title: plain?.title || named?.title || object.title || "", discriminator: discriminator ?? "", isPlain: plain !== undefined,
      description: [object.description || plain?.description || named?.description, ...remarksOf(object)].filter(Boolean).join(" · "), required: (object.required ?? []).filter((key) => key !== discriminator),
      fields: fieldsOf(root, object, path).filter((field) => field.key !== discriminator),
    };
  });
  const bare = choices.filter((choice) => !found.some((variant) => variant.name === choice.value))
    .map((choice) => ({ name: String(choice.value), title: choice.title, description: choice.description, discriminator: "", isPlain: true, required: [], fields: [] }));
  const place = (variant) => (choices.findIndex((choice) => choice.value === variant.name) + choices.length + 1) % (choices.length + 1);
  return [...found, ...bare].sort((a, b) => place(a) - place(b));
}

/** What a schema says beyond the keywords that every schema has. */
const remarksOf = (object) => Object.entries(object).filter(([key, value]) => key.startsWith("x-") && typeof value === "string").map(([, value]) => value);

/** The key whose only value is the name of what an object is; null where there is none. */
function discriminatorOf(root, object) {
  const found = Object.entries(object.properties).find(([, part]) => {
    const choices = choicesOf(resolved(root, part));
    return choices.length === 1 && typeof choices[0].value === "string";
  });
  return found?.[0] ?? null;
}

function choicesOf(branch) {
  const { title = "", description = "" } = branch;
  if (branch.const !== undefined) return [{ value: branch.const, title, description }];
  return (branch.enum ?? []).map((value, index) => ({ value, title: "", description: branch.enumDescriptions?.[index] ?? "" }));
}

/** The schema itself, or the branches of its anyOf and oneOf that have a shape of their own. */
function expand(root, part, depth = 0) {
  const own = resolved(root, part);
  if (depth > 8) return [];
  const branches = own.properties ? null : own.anyOf ?? own.oneOf;
  return branches ? branches.flatMap((branch) => expand(root, branch, depth + 1)) : [own];
}

function resolved(root, part, depth = 0) {
  if (part?.$ref === undefined || depth > 8) return part ?? {};
  const target = part.$ref.startsWith("#/") ? part.$ref.slice(2).split("/").reduce((node, key) => node?.[key], root) : {};
  return resolved(root, target, depth + 1);
}

function limitsOf(part) {
  const { maxLength } = part;
  const [minimum, maximum, exclusiveMinimum] = [part.minimum, part.maximum, part.exclusiveMinimum].map((value) => (value === undefined || Math.abs(value) < 10_000 ? value : integer(value)));
  if (maxLength !== undefined) return `at most ${maxLength} characters`;
  const above = exclusiveMinimum === undefined ? null : `above ${exclusiveMinimum}`;
  if (above !== null) return maximum === undefined ? above : `${above}, at most ${maximum}`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return minimum !== undefined ? `at least ${minimum}` : maximum !== undefined ? `at most ${maximum}` : "";
}

function lengthOf({ minItems = 0, maxItems }) {
  return maxItems === undefined ? "" : minItems > 0 ? `${minItems} to ${maxItems} of them` : `at most ${maxItems} of them`;
}

/** Whether a field is one control, and not a group of others. */
export const isSimple = ({ kind }) => ["integer", "number", "boolean", "text", "choice"].includes(kind);

/** Every simple field, of all variants: what a sweep may go over. Lists and what is in them stay out. @returns {Field[]} */
export function leavesOf(field) {
  if (isSimple(field)) return [field];
  if (field.kind === "object") return field.fields.flatMap(leavesOf);
  if (field.kind !== "variant") return [];
  const whole = { ...field, kind: "choice", choices: field.variants.filter((one) => one.isPlain).map(({ name, title, description }) => ({ value: name, title, description })) };
  const options = field.variants.flatMap((variant) => variant.fields.flatMap(leavesOf));
  const byPath = new Map(options.map((option) => [option.path.join("."), option]));
  return [...(whole.choices.length > 0 ? [whole] : []), ...byPath.values()];
}

/** What a list's new item, or a required key, begins as. */
export function beginningOf(field) {
  if (field.fallback !== undefined) return field.fallback;
  if (field.kind === "choice") return field.choices[0].value;
  if (field.kind === "variant") return beginningOfVariant(field.variants[0]);
  if (field.kind === "object") return Object.fromEntries(field.fields.filter((one) => one.isRequired).map((one) => [one.key, beginningOf(one)]));
  return { list: [], map: {}, text: "", boolean: false, integer: 1, number: 1 }[field.kind] ?? null;
}

/** A variant as it is chosen: its name, or an object with what it cannot do without. @param {Variant} variant */
export function beginningOfVariant(variant) {
  if (variant.isPlain) return variant.name;
  const required = variant.fields.filter((field) => variant.required.includes(field.key));
  return { ...(variant.discriminator === "" ? {} : { [variant.discriminator]: variant.name }), ...Object.fromEntries(required.map((field) => [field.key, beginningOf(field)])) };
}
