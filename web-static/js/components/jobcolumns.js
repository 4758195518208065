// The columns of the list of jobs: what each shows of a job, and what it is sorted by.

import { serverTime } from "../data/http.js";
import { h, setText } from "../lib/dom.js";
import { ago, duration, number } from "../math/format.js";
import { isFinal, isMoving, isTold, jobName, makeWords, paceWords, statesWord, stateWord, stepsOf, stepsWord, waitsWord } from "../math/jobwords.js";
import { shownTags } from "../math/tags.js";
import { showBadge } from "./badge.js";
import { progressBar, showProgress } from "./progress.js";
import { showSparkline } from "./sparkline.js";

/** The address of what a job opens: its curves beside each other. */
export const compareAddress = (job) => `compare?jobs=${job.id}`;

/** Seconds since a time of the server; NaN of none. */
const since = (time) => (serverTime() - Date.parse(time ?? "")) / 1000;

/** Text, and in full where it does not fit. */
function showText(cell, text) {
  setText(cell, text);
  if (cell.title !== text) cell.title = text;
}

function showTold(cell, word) {
  showText(cell, word);
  cell.classList.toggle("muted", !isTold(word));
}

/** What a cell is made of, and which row it shows. */
const made = new WeakMap();
const shown = new WeakMap();

/** Fills a cell with elements that it keeps. */
function partsOf(cell, make) {
  if (!made.has(cell)) {
    const parts = make();
    made.set(cell, parts);
    cell.append(...Object.values(parts));
  }
  return made.get(cell);
}

/**
 * Columns that every list of jobs can have, in order.
 *
 * @param {{measure: import("../data/catalogue.js").Measure, catalogue: object, menu: (row: () => object) => HTMLElement,
 *   onTag: (tag: string) => void}} parts `measure`: what last, best and curve are of.
 * @returns {import("./table.js").Column[]}
 */
export function jobColumns({ measure, catalogue, menu, onTag }) {
  const short = measure.label.toLowerCase();
  return [
    { name: "id", title: "#", says: "Number of the job; the newest has the highest", sort: "id", width: 44, isNumber: true, show: (cell, row) => setText(cell, row.id) },
    { name: "name", title: "Name", sort: "name", width: 196, grow: 3, show: showName },
    { name: "status", title: "State", sort: "status", width: 122, show: showState },
    { name: "progress", title: "Progress", says: "Iterations, or how long it still takes", sort: "progress", width: 134, grow: 1, show: showProgressCell },
    { name: "method", title: "Method", sort: "method", width: 74, show: (cell, row) => {
      showTold(cell, row.method);
      cell.title = catalogue.methods.find((method) => method.name === row.method)?.title ?? row.method;
    } },
    { name: "network", title: "Network", sort: "network", width: 74, show: (cell, row) => showTold(cell, row.network) },
    { name: "dataset", title: "Dataset", sort: "dataset", width: 102, show: (cell, row) => showTold(cell, row.dataset) },
    { name: "last", title: "Last", says: `Last ${short}, mean over the job's runs`, sort: "last", width: 68, isNumber: true,
      show: (cell, row) => showValue(cell, row.last?.[measure.name], measure) },
    { name: "best", title: "Best", says: `${measure.better === "lower" ? "Lowest" : "Highest"} ${short} of the job's runs`, sort: "best", width: 68, isNumber: true,
      show: (cell, row) => showValue(cell, row.best?.[measure.name], measure) },
    { name: "spark", title: "Curve", says: `${measure.title} of the job's first run over its iterations`, width: 88,
      show: (cell, row) => showSparkline(cell, row.spark, measure.title) },
    { name: "experiment", title: "Experiment", sort: "experiment", width: 94, grow: 0.5, show: (cell, row) => showText(cell, row.experiment ?? "") },
    { name: "tags", title: "Tags", width: 84, grow: 1, show: (cell, row) => showTags(cell, row.tags ?? {}, onTag) },
    { name: "started", title: "Started", sort: "started", width: 94, isNumber: true, show: (cell, row) => {
      setText(cell, row.started_at ? ago(since(row.started_at)) : "");
      cell.title = row.started_at ? new Date(row.started_at).toLocaleString() : "";
    } },
    { name: "duration", title: "Took", says: "Time under training, without pauses", sort: "duration", width: 80, isNumber: true,
      show: (cell, row) => setText(cell, Number.isFinite(row.duration_seconds) ? duration(row.duration_seconds) : "") },
    { name: "menu", title: "", says: "What can be done", width: 40, show: (cell, row) => {
      shown.set(cell, row);
      partsOf(cell, () => ({ menu: menu(() => shown.get(cell)) }));
    } },
  ];
}

