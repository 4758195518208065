// The state of a job or a run, as a dot and a word.

import { h, setText } from "../lib/dom.js";

/** @param {HTMLElement} element. @param {string} word as `stateWord` says it. */
export function showBadge(element, word, title = "") {
  setText(element, word);
  element.classList.add("badge");
  if (element.dataset.status !== word) element.dataset.status = word;
  if (element.title !== title) element.title = title;
  return element;
}

export const badge = (word, title = "") => showBadge(h("span"), word, title);
