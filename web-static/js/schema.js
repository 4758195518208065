// Reads what a form needs out of the server's JSON Schema of a job. Pure.

/** Fields of the form, in order; the rest of a config is edited as JSON. */
export const FIELDS = ["method", "network", "dataset", "epochs", "trials", "seed"];

/**
 * @param {object} schema GET /schema/job
 * @param {string} key a top-level property
 * @returns {{choices: string[], closed: boolean, number: boolean, minimum: ?number, maximum: ?number}}
 *   `choices`: strings the schema names; `closed`: nothing else is allowed.
 */
export function fieldOf(schema, key) {
  const branches = expand(schema, schema?.properties?.[key]);
  const choices = branches.flatMap((part) => part.enum ?? (part.const === undefined ? [] : [part.const]))
    .filter((value) => typeof value === "string");
  const numeric = branches.find((part) => part.type === "integer" || part.type === "number");
  return {
    choices: [...new Set(choices)],
    // An object is an allowed value too, but one that is edited as JSON.
    closed: choices.length > 0 && branches.every((part) => part.enum || part.const !== undefined || part.type === "object"),
    number: numeric !== undefined,
    minimum: numeric?.minimum ?? null,
    maximum: numeric?.maximum ?? null,
  };
}

/** The schema itself, or the branches of its anyOf / oneOf, with references into `$defs` followed. */
function expand(root, part, depth = 0) {
  if (!part || depth > 8) return [];
  if (part.$ref) return expand(root, resolve(root, part.$ref), depth + 1);
  const branches = part.anyOf ?? part.oneOf;
  return branches ? branches.flatMap((branch) => expand(root, branch, depth + 1)) : [part];
}

function resolve(root, reference) {
  if (!reference.startsWith("#/")) return null;
  return reference.slice(2).split("/").reduce((node, key) => node?.[key], root);
}

/**
 * A config with one field set. Text that is a whole number becomes one where the schema wants a number.
 * @returns {object} a new config; the field is gone when `text` is empty.
 */
export function withField(config, key, text, isNumber) {
  const next = { ...config };
  if (text === "") delete next[key];
  else next[key] = isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return next;
}

/** What a field of the form shows of a config; null when the value is not simple enough for a field. */
export function fieldText(config, key) {
  const value = config?.[key];
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? null : String(value);
}

/** "$.optimizer.learning_rate" -> "optimizer": the field of the form, or the part of the JSON, an error is about. */
export function topKey(path) {
  return /^\$\.?([A-Za-z_]+)/.exec(path ?? "")?.[1] ?? "";
}