/** Columns that cannot be taken away: without them nobody knows what a row is. */
export const ALWAYS = ["name", "menu"];

/** A column of a key of the configs. @returns {import("./table.js").Column} */
export function configColumn(key) {
  const parts = key.split(".");
  return {
    name: `config.${key}`, title: parts[parts.length - 1].replaceAll("_", " "), says: key, sort: `config.${key}`, width: Math.max(84, 8 * parts[parts.length - 1].length + 24), grow: 0.7, isNumber: true,
    show: (cell, row) => {
      const value = row.values?.[key];
      showText(cell, value ?? "(unset)");
      cell.classList.toggle("muted", value === null || value === undefined);
    },
  };
}

function showName(cell, row) {
  const { link, facts, note } = partsOf(cell, () => ({ link: h("a", {}), facts: h("span", { class: "facts muted" }), note: h("span", { class: "note" }) }));
  // Where rows are cards, this stands for columns.
  setText(facts, [...makeWords(row), row.experiment].filter(Boolean).join(" · "));
  setText(link, jobName(row));
  link.title = jobName(row);
  const address = compareAddress(row);
  if (link.getAttribute("href") !== address) link.setAttribute("href", address);
  // Why it ended as it did, or why it has not begun though it is its turn.
  const word = row.message ?? (row.waiting ? waitsWord(row.waiting) : "");
  setText(note, word);
  note.title = word;
  note.classList.toggle("bad", row.status === "failed");
}

function showState(cell, row) {
  const { state, runs } = partsOf(cell, () => ({ state: h("span"), runs: h("span", { class: "muted" }) }));
  showBadge(state, stateWord(row), statesWord(row.states));
  const done = row.states?.[row.status] ?? 0;
  setText(runs, row.trials > 1 && done < row.trials ? `${done}/${row.trials}` : row.trials > 1 ? `×${row.trials}` : "");
}

function showProgressCell(cell, row) {
  const { bar, word } = partsOf(cell, () => ({ bar: progressBar("Progress"), word: h("span") }));
  const isOpen = !isFinal(row.status);
  bar.hidden = row.status === "succeeded" || (row.status === "queued" && row.step === 0);
  showProgress(bar, { fraction: row.fraction, status: stateWord(row) });
  const words = isMoving(row) ? paceWords(row).slice(0, 2) : [stepsOf(row)];
  setText(word, isOpen && row.status === "queued" && row.step === 0 ? "" : words.join(" · "));
  cell.title = `${stepsWord(row)}${isMoving(row) ? ` · ${paceWords(row).join(" · ")}` : ""}`;
}

/** A part of a whole has as many decimals in every row, so that rows are compared at a glance. */
function showValue(cell, value, { bounds: [lowest, highest] }) {
  const isPart = lowest >= -1 && highest <= 1;
  setText(cell, value === null || value === undefined ? "" : isPart ? value.toFixed(4) : number(value));
}

/** The tags that each cell shows, as text. */
const tagged = new WeakMap();

function showTags(cell, tags, onTag) {
  const text = JSON.stringify(tags);
  if (tagged.get(cell) === text) return;
  tagged.set(cell, text);
  cell.replaceChildren(...shownTags(tags).map(({ whole, short, isFilter }) => (isFilter
    ? h("button", { type: "button", class: "tag", title: `Only ${whole}`, tabindex: "-1", onclick: () => onTag(whole) }, short)
    : h("span", { class: "tag plain", title: whole }, short))));
}
