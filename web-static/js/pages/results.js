// Results of any selection as the tables of a paper, live: means with their spread, the paper's numbers beside ours, what
// can be told apart, and a sweep as a picture.

import { BoardState } from "../components/boardstate.js";
import { copyMenu } from "../components/copymenu.js";
import { pairMatrix } from "../components/pairmatrix.js";
import { resultTable } from "../components/resulttable.js";
import { SelectionBar } from "../components/selectionbar.js";
import { SweepView } from "../components/sweepview.js";
import { setPageKeys } from "../components/keyboard.js";
import { onTheme } from "../components/theme.js";
import { finalsOf } from "../data/finals.js";
import { ApiError, ROOT } from "../data/http.js";
import { Selected } from "../data/selected.js";
import { h, setText } from "../lib/dom.js";
import { plural } from "../math/format.js";
import { leftWord } from "../math/grouping.js";
import { isEverything, selectionWords } from "../math/query.js";
import { inReadingOrder, recordedBy } from "../math/recorded.js";
import { SOURCE } from "../math/published.js";
import { csvOf, latexOf, markdownOf } from "../math/resultexport.js";
import { leftOut, resultsOf } from "../math/results.js";
import { decodeResultView, encodeResultView } from "../math/resultview.js";
import { wordsFor } from "../math/resultwords.js";

/** Milliseconds between two looks at the results while runs are under way. */
const EVERY = 4000;
/** Runs without a number that are listed. */
const MOST_LEFT = 200;

class ResultsPage {
  #context;
  #view = null;
  #bar;
  #selected;
  #watch;
  #state;
  #sweep;
  #drawn = "";
  /** What the finals belong to, and they themselves. */
  #finals = { key: "", last: new Map(), best: new Map() };
  #metric = h("select", { "aria-label": "Metric", onchange: () => this.#change({ metric: this.#metric.value }) });
  #take = h("select", { "aria-label": "Which value is compared", onchange: () => this.#change({ take: this.#take.value }) });
  #tools = h("div", { class: "result-tools" });
  #copy = h("span");
  #tables = h("div", { class: "result-list" });
  #left = h("section", { class: "left-out" });
  #forget;

