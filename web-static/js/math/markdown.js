// The few forms of Markdown that notes have: headings, lists, code, links to http(s), emphasis. Pure: text in, a tree of
// plain parts out, of which a component makes elements. Nothing of it is ever markup.

/**
 * @typedef {{kind: "text" | "code" | "strong" | "em" | "link", text: string, href?: string}} Span
 * @typedef {{kind: "heading", level: number, spans: Span[]} | {kind: "paragraph", spans: Span[]}
 *   | {kind: "list", isOrdered: boolean, items: Span[][]} | {kind: "code", text: string}} Block
 */

const HEADING = /^(#{1,3})\s+(.+)$/;
const BULLET = /^\s*[-*]\s+(.*)$/;
const NUMBERED = /^\s*\d{1,9}[.)]\s+(.*)$/;
const FENCE = /^```/;

/** @param {string} text @returns {Block[]} */
export function parseMarkdown(text) {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const blocks = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    if (line.trim() === "") {
      i += 1;
    } else if (FENCE.test(line)) {
      let end = i + 1;
      while (end < lines.length && !FENCE.test(lines[end])) end += 1;
      blocks.push({ kind: "code", text: lines.slice(i + 1, end).join("\n") });
      i = end + 1;
    } else if (HEADING.test(line)) {
      const [, marks, title] = HEADING.exec(line);
      blocks.push({ kind: "heading", level: marks.length, spans: parseSpans(title) });
      i += 1;
    } else if (BULLET.test(line) || NUMBERED.test(line)) {
      const form = BULLET.test(line) ? BULLET : NUMBERED;
      const items = [];
      for (; i < lines.length && form.test(lines[i]); i++) items.push(parseSpans(form.exec(lines[i])[1]));
      blocks.push({ kind: "list", isOrdered: form === NUMBERED, items });
    } else {
      const begin = i;
      while (i < lines.length && isPlain(lines[i])) i += 1;
      blocks.push({ kind: "paragraph", spans: parseSpans(lines.slice(begin, i).join("\n")) });
    }
  }
  return blocks;
}

const isPlain = (line) => line.trim() !== "" && ![FENCE, HEADING, BULLET, NUMBERED].some((form) => form.test(line));

/** Code first, since nothing in it means anything; then links, then emphasis. Bounded forms: no input takes long. */
const SPAN = /`([^`\n]+)`|\[([^\[\]\n]{1,300})\]\(([^()\s]{1,2000})\)|(https?:\/\/[^\s<>()]{1,2000})|\*\*([^*\n]{1,500})\*\*|\*([^*\s][^*\n]{0,500})\*/g;

/** @param {string} text of one block. @returns {Span[]} */
export function parseSpans(text) {
  const spans = [];
  let end = 0;
  const plain = (upTo) => upTo > end && spans.push({ kind: "text", text: text.slice(end, upTo) });
  for (const match of text.matchAll(SPAN)) {
    const span = spanOf(match);
    if (span === null) continue;
    plain(match.index);
    spans.push(span);
    end = match.index + match[0].length;
  }
  plain(text.length);
  return spans;
}

function spanOf([, code, word, target, address, strong, em]) {
  if (code !== undefined) return { kind: "code", text: code };
  // Only what a browser fetches as a page: no javascript:, no data:.
  if (word !== undefined) return isWeb(target) ? { kind: "link", text: word, href: target } : null;
  if (address !== undefined) return { kind: "link", text: address, href: address };
  return strong !== undefined ? { kind: "strong", text: strong } : { kind: "em", text: em };
}

function isWeb(target) {
  try {
    return ["http:", "https:"].includes(new URL(target).protocol);
  } catch {
    return false;
  }
}
