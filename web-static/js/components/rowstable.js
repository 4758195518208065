// The rows of an answer as a table, of which only those in view exist.

import { h } from "../lib/dom.js";
import { cellText, columnsIn } from "../math/resultcells.js";
import { openDialog } from "./dialog.js";

/** Rows beyond both ends of what is seen. */
const MARGIN = 20;
/** Characters of a cell; a longer one is opened. */
const LONGEST = 60;

export class RowsTable {
  #columns = [];
  #rows = [];
  #height = 28;
  #shown = [0, 0];
  #body = h("tbody", {});
  #above = h("tr", { class: "beyond", "aria-hidden": "true" }, h("td", {}));
  #below = h("tr", { class: "beyond", "aria-hidden": "true" }, h("td", {}));
  #table = h("table", { class: "rows-table" });
  #frame = 0;
  #resized = new ResizeObserver(() => this.#later());

  /** @param {string} label for those who do not see it. */
  constructor(label) {
    this.element = h("div", { class: "rows-scroll", tabindex: "0", role: "region", "aria-label": label }, this.#table);
    this.element.addEventListener("scroll", () => this.#later(), { passive: true });
    this.#resized.observe(this.element);
  }

  /** @param {{columns: string[], rows: any[][]}} answer */
  show(answer) {
    this.#columns = columnsIn(answer);
    this.#rows = answer.rows;
    this.#shown = [0, 0];
    this.element.scrollTop = 0;
    const cols = this.#columns.map(({ width }) => {
      const col = h("col");
      col.style.width = wide(Math.max(3, Math.min(LONGEST, width)), 1);
      return col;
    });
    this.#table.style.width = wide(this.#columns.reduce((sum, { width }) => sum + Math.max(3, Math.min(LONGEST, width)), 0), cols.length);
    this.#body.replaceChildren(this.#above, this.#below);
    this.#table.setAttribute("aria-rowcount", String(this.#rows.length + 1));
    this.#table.replaceChildren(
      h("colgroup", {}, ...cols),
      h("thead", {}, h("tr", { "aria-rowindex": "1" }, ...this.#columns.map(({ name, kind }) => h("th", { scope: "col", class: kind === "number" ? "number" : null }, name)))),
      this.#body);
    for (const row of [this.#above, this.#below]) row.firstElementChild.colSpan = Math.max(1, this.#columns.length);
    this.#update();
  }

  leave() {
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #later() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#update());
  }

  #update() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#height = parseFloat(getComputedStyle(this.element).getPropertyValue("--row")) || this.#height;
    const { scrollTop, clientHeight } = this.element;
    const from = Math.max(0, Math.floor(scrollTop / this.#height) - MARGIN);
    const to = Math.min(this.#rows.length, Math.ceil((scrollTop + clientHeight) / this.#height) + MARGIN);
    if (from === this.#shown[0] && to === this.#shown[1]) return;
    this.#shown = [from, to];
    const rows = [];
    for (let index = from; index < to; index++) rows.push(this.#row(index));
    this.#above.firstElementChild.style.height = `${from * this.#height}px`;
    this.#below.firstElementChild.style.height = `${(this.#rows.length - to) * this.#height}px`;
    this.#above.hidden = from === 0;
    this.#below.hidden = to === this.#rows.length;
    this.#body.replaceChildren(this.#above, ...rows, this.#below);
  }

  #row(index) {
    return h("tr", { "aria-rowindex": String(index + 2) }, ...this.#rows[index].map((value, i) => cell(value, this.#columns[i])));
  }
}

/** So many characters, and the room around them. */
const wide = (characters, cells) => `calc(${(characters * 1.08).toFixed(2)}ch + ${cells * 24}px)`;

function cell(value, { name, kind }) {
  if (value === null) return h("td", { class: kind === "number" ? "number null" : "null" }, "NULL");
  const text = cellText(value);
  if (text.length <= LONGEST && !text.includes("\n")) return h("td", { class: kind === "number" ? "number" : null }, text);
  const open = () => openDialog({ title: name, className: "wide", body: [h("pre", { class: "whole", tabindex: "0" }, text)] });
  return h("td", {}, h("button", { type: "button", class: "quiet long", "aria-label": `${name}, all of it`, onclick: open }, text.slice(0, LONGEST * 2)));
}
