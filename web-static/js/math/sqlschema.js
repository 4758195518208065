// Tables and their columns out of the statements that made them. Pure.

/** What may stand in a table's brackets beside columns. */
const CONSTRAINT = /^(?:constraint|primary|unique|check|foreign)\b/i;

/**
 * The columns of a CREATE TABLE.
 *
 * @param {string} sql as sqlite_schema has it.
 * @returns {{name: string, type: string}[]} `type` is "" where a column says none.
 */
export function columnsOf(sql) {
  const plain = withoutComments(sql);
  const from = plain.indexOf("(");
  if (from < 0) return [];
  return parts(plain.slice(from + 1)).map((part) => part.trim()).filter((part) => part !== "" && !CONSTRAINT.test(part)).map((part) => {
    const found = /^(?:"((?:[^"]|"")*)"|\[([^\]]*)\]|`([^`]*)`|([^\s(]+))\s*([a-z]*)/i.exec(part);
    const name = (found[1]?.replaceAll('""', '"')) ?? found[2] ?? found[3] ?? found[4];
    const type = CONSTRAINT.test(found[5]) || /^(?:not|default|references|generated|collate)$/i.test(found[5]) ? "" : found[5].toLowerCase();
    return { name, type };
  });
}

/** What stands between commas, up to the bracket that closes; commas in brackets and texts belong to their part. */
function parts(text) {
  const found = [""];
  let depth = 0;
  for (const token of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^]/g)) {
    const [piece] = token;
    if (piece === ")" && depth === 0) return found;
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (piece === "," && depth === 0) found.push("");
    else found[found.length - 1] += piece;
  }
  return found;
}

function withoutComments(sql) {
  return sql.replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[^]*?\*\//g, (piece) => (piece.startsWith("'") ? piece : " "));
}

/** A name as a query needs it: quoted where it is no plain word. */
export function quoted(name) {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
