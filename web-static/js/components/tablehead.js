// The heads of a table's columns: a click sorts by one, a second one the other way round.

import { h, setText } from "../lib/dom.js";

export class TableHead {
  #sort;
  #box;
  #shown = "";

  /** @param {{sort: (column: string) => void, pickAll: (isOn: boolean) => void}} on */
  constructor({ sort, pickAll }) {
    this.#sort = sort;
    this.#box = h("input", { type: "checkbox", "aria-label": "Select all that are loaded", onchange: () => pickAll(this.#box.checked) });
    this.element = h("div", { class: "row heads", role: "row", "aria-rowindex": "1" });
  }

  /** @param {import("./table.js").Column[]} columns @param {{sort: string, order: string}} sorted */
  show(columns, sorted) {
    const names = columns.map((column) => `${column.name} ${column.title} ${column.says}`).join("\n");
    if (names !== this.#shown) {
      this.#shown = names;
      this.element.replaceChildren(h("div", { role: "columnheader", class: "pick" }, this.#box),
        ...columns.map((column) => this.#cell(column)));
    }
    columns.forEach((column, i) => this.#mark(this.element.children[i + 1], column, sorted));
  }

  /** @param {"none" | "some" | "all"} state */
  showPicked(state) {
    this.#box.checked = state === "all";
    this.#box.indeterminate = state === "some";
  }

  #cell(column) {
    const properties = { role: "columnheader", class: column.isNumber ? "number" : "", "data-column": column.name, title: column.says };
    if (!column.sort) return h("div", properties, column.title === "" ? h("span", { class: "unseen" }, column.says) : column.title);
    return h("div", properties, h("button", { type: "button", class: "quiet", onclick: () => this.#sort(column.sort) },
      h("span", {}, column.title), h("span", { class: "arrow", "aria-hidden": "true" })));
  }

  #mark(cell, column, { sort, order }) {
    if (!column.sort) return;
    const isSorted = column.sort === sort;
    cell.setAttribute("aria-sort", !isSorted ? "none" : order === "asc" ? "ascending" : "descending");
    setText(cell.querySelector(".arrow"), !isSorted ? "" : order === "asc" ? "↑" : "↓");
  }
}
