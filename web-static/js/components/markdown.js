// Notes as people read them: elements made of what math/markdown.js reads, never markup.

import { h } from "../lib/dom.js";
import { parseMarkdown } from "../math/markdown.js";

/** @param {HTMLElement} element is filled anew. @param {string} text */
export function showMarkdown(element, text) {
  element.replaceChildren(...parseMarkdown(text).map(blockElement));
}

function blockElement(block) {
  if (block.kind === "code") return h("pre", { tabindex: "0" }, h("code", {}, block.text));
  if (block.kind === "list") {
    return h(block.isOrdered ? "ol" : "ul", {}, ...block.items.map((spans) => h("li", {}, ...spans.map(spanElement))));
  }
  // Below the headings of the page.
  return h(block.kind === "heading" ? `h${block.level + 3}` : "p", {}, ...block.spans.map(spanElement));
}

function spanElement({ kind, text, href }) {
  if (kind === "text") return text;
  // Whoever is linked to learns nothing of this server.
  if (kind === "link") return h("a", { href, rel: "noopener noreferrer", target: "_blank" }, text);
  return h(kind, {}, text);
}
