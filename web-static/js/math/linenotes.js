// What was done with the values of several lines, each thing said once. Pure.

const NUMBER = /\d[\d\u202f]*(?:\.\d+)?/;

/**
 * Notes that say the same of other numbers become one: of how many values a point is the mean, the most; else from the
 * least to the greatest.
 *
 * @param {{notes: string[]}[]} lines
 * @returns {string[]}
 */
export function notesOfLines(lines) {
  const kinds = new Map();
  for (const { notes } of lines) {
    for (const note of notes) {
      const found = NUMBER.exec(note)?.[0] ?? "";
      const kind = note.replace(found, "#");
      if (!kinds.has(kind)) kinds.set(kind, new Map());
      kinds.get(kind).set(found, Number(found.replaceAll("\u202f", "")));
    }
  }
  return [...kinds].map(([kind, numbers]) => {
    const rising = [...numbers].sort((a, b) => a[1] - b[1]).map(([text]) => text);
    const [least, most] = [rising[0], rising[rising.length - 1]];
    return kind.replace("#", least === most || kind.includes("up to #") ? most : `${least} to ${most}`);
  });
}
