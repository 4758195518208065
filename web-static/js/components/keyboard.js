// Keys of the whole page and of what is shown, and the list of them.

import { h } from "../lib/dom.js";
import { openDialog } from "./dialog.js";

/** Of all pages: key -> what it does, in words and deed. */
const general = new Map();
/** Of the page that is shown. */
let ofPage = new Map();

/** @param {Object<string, {says: string, does: () => void}>} keys by `KeyboardEvent.key`. */
export function setGeneralKeys(keys) {
  for (const [key, entry] of Object.entries(keys)) general.set(key, entry);
}

/** The same for the page that is shown; the keys of the page before go. */
export function setPageKeys(keys) {
  ofPage = new Map(Object.entries(keys));
}

export function wireKeyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, select, textarea, dialog, [contenteditable], .CodeMirror")) return;
    const entry = ofPage.get(event.key) ?? general.get(event.key);
    if (entry === undefined) return;
    event.preventDefault();
    entry.does();
  });
}

/** Shows every key that works now. */
export function showKeys() {
  const list = (title, keys) => (keys.size === 0 ? [] : [h("h3", {}, title), h("dl", { class: "keys" },
    ...[...keys].flatMap(([key, { says }]) => [h("dt", {}, h("kbd", {}, key === " " ? "Space" : key)), h("dd", {}, says)]))]);
  const charts = new Map(Object.entries({
    "← →": { says: "read the values of a chart that has the focus" }, "+ −": { says: "zoom in and out there" },
    0: { says: "show all of it" }, Escape: { says: "close what is open" },
  }));
  openDialog({
    title: "Keys", className: "keys-dialog",
    body: [...list("This page", ofPage), ...list("Everywhere", general), ...list("Charts", charts)],
  });
}
