// Keys with several values each, of whose combinations each is a job. Pure.

import { numberFrom, fieldText } from "./jobconfig.js";

/**
 * Values out of a text with commas between; a comma in quotes belongs to its value.
 *
 * @param {string} text @param {string} kind of the field, as in jobschema.js.
 */
export function valuesFrom(text, kind) {
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[^,"]+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== "").map((part) => {
    if (/^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"$/i.test(part)) return JSON.parse(part);
    if (kind === "integer" || kind === "number") return numberFrom(part);
    return kind === "boolean" && (part === "true" || part === "false") ? part === "true" : part;
  });
}

/** The same the other way round. */
export function valuesText(values) {
  return values.map((value) => (typeof value === "string" && /[,"]|^\s|\s$/.test(value) ? JSON.stringify(value) : fieldText(value))).join(", ");
}

/** How many jobs a sweep makes; 1 without one, 0 where a key has no values. @param {?Object<string, any[]>} sweep */
export function jobCount(sweep) {
  return Object.values(sweep ?? {}).reduce((count, values) => count * (Array.isArray(values) ? values.length : 1), 1);
}

/** "2 x 3 = 6 jobs". */
export function countWords(sweep) {
  const lengths = Object.values(sweep ?? {}).map((values) => (Array.isArray(values) ? values.length : 1));
  const count = jobCount(sweep);
  const jobs = `${count} ${count === 1 ? "job" : "jobs"}`;
  return lengths.length > 1 ? `${lengths.join(" × ")} = ${jobs}` : jobs;
}
