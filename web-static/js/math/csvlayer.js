// One layer's lines of a table of stored values. Pure.

/**
 * @param {string} table as /metrics.csv writes it: a head, then a line for each value. Neither a metric's nor a layer's name
 *   can have a comma in it.
 * @param {string} layer
 */
export function ofLayer(table, layer) {
  const [head, ...lines] = table.split(/(?<=\n)/);
  const column = head.trim().split(",").indexOf("layer");
  if (column < 0) return table;
  return head + lines.filter((line) => line.split(",", column + 1)[column] === layer).join("");
}
