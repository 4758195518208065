// One network's results: methods down, datasets across, the paper's numbers beside ours. Each number opens the runs it is of.

import { h } from "../lib/dom.js";
import { leftWord } from "../math/grouping.js";
import { plural } from "../math/format.js";
import { unlikeWord } from "../math/resultwords.js";
import { menuButton } from "./menu.js";

/** Runs that are listed of one number. */
const MOST = 200;

/**
 * @param {import("../math/results.js").Results} table
 * @param {{words: object, take: "last"|"best", hasBest: boolean, bestWord: string}} how
 */
export function resultTable(table, how) {
  const columns = table.datasets.map((dataset) => ({ dataset, hasPaper: table.rows.some((row) => row.cells.get(dataset)?.paper) }));
  const heads = columns.flatMap(({ hasPaper }) => [
    h("th", { scope: "col", class: "number edge" }, "last"), ...(how.hasBest ? [h("th", { scope: "col", class: "number" }, how.bestWord)] : []), h("th", { scope: "col", class: "number" }, "n"),
    ...(hasPaper ? [h("th", { scope: "col", class: "number" }, "paper"), h("th", { scope: "col" }, `${how.take} − paper`)] : []),
  ]);
  const rows = table.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), h("td", { class: "muted way" }, row.way),
    ...columns.flatMap(({ dataset, hasPaper }) => cells(row, row.cells.get(dataset) ?? null, hasPaper, how))));
  const span = (hasPaper) => (how.hasBest ? 3 : 2) + (hasPaper ? 2 : 0);
  return h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": `Results of ${table.network}` }, h("table", { class: "results-table" },
    h("thead", {}, h("tr", {}, h("th", { rowspan: "2", scope: "col" }, "method"), h("th", { rowspan: "2", scope: "col" }, "backward"),
      ...columns.map(({ dataset, hasPaper }) => h("th", { colspan: span(hasPaper), scope: "colgroup", class: "dataset" }, dataset))), h("tr", {}, ...heads)),
    h("tbody", {}, ...rows)));
}

function cells(row, cell, hasPaper, how) {
  if (cell === null) return Array.from({ length: (how.hasBest ? 3 : 2) + (hasPaper ? 2 : 0) }, (_, i) => h("td", { class: i === 0 ? "number edge" : "number" }, i === 0 ? "–" : ""));
  const { words } = how;
  const own = (take) => h("td", { class: take === "last" ? "number edge" : "number" }, figure(row, cell, take, how));
  return [
    own("last"), ...(how.hasBest ? [own("best")] : []), h("td", { class: "number" }, String(cell.runs.length), cell.left.length > 0 ? h("small", { class: "muted left", title: leftWord(cell.left) }, ` ${cell.left.length} out`) : null),
    ...(hasPaper ? paperCells(cell.paper, words) : []),
  ];
}

function paperCells(paper, words) {
  if (paper === null) return [h("td", { class: "number" }, "–"), h("td")];
  const printed = h("td", { class: "number", title: `${paper.title} of the paper` }, `${paper.mean.toFixed(2)} ± ${paper.spread.toFixed(2)}`);
  if (paper.difference === null) return [printed, h("td", { class: "muted unlike" }, unlikeWord(paper.unlike))];
  return [printed, h("td", { class: "number" }, words.difference(paper.difference / 100))];
}

/** A mean as a button that lists what it is of. */
function figure(row, cell, take, { words }) {
  const text = words.mean(cell[take]);
  if (cell.runs.length === 0) return h("span", { class: "muted" }, noneWord(cell.left));
  const title = `${plural(cell.runs.length, "run")}: seeds ${seedsOf(cell)}`;
  const button = menuButton({ label: text, title, className: "traced", fill: (panel) => panel.append(
    h("p", {}, h("b", {}, `${row.label}, ${cell.dataset}`)), h("p", { class: "hint" }, `n ${cell.runs.length}, mean ± sample s.d.`),
    h("ul", {}, ...cell.runs.slice(0, MOST).map((run) => h("li", {}, h("a", { href: `run?id=${run.id}` }, `run ${run.id}`), h("span", { class: "muted" }, `seed ${run.seed ?? "–"}`),
      h("span", { class: "number" }, words.value(run[take]))))),
    cell.runs.length > MOST ? h("p", { class: "hint" }, `and ${cell.runs.length - MOST} more`) : "",
    ...(cell.left.length > 0 ? [h("p", { class: "hint" }, leftWord(cell.left))] : [])) });
  button.classList.add("figure");
  return button;
}

/** Why there is no number, in a word where all runs have the same reason. */
function noneWord(left) {
  if (left.length === 0) return "–";
  const [first] = left;
  return left.every(({ why }) => why === first.why) ? `${left.length} ${first.why}` : "none takes part";
}

const seedsOf = ({ runs }) => (runs.length <= 12 ? runs.map((run) => run.seed ?? "–").join(", ") : `${runs[0].seed} to ${runs[runs.length - 1].seed}`);
