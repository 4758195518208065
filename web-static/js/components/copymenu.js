// A table as text: copied for a paper, or saved.

import { copy, h, save } from "../lib/dom.js";
import { openDialog } from "./dialog.js";
import { fillEntries, menuButton } from "./menu.js";
import { toast } from "./toast.js";

/**
 * @param {{name: string, entries: {text: string, make: () => string}[], file: {text: string, name: string, make: () => string}}} parts
 *   `file`: what is saved and not copied.
 */
export function copyMenu({ name, entries, file }) {
  const button = menuButton({ label: "Copy", title: `Copy or save ${name}`, fill: (panel, close) => fillEntries(panel, close, [
    ...entries.map(({ text, make }) => ({ text: `Copy as ${text}`, does: () => copied(text, make()) })),
    { text: file.text, does: () => save(file.make(), file.name, "text/csv") },
  ]) });
  button.setAttribute("aria-label", `Copy or save ${name}`);
  return h("span", { class: "copy-menu" }, button);
}

/** Where a page may not write to the clipboard, the text is shown to be copied by hand. */
export async function copied(label, text) {
  if (await copy(text)) {
    toast("Copied.");
    return;
  }
  const area = h("textarea", { class: "code", rows: "14", readonly: true, "aria-label": label }, text);
  openDialog({ title: label, className: "wide", body: [area] });
  area.select();
}
