// A config as paths with values, each value the JSON text that it is stored as: 0.001 and "0.001" stay two values.

import { ExactNumber, stringifyExact } from "./exactjson.js";

export const UNSET = "(unset)";

/**
 * {"a": {"b": 1, "c": "x"}} -> {"a.b": "1", "a.c": "\"x\""}. Lists stay whole, and so do objects without a key.
 *
 * @param {?object} config from `parseExact`; from JSON.parse where no number needs to be exact.
 * @returns {Object<string, string>} JSON text by path; without a prototype, since a path may have any name.
 */
export function flatten(config) {
  const into = Object.create(null);
  const walk = (value, prefix) => {
    for (const [key, own] of Object.entries(value)) {
      const isObject = own !== null && typeof own === "object" && !Array.isArray(own) && !(own instanceof ExactNumber);
      if (isObject && Object.keys(own).length > 0) walk(own, `${prefix}${key}.`);
      else into[prefix + key] = stringifyExact(own);
    }
  };
  walk(config ?? {}, "");
  return into;
}

/**
 * JSON text as people read it: a string without its quotes, unless it would read like another value then.
 *
 * @param {string|undefined} text undefined where a config does not have the key.
 */
export function shownValue(text) {
  if (text === undefined) return UNSET;
  if (!text.startsWith('"')) return text;
  const plain = JSON.parse(text);
  const isAmbiguous = plain.trim() !== plain || plain === "" || plain === UNSET || /^["[{]/.test(plain) || isJSON(plain);
  return isAmbiguous ? text : plain;
}

function isJSON(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
