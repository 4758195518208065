// A search above the entries of a long list.

import { h } from "../lib/dom.js";

/** From so many entries on, a list wants one. */
const MANY = 12;

/**
 * @param {{element: HTMLElement, text: string}[]} rows those that do not have all the words are hidden.
 * @param {string} label
 * @returns {HTMLElement[]} to be put above them; none where the list is short.
 */
export function listSearch(rows, label) {
  if (rows.length <= MANY) return [];
  const search = h("input", {
    type: "search", placeholder: "Search", "aria-label": label, oninput: () => {
      const words = search.value.toLowerCase().split(/\s+/);
      for (const { element, text } of rows) element.hidden = !words.every((word) => text.toLowerCase().includes(word));
    },
  });
  return [search];
}
