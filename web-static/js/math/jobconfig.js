// A config as it is edited: values by path, numbers as they were written, text that people can read. Pure.

import { ExactNumber, parseExact, stringifyExact } from "./exactjson.js";

/** Characters of an object or a list that stays in one line. */
const ONE_LINE = 72;

const isGroup = (value) => value !== null && typeof value === "object" && !(value instanceof ExactNumber);

/** @param {any} config @param {(string|number)[]} path @returns {any} undefined where there is nothing. */
export function valueAt(config, path) {
  return path.reduce((value, key) => (isGroup(value) && Object.hasOwn(value, key) ? value[key] : undefined), config);
}

/**
 * The same with another value at a path; undefined takes it away, and every object that would be left empty by that.
 * Nothing of the old one is changed.
 */
export function withValue(config, path, value) {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  const own = isGroup(config) && Object.hasOwn(config, key) ? config[key] : undefined;
  if (value === undefined && own === undefined) return config;
  const next = rest.length === 0 ? value : withValue(own ?? (typeof rest[0] === "number" ? [] : {}), rest, value);
  if (Array.isArray(config)) return next === undefined ? config.toSpliced(key, 1) : Object.assign([...config], { [key]: next });
  const result = copied(config);
  const isEmptied = rest.length > 0 && value === undefined && isGroup(next) && !Array.isArray(next) && Object.keys(next).length === 0 && isGroup(own) && Object.keys(own).length > 0;
  if (next === undefined || isEmptied) delete result[key];
  else Object.defineProperty(result, key, { value: next, enumerable: true, writable: true, configurable: true });
  return result;
}

/** With keys in their order, one named __proto__ too. */
function copied(object) {
  const result = {};
  for (const key of isGroup(object) ? Object.keys(object) : []) Object.defineProperty(result, key, { value: object[key], enumerable: true, writable: true, configurable: true });
  return result;
}

/** Two values that JSON would write alike, whatever their numbers' digits: 1e-6 is 0.000001. */
export function isSame(a, b) {
  if (isGroup(a) || isGroup(b)) {
    if (!isGroup(a) || !isGroup(b) || Array.isArray(a) !== Array.isArray(b)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
  }
  const isNumber = (value) => typeof value === "number" || value instanceof ExactNumber;
  if (!isNumber(a) || !isNumber(b)) return a === b;
  // Whole numbers beyond what a double holds differ in digits that it does not have.
  const [one, other] = [String(a), String(b)];
  return one === other || (Number(a) === Number(b) && !(/^-?\d+$/.test(one) && /^-?\d+$/.test(other)));
}

/**
 * What somebody typed for a number: as it is written where it is one, ".5" and "1." helped to be; else the text, which
 * the server then says is none.
 */
export function numberFrom(text) {
  const plain = text.trim().replace(/^\+/, "").replace("−", "-").replace(/^(-?)\./, "$10.").replace(/\.(?=$|e)/i, "");
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(plain) ? parseExact(plain) : text;
}

/** A value in a field: text as it is, everything else as JSON. "" of nothing. */
export function fieldText(value) {
  return value === undefined ? "" : typeof value === "string" ? value : stringifyExact(value);
}

/** JSON with a line for each key; what is short stays in one line. */
export function prettyExact(value, indent = "") {
  if (!isGroup(value)) return stringifyExact(value);
  const entries = Array.isArray(value) ? value.map((own) => ["", own]) : Object.entries(value).map(([key, own]) => [`${JSON.stringify(key)}: `, own]);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (entries.length === 0) return open + close;
  const line = `${open}${entries.map(([name, own]) => name + inLine(own)).join(", ")}${close}`;
  if (indent !== "" && line.length + indent.length <= ONE_LINE) return line;
  const inner = `${indent}  `;
  return `${open}\n${entries.map(([name, own]) => inner + name + prettyExact(own, inner)).join(",\n")}\n${indent}${close}`;
}

function inLine(value) {
  if (!isGroup(value)) return stringifyExact(value);
  if (Array.isArray(value)) return `[${value.map(inLine).join(", ")}]`;
  return `{${Object.entries(value).map(([key, own]) => `${JSON.stringify(key)}: ${inLine(own)}`).join(", ")}}`;
}

/** @returns {{value: any, error: string}} `value` undefined and `error` with its line where a text is no JSON object. */
export function readConfig(text) {
  try {
    const value = parseExact(text);
    if (!isGroup(value) || Array.isArray(value)) return { value: undefined, error: "This is JSON, but no object: a config begins with { and ends with }." };
    return { value, error: "" };
  } catch (error) {
    const at = Number(/character (\d+)/.exec(error.message)?.[1] ?? 0);
    const before = text.slice(0, at).split("\n");
    return { value: undefined, error: `No JSON yet at line ${before.length}, column ${before[before.length - 1].length + 1}: the form waits.` };
  }
}
