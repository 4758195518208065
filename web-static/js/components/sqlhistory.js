// Queries that were run in this browser, and those of the documentation, as menus.

import { h } from "../lib/dom.js";
import { keeper } from "../lib/storage.js";
import { ago, plural } from "../math/format.js";
import { readEntries, withEntry } from "../math/queryhistory.js";
import { menuButton } from "./menu.js";
import { EXAMPLES } from "./sqlexamples.js";

const kept = keeper("queries");

/** @param {import("../math/queryhistory.js").Entry} entry */
export function remember(entry) {
  kept.set(JSON.stringify(withEntry(readEntries(kept.get()), entry)));
}

/** @param {(query: string) => void} choose */
export function historyMenu(choose) {
  return menuButton({
    label: "History", title: "Queries that were run in this browser", className: "queries",
    fill: (panel, close) => {
      const entries = readEntries(kept.get());
      if (entries.length === 0) {
        panel.append(h("p", { class: "hint" }, "Queries that you run are kept here, in this browser alone."));
        return;
      }
      panel.append(...entries.map((entry) => entryButton(entry.query, () => {
        close();
        choose(entry.query);
      }, `${ago((Date.now() - entry.at) / 1000)} · ${entry.rows === null ? "failed" : plural(entry.rows, "row")}`)), h("button", {
        type: "button", class: "quiet danger", onclick: () => {
          kept.set(null);
          close();
        },
      }, "Forget them all"));
    },
  });
}

/** @param {(query: string) => void} choose */
export function examplesMenu(choose) {
  return menuButton({
    label: "Examples", title: "Queries of the documentation", className: "queries",
    fill: (panel, close) => panel.append(...EXAMPLES.map(({ title, query }) => h("button", {
      type: "button", class: "quiet", onclick: () => {
        close();
        choose(query);
      },
    }, title))),
  });
}

/** All examples at once, for a page that shows nothing else yet. @param {(query: string) => void} choose */
export function exampleList(choose) {
  return h("section", { class: "sql-examples", "aria-label": "Example queries" }, h("h2", {}, "Examples"),
    h("ul", {}, ...EXAMPLES.map(({ title, query }) => h("li", {}, h("button", { type: "button", class: "quiet", onclick: () => choose(query) },
      h("span", {}, title), h("code", { "aria-hidden": "true" }, query.replace(/\s+/g, " ")))))));
}

const entryButton = (query, does, words) => h("button", { type: "button", class: "quiet", onclick: does },
  h("code", {}, query.replace(/\s+/g, " ").trim()), h("small", { class: "muted" }, words));
