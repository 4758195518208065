// A chart of an answer: which column goes along, which up, and whose values are lines of their own.

import { h } from "../lib/dom.js";
import { usualChoice } from "../math/quickchoice.js";
import { KINDS, quickPlot } from "../math/quickplot.js";
import { columnsIn } from "../math/resultcells.js";
import { ChartCard } from "./chartcard.js";

export class QuickChart {
  #onChange;
  #answer = null;
  #choice = null;
  #zoom = null;
  #controls = h("div", { class: "chart-tools quick", role: "group", "aria-label": "What is drawn" });
  #blank = h("p", { class: "page-state", hidden: true });
  #card;
  #said = h("p", { class: "unseen", role: "status" });

  /** @param {{onChange: (choice: object) => void, link: () => string}} act `onChange`: what was chosen is {x, y, colour, kind, logX, logY}. */
  constructor({ onChange, link }) {
    this.#onChange = onChange;
    this.#card = new ChartCard("query", {
      hover: (x, card) => {
        if (x === null) card.hideCrosshair();
        else card.showAt(x, true);
        this.#said.textContent = x === null ? "" : card.spoken();
      },
      zoom: (ranges) => {
        this.#zoom = ranges === null ? null : { ...this.#zoom, ...Object.fromEntries(Object.entries(ranges).filter(([, range]) => range !== null)) };
        this.#draw();
      },
      log: (logY) => this.#change({ logY }), storedCSV: null, link,
    });
    this.element = h("div", { class: "quick-chart" }, this.#controls, this.#blank, this.#card.figure, this.#said);
  }

  /** @param {{columns: string[], rows: any[][]}} answer @param {object} chosen columns by name; null or gone ones are chosen here. */
  show(answer, chosen) {
    if (answer !== this.#answer) this.#zoom = null;
    this.#answer = answer;
    const columns = columnsIn(answer);
    const usual = usualChoice(answer, columns);
    const has = (name) => columns.some((column) => column.name === name);
    const isBlank = usual === null || answer.rows.length === 0;
    this.#blank.hidden = !isBlank;
    this.#controls.hidden = isBlank;
    this.#card.figure.hidden = isBlank;
    if (isBlank) {
      this.#blank.textContent = answer.rows.length === 0 ? "The query gives no rows, so that there is nothing to draw." : "No column of the answer has numbers, so that there is nothing to draw.";
      return;
    }
    const x = has(chosen.x) ? chosen.x : usual.x;
    const isNumeric = columns.find((column) => column.name === x).kind === "number";
    this.#choice = {
      x, y: has(chosen.y) ? chosen.y : usual.y, colour: chosen.colour === "" ? null : has(chosen.colour) ? chosen.colour : usual.colour === x ? null : usual.colour,
      kind: chosen.kind ?? (x === usual.x ? usual.kind : isNumeric ? "line" : "bars"), logX: chosen.logX, logY: chosen.logY,
    };
    this.#fillControls(columns);
    this.#draw();
  }

  themeChanged() {
    this.#card.chart.themeChanged();
  }

  leave() {
    this.#card.remove();
  }

  #change(part) {
    this.#zoom = null;
    this.#onChange({ ...this.#choice, ...part });
  }

  #fillControls(columns) {
    const numbers = columns.filter((column) => column.kind === "number");
    const select = (label, name, options, text = (value) => value) => h("label", {}, h("span", {}, label), h("select", {
      name, onchange: (event) => this.#change({ [name]: event.target.value }),
    }, ...options.map((value) => h("option", { value, selected: value === (this.#choice[name] ?? "") }, text(value)))));
    const had = this.#controls.contains(document.activeElement) ? document.activeElement.name : null;
    this.#controls.replaceChildren(
      select("draw", "kind", KINDS), select("along x", "x", columns.map((column) => column.name)), select("up y", "y", numbers.map((column) => column.name)),
      select("colour by", "colour", ["", ...columns.map((column) => column.name)], (value) => value || "nothing"),
      h("button", {
        type: "button", "aria-pressed": String(this.#choice.logX === true), onclick: () => this.#change({ logX: !this.#choice.logX }),
      }, "log x"));
    if (had) this.#controls.querySelector(`[name="${had}"]`)?.focus();
  }

  #draw() {
    const plot = quickPlot(this.#answer, { ...this.#choice, window: this.#zoom?.x ?? null, range: this.#zoom?.y ?? null });
    if (plot === null) return;
    this.#card.show({
      key: "query", title: plot.title, unit: "", mayLog: true, log: this.#choice.logY === true, expected: "No row has a number in both columns.", plot, fileName: "query", points: 0,
    });
  }
}
