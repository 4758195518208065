// JSON with its numbers as they are written. A double cannot tell 9007199254740992 from ...993, and writes 1e-6 in
// another way: what is compared, grouped by or shown must be what is stored.

/** A number whose text JavaScript would write differently. Calculates as a number does. */
export class ExactNumber {
  /** @param {string} text as JSON has it. */
  constructor(text) {
    this.text = text;
  }

  valueOf() {
    return Number(this.text);
  }

  toString() {
    return this.text;
  }

  /** For what writes JSON: JSON.stringify knows no exact numbers, `stringifyExact` does. */
  toJSON() {
    return Number(this.text);
  }
}

const SPACE = /[\t\n\r ]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORDS = { t: ["true", true], f: ["false", false], n: ["null", null] };

/**
 * What JSON.parse gives, but that a number which would be written differently is an `ExactNumber`.
 *
 * @param {string} text
 * @throws {SyntaxError} of text that is no JSON, with the place.
 */
export function parseExact(text) {
  let at = 0;
  const fail = () => { throw new SyntaxError(`no JSON at character ${at}`); };
  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) fail();
    at += found[0].length;
    return found[0];
  };
  const take = (character) => {
    match(SPACE);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const value = () => {
    match(SPACE);
    const first = text[at];
    if (first === "{") return object();
    if (first === "[") return list();
    if (first === '"') return JSON.parse(match(STRING));
    const [word, meaning] = WORDS[first] ?? [];
    if (word === undefined) return numberOf(match(NUMBER));
    if (!text.startsWith(word, at)) fail();
    at += word.length;
    return meaning;
  };
  const object = () => {
    const result = {};
    at += 1;
    if (take("}")) return result;
    do {
      match(SPACE);
      const key = JSON.parse(match(STRING));
      if (!take(":")) fail();
      // A key named __proto__ is a key like any other.
      Object.defineProperty(result, key, { value: value(), enumerable: true, writable: true, configurable: true });
    } while (take(","));
    if (!take("}")) fail();
    return result;
  };
  const list = () => {
    const result = [];
    at += 1;
    if (take("]")) return result;
    do result.push(value()); while (take(","));
    if (!take("]")) fail();
    return result;
  };
  const result = value();
  match(SPACE);
  if (at < text.length) fail();
  return result;
}

function numberOf(text) {
  const value = Number(text);
  return String(value) === text ? value : new ExactNumber(text);
}

/** JSON text of what `parseExact` gave, without spaces; numbers as they were written. */
export function stringifyExact(value) {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(stringifyExact).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  return `{${Object.entries(value).map(([key, own]) => `${JSON.stringify(key)}:${stringifyExact(own)}`).join(",")}}`;
}
