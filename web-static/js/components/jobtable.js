// The list of jobs: rows as they are read, under heads of experiments where it is sorted by these, and which are picked.

import { JobList } from "../data/joblist.js";
import { h } from "../lib/dom.js";
import { withHeads } from "../math/overviewview.js";
import { all, isPicked, keptPicks, none, rangedPick, these, toggledPick } from "../math/picks.js";
import { Table } from "./table.js";
import { toast } from "./toast.js";

export class JobTable {
  #list;
  #table;
  #onChange;
  #isGrouped = false;
  #isNew = true;
  /** Other rows or another order are to come: the list begins at its top. */
  #isMoved = true;
  #place = "";
  #words = "";
  /** @type {import("./table.js").Item[]} */
  #items = [];
  /** Key -> index in `#items`. */
  #places = new Map();
  #renew = h("button", { type: "button", class: "renew", hidden: true, onclick: () => this.#startOver() }, "The list has changed. Show it from its top");

  /** @type {import("../math/picks.js").Picks} */
  picks = none();

  /**
   * @param {{api: object, onSort: (sort: string) => void, onOpen: (row: object) => void, onChange: () => void}} parts
   *   `onChange`: other rows, another total, or other rows picked.
   */
  constructor({ api, onSort, onOpen, onChange }) {
    this.#list = new JobList(api);
    this.#onChange = onChange;
    this.#table = new Table({
      label: "Jobs", count: () => this.#count(), at: (index) => this.#items[index] ?? null, indexOf: (key) => this.#places.get(key) ?? -1,
    }, {
      sort: onSort, open: onOpen, range: (from, to) => this.#reach(to),
      pick: (row, how) => this.#pick(how === "range" ? rangedPick(this.picks, row.id, this.#order) : toggledPick(this.picks, row.id, this.#order)),
      pickAll: (isOn) => this.#pick(isOn ? these(this.#order) : none()), isPicked: (row) => isPicked(this.picks, row.id),
    });
    this.element = h("div", { class: "job-table" }, this.#renew, this.#table.element);
  }

  /** How many match, null before the first answer. */
  get total() {
    return this.#list.total;
  }

  /** Rows that are loaded, by id. @returns {Map<number, object>} */
  get rows() {
    return new Map(this.#list.rows.map((row) => [row.id, row]));
  }

  get #order() {
    return this.#list.rows.map((row) => row.id);
  }

  /** @param {import("../math/overviewview.js").OverviewView} view @param {import("./table.js").Column[]} columns */
  show(view, columns, metric) {
    this.#isGrouped = view.sort === "experiment";
    this.#table.setColumns(columns, view);
    const { selection, sort, order } = view;
    if (this.#list.ask({ selection, sort, order, metric, columns: view.columns })) this.#isNew = true;
    const place = JSON.stringify({ selection, sort, order });
    if (place !== this.#place) this.#isMoved = true;
    const words = JSON.stringify(selection);
    if (words !== this.#words) this.picks = none();
    this.#place = place;
    this.#words = words;
    this.#update();
  }

  /** Reads what may have changed. */
  async refresh() {
    const isNew = this.#isNew;
    if (!(await this.#list.refresh(this.#isMoved ? { from: 0, to: 0 } : this.#rowsInView(), { isNew }))) return;
    if (isNew) this.#isNew = false;
    if (this.#isMoved) {
      this.#isMoved = false;
      this.#table.toTop();
    }
    if (this.#list.isWhole) {
      const there = new Set(this.#order);
      this.picks = keptPicks(this.picks, (id) => there.has(id));
    }
    this.#update();
  }

  pickAll() {
    this.#pick(this.#list.rows.length === this.total ? these(this.#order) : all());
  }

  pickNone() {
    this.#pick(none());
  }

  focus() {
    this.#table.focus();
  }

  leave() {
    this.#list.stop();
    this.#table.leave();
  }

  #pick(picks) {
    this.picks = picks;
    this.#update();
  }

  #update() {
    const { rows, total } = this.#list;
    const items = this.#isGrouped ? withHeads(rows) : rows.map((row) => ({ row }));
    this.#items = items.map((item) => (item.row ? { key: item.row.id, row: item.row } : { key: `head ${item.head}`, head: (element) => showHead(element, item.head) }));
    this.#places = new Map(this.#items.map((item, index) => [item.key, index]));
    this.#renew.hidden = !this.#list.isOutdated;
    const count = this.picks.isAll ? total : this.picks.ids.size;
    this.#table.showPicked(count === 0 || total === null ? "none" : count >= total ? "all" : "some");
    this.#table.update();
    this.#onChange();
  }

  /** Rows that are read, and places for the others. */
  #count() {
    return this.#items.length + Math.max(0, (this.total ?? 0) - this.#list.rows.length);
  }

  /** In view, counted in rows, without the heads between them. */
  #rowsInView() {
    const { from, to } = this.#table.visible;
    const heads = (upTo) => this.#items.slice(0, upTo).filter((item) => item.head).length;
    return { from: from - heads(from), to: to - heads(to) };
  }

  async #reach(to) {
    if (to <= this.#items.length) return;
    try {
      if (await this.#list.reach(to)) this.#update();
    } catch (error) {
      toast(error.message, "error");
    }
  }

  async #startOver() {
    this.#isNew = true;
    this.#isMoved = true;
    try {
      await this.refresh();
    } catch (error) {
      toast(error.message, "error");
    }
  }
}

function showHead(element, name) {
  if (element.dataset.head === name) return;
  element.dataset.head = name;
  const query = `experiment=${encodeURIComponent(name)}`;
  element.replaceChildren(h("div", { role: "gridcell", class: "group-name" },
    h("strong", {}, name === "" ? "without an experiment" : name),
    ...(name === "" ? [] : [["compare", "Compare"], ["alignment", "Alignment"], ["results", "Results"]]
      .map(([page, word]) => h("a", { href: `${page}?${query}` }, word)))));
}
