// Reads XML strictly enough for a test: every tag closed in order, attributes quoted and each once, text escaped.

const TOKEN = /<\?[^?]*\?>|<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/;
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescape = (text) => text.replace(/&(\w+);/g, (_, name) => NAMED[name]);

/** @returns {{name: string, attributes: Object<string, string>, text: string}[]} all elements; throws of what is no XML. */
export function readXML(text) {
  const elements = [];
  const open = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw new Error(`no XML: ${text.slice(at, at + 80)}`);
    const [whole, closed, name, attributes, isEmpty, words] = found;
    if (ENTITY.test(whole)) throw new Error(`not escaped: ${whole.slice(0, 80)}`);
    if (closed !== undefined && open.pop()?.name !== closed) throw new Error(`</${closed}> closes nothing`);
    if (words !== undefined && open.length > 0) open[open.length - 1].text += unescape(words);
    if (name === undefined) continue;
    const element = { name, attributes: {}, text: "" };
    for (const [, key, value] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (key in element.attributes) throw new Error(`${key} twice`);
      element.attributes[key] = unescape(value);
    }
    elements.push(element);
    if (isEmpty === "") open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open[0].name}> is not closed`);
  return elements;
}
