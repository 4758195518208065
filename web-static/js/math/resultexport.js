// Tables of results as text for a paper: Markdown, LaTeX (booktabs), CSV. Pure.

import { shownValue } from "./flatten.js";
import { wordsFor } from "./resultwords.js";

/**
 * @typedef {{measure: {name: string, title: string}, percent: boolean, take: "last"|"best"}} How
 */

const hasPaper = (table, dataset) => table.rows.some((row) => row.cells.get(dataset)?.paper);
const takeWord = (take) => (take === "best" ? "best of a run's epochs" : "last of a run");

/** What a table is, in a line. */
export function captionOf(table, { measure, percent, take }) {
  const counts = [...new Set(table.rows.flatMap((row) => [...row.cells.values()].map((cell) => cell.runs.length)))].sort((a, b) => a - b);
  const n = counts.length === 1 ? `n ${counts[0]}` : `n ${counts[0]} to ${counts[counts.length - 1]}`;
  return `${measure.title}${percent ? " in %" : ""}, network ${table.network}: ${takeWord(take)}, mean ± sample s.d. over seeds, ${n}`;
}

/** @param {import("./results.js").Results} table @param {How} how */
export function markdownOf(table, how) {
  const words = wordsFor(how.percent);
  const columns = columnsOf(table);
  const cell = (text) => text.replaceAll("|", "\\|");
  const rows = table.rows.map((row) => [cell(row.label), row.way, ...columns.map((column) => cell(textOf(row, column, how.take, words)))]);
  const heads = ["method", "", ...columns.map(({ dataset, kind }) => (kind === "paper" ? `${dataset}, paper` : dataset))];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [captionOf(table, how), "", line(heads.map(cell)), line(heads.map((_, i) => (i < 2 ? "---" : "---:"))), ...rows.map(line), ""].join("\n");
}

const LATEX = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", $: "\\$", "&": "\\&", "#": "\\#", "%": "\\%", _: "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "±": "$\\pm$", "−": "$-$", "·": "$\\cdot$" };
const tex = (text) => text.replace(/[\\{}$&#%_^~±−·]/g, (one) => LATEX[one]);

/** For \usepackage{booktabs}. */
export function latexOf(table, how) {
  const words = wordsFor(how.percent);
  const columns = columnsOf(table);
  const math = (text) => (/^[\d.+−± e]+$/.test(text) ? `$${text.replaceAll("±", "\\pm").replaceAll("−", "-")}$` : tex(text === "–" ? "--" : text));
  const rows = table.rows.map((row) => [tex(row.label), ...columns.map((column) => math(textOf(row, column, how.take, words)))]);
  const heads = ["", ...columns.map(({ dataset, kind }) => tex(kind === "paper" ? `${dataset}, paper` : dataset))];
  const line = (cells) => `    ${cells.join(" & ")} \\\\`;
  return [
    "\\begin{table}", "  \\centering", `  \\caption{${tex(captionOf(table, how))}.}`, `  \\begin{tabular}{l${"r".repeat(columns.length)}}`, "    \\toprule",
    line(heads), "    \\midrule", ...rows.map(line), "    \\bottomrule", "  \\end{tabular}", "\\end{table}", "",
  ].join("\n");
}

/** A row for each number, with every digit and the seeds that it is of. */
export function csvOf(tables, { measure }) {
  const keys = [...new Set(tables.flatMap(({ rows }) => rows.flatMap(({ values }) => values.map(({ key }) => key))))];
  const heads = [
    "network", "dataset", "method", "backward", ...keys, "metric", "n", "last_mean", "last_sd", "best_mean", "best_sd", "seeds", "runs", "left_out",
    "paper_mean_percent", "paper_spread_percent", "difference_points", "not_comparable",
  ];
  const rows = tables.flatMap((table) => table.rows.flatMap((row) => [...row.cells.values()].map((cell) => [
    table.network, cell.dataset, row.method, row.way,
    ...keys.map((key) => shownValue(row.values.find((one) => one.key === key)?.text ?? undefined)),
    measure.name, cell.runs.length, cell.last.mean, cell.last.sd, cell.best.mean, cell.best.sd, cell.runs.map((run) => run.seed).join(" "), cell.runs.map((run) => run.id).join(" "),
    cell.left.length, cell.paper?.mean, cell.paper?.spread, cell.paper?.difference, cell.paper?.unlike.join(", "),
  ])));
  return `${[heads, ...rows].map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

function field(value) {
  if (value === null || value === undefined || (typeof value === "number" && !Number.isFinite(value))) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A column of ours for each dataset, and the paper's behind it where that prints one. */
function columnsOf(table) {
  return table.datasets.flatMap((dataset) => [{ dataset, kind: "ours" }, ...(hasPaper(table, dataset) ? [{ dataset, kind: "paper" }] : [])]);
}

function textOf(row, { dataset, kind }, take, words) {
  const cell = row.cells.get(dataset);
  if (kind === "ours") return cell ? words.mean(cell[take]) : "–";
  return cell?.paper ? `${cell.paper.mean.toFixed(2)} ± ${cell.paper.spread.toFixed(2)}` : "–";
}
