// What came of a query: rows as a table or as a chart, how many there are, or what is wrong and where.

import { h, setText } from "../lib/dom.js";
import { integer, plural } from "../math/format.js";
import { QuickChart } from "./quickchart.js";
import { RowsTable } from "./rowstable.js";

export class SQLAnswer {
  #act;
  #answer = null;
  #table = new RowsTable("Rows of the answer");
  #chart;
  #count = h("p", { class: "muted count", role: "status" });
  #error = h("div", { class: "sql-trouble", role: "alert", hidden: true });
  #tabs = h("div", { class: "tabs", role: "group", "aria-label": "Show the answer as" });
  #bar = h("div", { class: "answer-bar", hidden: true });

  /** @param {{show: (how: "table" | "chart") => void, choose: (choice: object) => void, csv: () => void, link: () => string, goTo: (place: object) => void}} act */
  constructor(act) {
    this.#act = act;
    this.#chart = new QuickChart({ onChange: act.choose, link: act.link });
    const tab = (name, text) => h("button", { type: "button", "data-tab": name, onclick: () => act.show(name) }, text);
    this.#tabs.append(tab("table", "Table"), tab("chart", "Chart"));
    this.#bar.append(this.#tabs, this.#count, h("button", { type: "button", class: "csv", onclick: () => act.csv() }, "CSV"));
    this.element = h("section", { class: "sql-answer", "aria-label": "Answer" }, this.#error, this.#bar, this.#table.element, this.#chart.element);
    this.clear();
  }

  clear() {
    this.#answer = null;
    this.#error.hidden = true;
    this.#bar.hidden = true;
    this.#table.element.hidden = true;
    this.#chart.element.hidden = true;
    setText(this.#count, "");
  }

  /** @param {{columns: string[], rows: any[][], truncated: boolean, milliseconds: number}} answer @param {object} view */
  show(answer, view) {
    if (answer !== this.#answer) {
      this.#answer = answer;
      this.#error.hidden = true;
      this.#bar.hidden = false;
      const time = `${Number(answer.milliseconds).toFixed(answer.milliseconds < 10 ? 1 : 0)} ms`;
      this.#count.replaceChildren(`${plural(answer.rows.length, "row")} in ${time}`, ...(answer.truncated
        ? [h("strong", {}, `, cut at ${integer(answer.rows.length)}: there are more`)] : []));
      this.#table.element.hidden = false;
      this.#table.show(answer);
    }
    const isChart = view.show === "chart";
    for (const tab of this.#tabs.children) tab.setAttribute("aria-pressed", String((tab.dataset.tab === "chart") === isChart));
    this.#table.element.hidden = isChart;
    this.#chart.element.hidden = !isChart;
    if (isChart) this.#chart.show(answer, view);
  }

  /** @param {string} message @param {?{line: number, column: number, from: number, to: number}} place */
  fail(message, place) {
    this.clear();
    this.#error.hidden = false;
    this.#error.replaceChildren(h("p", {}, message), ...(place === null ? [] : [h("button", {
      type: "button", onclick: () => this.#act.goTo(place),
    }, `Go to line ${place.line}, column ${place.column}`)]));
  }

  themeChanged() {
    this.#chart.themeChanged();
  }

  leave() {
    this.#table.leave();
    this.#chart.leave();
  }
}
