// The server's problems with a config, each put where it is to be mended. Pure.

/** "$.sweep["a.b"][1].c" -> ["sweep", "a.b", 1, "c"]. @returns {(string|number)[]} */
export function pathOf(text) {
  const keys = [];
  for (const [, plain, quoted, index] of String(text ?? "").matchAll(/\.([^.[\]"]+)|\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]/g)) {
    keys.push(plain ?? (quoted === undefined ? Number(index) : JSON.parse(quoted)));
  }
  return keys;
}

export const pathKey = (path) => JSON.stringify(path);

/**
 * @param {{path: string, message: string}[]} errors
 * @param {(path: (string|number)[]) => boolean} hasField
 * @returns {{beside: Map<string, string[]>, other: {path: string, message: string}[]}} `beside`: by `pathKey` of the
 *   field that is nearest, with the rest of the path where the problem is further in. `other`: those without a field.
 */
export function placed(errors, hasField) {
  const beside = new Map();
  const other = [];
  const said = new Set();
  for (const error of errors) {
    const text = `${error.path}\n${error.message}`;
    if (said.has(text)) continue;
    said.add(text);
    const path = pathOf(error.path);
    let length = path.length;
    while (length > 0 && !hasField(path.slice(0, length))) length -= 1;
    if (length === 0) {
      other.push(error);
      continue;
    }
    const key = pathKey(path.slice(0, length));
    const rest = path.slice(length).map((one) => (typeof one === "number" ? `[${one}]` : `.${one}`)).join("").replace(/^\./, "");
    const words = rest === "" ? error.message : `${rest}: ${error.message}`;
    beside.set(key, [...(beside.get(key) ?? []), words]);
  }
  return { beside, other };
}