  constructor(root, context) {
    this.#context = context;
    const { api, live } = context;
    this.#bar = new SelectionBar({ api, onChange: (selection, options) => this.#change({ selection }, options) });
    this.#sweep = new SweepView({ link: () => new URL(`results?${encodeResultView(this.#view)}`, ROOT).href });
    this.#tools.append(h("label", {}, h("span", { class: "muted" }, "metric"), this.#metric), h("label", {}, h("span", { class: "muted" }, "compare"), this.#take), h("span", { class: "space" }), this.#copy);
    const content = h("div", {}, this.#tools, this.#tables, this.#sweep.element, this.#left);
    this.#state = new BoardState(content);
    root.append(h("h1", { class: "unseen" }, "Results"), this.#bar.element, this.#state.element, content);
    this.#selected = new Selected({ api, live, onChange: () => this.#watch.poke() });
    this.#watch = live.watch(() => this.#round(), { every: EVERY });
    setPageKeys({
      "/": { says: "search", does: () => this.#bar.focus() },
      b: { says: "last or best", does: () => this.#change({ take: this.#view.take === "last" ? "best" : "last" }) },
    });
    this.#forget = onTheme(() => this.#sweep.themeChanged());
  }

  show(view) {
    this.#view = view;
    this.#selected.select(view.selection);
    this.#watch.poke();
    this.#draw();
  }

  titleOf(view) {
    return isEverything(view.selection) ? "" : `Results · ${selectionWords(view.selection)}`;
  }

  leave() {
    this.#selected.stop();
    this.#watch.stop();
    this.#sweep.leave();
    this.#forget();
  }

  #change(change, options) {
    this.#context.setView({ ...this.#view, ...change }, options);
  }

  get #measure() {
    const { catalogue } = this.#context;
    return catalogue.measure(this.#view.metric ?? catalogue.outcome?.name ?? "");
  }

  async #round() {
    if (this.#view === null) return;
    if (!this.#selected.isLoaded) {
      this.#draw();
      return;
    }
    const { selection } = this.#view;
    const measure = this.#measure;
    const statuses = this.#selected.runs.map((run) => `${run.id} ${run.status} ${run.attempt}`).join();
    const key = JSON.stringify([selection, measure.name, statuses]);
    if (key !== this.#finals.key && this.#selected.runs.length > 0) {
      try {
        const best = measure.better === "lower" ? "lowest" : "highest";
        const [last, top] = await Promise.all(["last", best].map((take) => finalsOf(this.#context.api, selection, measure.name, take)));
        this.#finals = { key, last, best: top };
      } catch (error) {
        if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500 || error.status === 401) throw error;
        this.#finals = { key, last: new Map(), best: new Map() };
        this.#selected.trouble = error.message;
      }
    }
    this.#draw();
  }

  #draw() {
    const { runs, isLoaded } = this.#selected;
    const jobs = new Set(runs.map((run) => run.job_id)).size;
    this.#bar.show(this.#view.selection, isLoaded ? `${plural(runs.length, "run")} of ${plural(jobs, "job")}` : "");
    this.#state.show(this.#selected);
    // What somebody reads in a panel is not taken away under the eyes.
    if (runs.length === 0 || this.#tables.querySelector(":popover-open")) return;
    const measure = this.#measure;
    const percent = measure.unit === "fraction";
    const words = wordsFor(percent);
    const { methods } = this.#context.catalogue;
    const how = { metric: measure.name, take: this.#view.take, percent, last: this.#finals.last, best: this.#finals.best, methods };
    const tables = resultsOf(runs, how);
    const text = JSON.stringify([this.#view, tables.map(({ network, datasets, rows }) => [network, datasets, rows.map((row) => [row.label, [...row.cells.values()]])])]);
    if (text === this.#drawn) return;
    this.#drawn = text;
    this.#fillTools(measure);
    this.#fillTables(tables, { measure, percent, take: this.#view.take, words });
    this.#sweep.show(tables, { words, take: this.#view.take, measure, serial: new Set(methods.filter((method) => method.isSerial).map((method) => method.name)) });
    this.#fillLeft(leftOut(tables));
  }

  #fillTools(measure) {
    const { catalogue } = this.#context;
    const names = inReadingOrder(recordedBy(this.#selected.runs.filter((run) => run.measures)), catalogue).filter((name) => !catalogue.measure(name).perLayer);
    const all = [...new Set([measure.name, ...names])];
    this.#metric.replaceChildren(...all.map((name) => h("option", { value: name, selected: name === measure.name }, catalogue.measure(name).title)));
    this.#take.replaceChildren(h("option", { value: "last", selected: this.#view.take === "last" }, "the last value"),
      h("option", { value: "best", selected: this.#view.take === "best" }, measure.better === "lower" ? "the lowest value" : "the highest value"));
  }

  #fillTables(tables, how) {
    const { words, take, measure } = how;
    const hasPaper = tables.some((table) => table.rows.some((row) => [...row.cells.values()].some((cell) => cell.paper)));
    const cell = { words, take, hasBest: true, bestWord: measure.better === "lower" ? "lowest" : "highest" };
    this.#tables.replaceChildren(...tables.map((table) => h("section", { class: "result" },
      h("header", {}, h("h2", {}, table.network, h("small", {}, `${measure.title}${words.unit === "" ? "" : `, ${words.unit}`}; mean ± sample s.d. over seeds`)),
        copyMenu({
          name: `the results of ${table.network}`, entries: [{ text: "Markdown", make: () => markdownOf(table, how) }, { text: "LaTeX", make: () => latexOf(table, how) }, { text: "CSV", make: () => csvOf([table], how) }],
          file: { text: "Save CSV", name: `results-${table.network}.csv`.replace(/[^a-z0-9._-]+/gi, "-"), make: () => csvOf([table], how) },
        })),
      resultTable(table, cell), ...table.datasets.map((dataset) => pairMatrix(table, dataset, { words, take, unitWord: words.points === "" ? "" : ` in ${words.points}` })).filter((part) => part !== null))),
    ...(hasPaper ? [h("p", { class: "hint" }, `The paper: ${SOURCE}. It does not say what stands behind its ±; it is taken for the standard deviation of its trials.`)] : []));
    this.#copy.replaceChildren(...(tables.length < 2 ? [] : [copyMenu({
      name: "all tables", entries: [{ text: "Markdown", make: () => tables.map((table) => markdownOf(table, how)).join("\n") }, { text: "LaTeX", make: () => tables.map((table) => latexOf(table, how)).join("\n") }],
      file: { text: "Save CSV", name: "results.csv", make: () => csvOf(tables, how) },
    })]));
  }

  #fillLeft(left) {
    this.#left.hidden = left.length === 0;
    const summary = h("summary");
    setText(summary, leftWord(left));
    const open = this.#left.querySelector("details")?.open === true;
    this.#left.replaceChildren(h("details", { open }, summary, h("ul", {}, ...left.slice(0, MOST_LEFT).map(({ id, why }) => h("li", {}, h("a", { href: `run?id=${id}` }, `run ${id}`), " ", why))),
      left.length > MOST_LEFT ? h("p", { class: "hint" }, `and ${left.length - MOST_LEFT} more`) : null));
  }
}

export default { decode: decodeResultView, encode: encodeResultView, mount: (root, context) => new ResultsPage(root, context) };
