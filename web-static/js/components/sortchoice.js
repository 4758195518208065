// The order of the list in one choice, where its heads have no room.

import { h } from "../lib/dom.js";

/** @param {(sort: string) => void} onSort @param {() => void} onTurn the other way round. */
export function sortChoice(onSort, onTurn) {
  const choice = h("select", { "aria-label": "Sort by", onchange: () => onSort(choice.value) });
  const turn = h("button", { type: "button", class: "icon", onclick: onTurn });
  let shown = "";
  return {
    element: h("span", { class: "sort-choice" }, choice, turn),
    /** @param {import("./table.js").Column[]} columns @param {{sort: string, order: string}} sorted */
    show(columns, { sort, order }) {
      const sortable = columns.filter((column) => column.sort);
      const names = sortable.map((column) => column.sort).join(" ");
      if (names !== shown) {
        choice.replaceChildren(...sortable.map((column) => h("option", { value: column.sort }, column.title === "#" ? "Number" : column.title)));
        shown = names;
      }
      choice.value = sort;
      turn.textContent = order === "asc" ? "↑" : "↓";
      turn.setAttribute("aria-label", order === "asc" ? "Rising; turn round" : "Falling; turn round");
    },
  };
}
