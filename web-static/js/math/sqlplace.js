// Where in a query an error is, by what the server says of it. Pure.

/**
 * @param {string} message such as `Near "selct": syntax error (line 1, column 1).`
 * @param {string} query
 * @returns {?{from: number, to: number, line: number, column: number}} characters of the query, and the line and column
 *   of the first; null where the message names no place that is found.
 */
export function placeOf(message, query) {
  const said = /\(line (\d+), column (\d+)\)/.exec(message);
  const token = /near "([^"]+)"/i.exec(message)?.[1];
  if (said !== null) {
    const from = at(query, Number(said[1]), Number(said[2]));
    if (from === null) return null;
    const length = token !== undefined && query.startsWith(token, from) ? token.length : wordLength(query, from);
    return place(query, from, from + Math.max(1, length));
  }
  if (/^incomplete input/i.test(message)) return query === "" ? null : place(query, query.trimEnd().length - 1, query.trimEnd().length);
  const name = /^(?:no such (?:column|table|function)|ambiguous column name|wrong number of arguments to function|misuse of (?:aggregate|window function)): ?([^\s;,()]+)/i.exec(message)?.[1]?.replace(/\.$/, "");
  return name === undefined ? null : named(query, name);
}

/** The first place where a name stands as code: not in a text and not in a comment. */
function named(query, name) {
  const wanted = name.toLowerCase();
  for (const found of query.matchAll(/'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\/|"(?:[^"]|"")*"|[a-z_][\w.]*/gi)) {
    const word = found[0].startsWith('"') ? found[0].slice(1, -1) : found[0];
    if (word.toLowerCase() === wanted) return place(query, found.index, found.index + found[0].length);
  }
  return null;
}

function at(query, line, column) {
  const lines = query.split("\n");
  if (line < 1 || line > lines.length) return null;
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  return Math.min(before + column - 1, Math.max(0, query.length - 1));
}

const wordLength = (query, from) => /^\w+/.exec(query.slice(from))?.[0].length ?? 1;

function place(query, from, to) {
  const before = query.slice(0, from).split("\n");
  return { from, to, line: before.length, column: before[before.length - 1].length + 1 };
}
