// Whether methods can be told apart: the difference of each pair with its interval, and the test by its name.

import { h } from "../lib/dom.js";
import { pairsOf } from "../math/results.js";
import { testWords } from "../math/resultwords.js";
import { menuButton } from "./menu.js";

/** Rows of a matrix that is open at first; a larger one takes the page from what stands below. */
const FEW = 9;

/**
 * @param {import("../math/results.js").Results} table @param {string} dataset
 * @param {{words: object, take: "last"|"best", unitWord: string}} how
 * @returns {?HTMLElement} null where there is no pair.
 */
export function pairMatrix(table, dataset, { words, take, unitWord }) {
  const pairs = pairsOf(table.rows, dataset, take);
  if (pairs.length === 0) return null;
  const rows = [...new Set(pairs.flatMap(({ a, b }) => [b, a]))];
  const byRows = new Map(pairs.map((pair) => [`${rows.indexOf(pair.a)} ${rows.indexOf(pair.b)}`, pair]));
  const cell = (i, j) => {
    const pair = byRows.get(`${i} ${j}`);
    return pair ? h("td", { "data-apart": String(pair.isApart) }, difference(pair, words)) : h("td");
  };
  const matrix = h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": `Pairs on ${dataset}` }, h("table", { class: "pair-table" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col", class: "muted" }, "row − column"), ...rows.slice(0, -1).map((row) => h("th", { scope: "col" }, row.label)))),
    h("tbody", {}, ...rows.slice(1).map((row, i) => h("tr", {}, h("th", { scope: "row" }, row.label), ...rows.slice(0, -1).map((_, j) => cell(i + 1, j)))))));
  return h("details", { class: "pairs", open: rows.length <= FEW }, h("summary", {}, h("h3", {}, `${dataset}: which can be told apart`)),
    h("p", { class: "hint" }, `Difference of the means${unitWord}, with Welch's 95 % interval. ≠: it leaves 0 out; ~: it does not. Each pair is tested by itself: of twenty that are alike, one seems apart by chance.`), matrix);
}

function difference(pair, words) {
  const { test, isApart } = pair;
  const sign = isApart === null ? "" : isApart ? "≠ " : "~ ";
  const label = h("span", {}, h("span", { "aria-hidden": "true" }, sign), words.difference(test.difference));
  const sentence = testWords(pair, words);
  const button = menuButton({ label, title: sentence, className: "traced", fill: (panel) => panel.append(h("p", {}, sentence)) });
  button.classList.add("figure");
  button.setAttribute("aria-label", sentence);
  button.append(h("small", { class: "muted" }, isApart === null ? "no interval" : `${words.difference(test.low)} to ${words.difference(test.high)}`));
  return button;
}
