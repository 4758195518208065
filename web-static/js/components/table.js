// A table of which only the rows in view exist, so that ten thousand are as fast as ten. Rows are updated in place:
// focus, picked rows and the place in the list survive whatever the server answers.

import { h } from "../lib/dom.js";
import { TableHead } from "./tablehead.js";
import { wireRows } from "./tablekeys.js";
import { TableWindow } from "./tablewindow.js";

/** Rows beyond both ends of what is seen, so that scrolling shows no holes. */
const MARGIN = 8;

/**
 * @typedef {{name: string, title: string, says?: string, sort?: string, width: number, grow?: number, isNumber?: boolean,
 *   show: (cell: HTMLElement, row: object) => void}} Column
 *   `sort`: what the list is sorted by when its head is clicked. `width`: least width in pixels; `grow`: its share of
 *   what is left. `show` fills a cell, and fills it again when the row is another or has changed.
 *
 * @typedef {{key: string|number, row?: object, head?: (element: HTMLElement) => void}} Item a row, or a head between rows.
 */
export class Table {
  #columns = [];
  #source;
  #on;
  #head;
  #body = h("div", { class: "rows", role: "rowgroup" });
  /** Key -> the element of each row in the page. */
  #elements = new Map();
  #active = null;
  #frame = 0;
  /** Where the keyboard was last, for when its row goes. */
  #place = 0;
  #window;
  #resized;
  #scrolled = () => this.#later();

  /**
   * @param {{label: string, count: () => number, at: (index: number) => ?Item, indexOf: (key: string|number) => number}} source
   *   `at`: null where a row has not been read yet.
   * @param {{sort: (column: string) => void, open: (row: object, event: Event) => void, range: (from: number, to: number) => void,
   *   pick: (row: object, how: "one" | "range") => void, pickAll: (isOn: boolean) => void, isPicked: (row: object) => boolean}} on
   *   `range`: which rows are in view now.
   */
  constructor(source, on) {
    this.#source = source;
    this.#on = on;
    this.#head = new TableHead({ sort: on.sort, pickAll: on.pickAll });
    this.element = h("div", { class: "table", role: "grid", "aria-label": source.label, "aria-multiselectable": "true" },
      this.#head.element, this.#body);
    this.#window = new TableWindow(this.element, this.#head.element, this.#body);
    wireRows(this.#body, {
      move: (by, isRange) => this.#move(by, isRange), rowOf: (element) => this.#rowOf(element),
      pick: on.pick, open: on.open, activate: (key) => this.#activate(key), page: () => this.#seen(),
    });
    this.element.addEventListener("scroll", this.#scrolled, { passive: true });
    addEventListener("scroll", this.#scrolled, { passive: true });
    this.#resized = new ResizeObserver(() => this.#later());
    this.#resized.observe(this.element);
  }

  /** Takes it off the page. */
  leave() {
    removeEventListener("scroll", this.#scrolled);
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  /** @param {Column[]} columns @param {{sort: string, order: "asc" | "desc"}} sorted */
  setColumns(columns, sorted) {
    const isSame = columns.length === this.#columns.length && columns.every((one, i) => one.name === this.#columns[i].name);
    this.#columns = columns;
    this.#head.show(columns, sorted);
    if (isSame) return;
    const tracks = columns.map(({ width, grow }) => (grow ? `minmax(${width}px, ${grow}fr)` : `${width}px`));
    this.element.style.setProperty("--tracks", `var(--pick) ${tracks.join(" ")}`);
    this.element.style.setProperty("--least", `${columns.reduce((sum, { width }) => sum + width, 0)}px`);
    this.element.setAttribute("aria-colcount", columns.length + 1);
    for (const { element } of this.#elements.values()) element.remove();
    this.#elements.clear();
  }

  /** How much of the list is picked, for the box in the head. @param {"none" | "some" | "all"} state */
  showPicked(state) {
    this.#head.showPicked(state);
  }

  /** Rows in view: see `range`. */
  get visible() {
    return this.#window.range(this.#source.count());
  }

  /** To the first row. */
  toTop() {
    this.element.scrollTop = 0;
    this.#active = null;
  }

  /** Moves the focus into the list. */
  focus() {
    if (this.#active === null) this.#move(1, false);
    else this.#elements.get(this.#active)?.element.focus();
  }

  /** Shows what the source has now. */
  update() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#window.measure();
    const count = this.#source.count();
    this.element.setAttribute("aria-rowcount", count + 1);
    this.#body.style.height = `${count * this.#window.height}px`;
    const range = this.#window.range(count);
    if (this.#active !== null && this.#source.indexOf(this.#active) < 0) this.#active = null;
    const wanted = this.#wanted(range);
    const hadFocus = this.#body.contains(document.activeElement) ? document.activeElement : null;
    for (const [key, { element }] of this.#elements) {
      if (wanted.has(key)) continue;
      element.remove();
      this.#elements.delete(key);
    }
    let at = this.#body.firstElementChild;
    for (const [key, { item, index }] of wanted) {
      const element = this.#elementOf(key, item);
      if (element === at) at = at.nextElementSibling;
      else this.#body.insertBefore(element, at);
      this.#fill(element, item, index);
    }
    if (hadFocus !== null && !hadFocus.isConnected) this.#focusNear();
    else if (hadFocus !== null && document.activeElement !== hadFocus) hadFocus.focus({ preventScroll: true });
    this.#on.range(range.from, range.to);
  }

  /** The row that had the focus is gone: the one in its place takes it. */
  #focusNear() {
    const item = this.#source.at(Math.min(this.#place, this.#source.count() - 1));
    if (!item?.row) return;
    this.#activate(item.key);
    this.#elements.get(item.key)?.element.focus({ preventScroll: true });
  }

  #later() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.update());
  }

  #seen() {
    const { from, to } = this.visible;
    return Math.max(1, to - from - 2);
  }

  /** Items to be in the page, in order: those in view, and the one that the keyboard is at. */
  #wanted({ from, to }) {
    const indices = [];
    const end = Math.min(this.#source.count(), to + MARGIN);
    for (let index = Math.max(0, from - MARGIN); index < end; index++) indices.push(index);
    const active = this.#active === null ? -1 : this.#source.indexOf(this.#active);
    if (active >= 0 && !indices.includes(active)) indices.push(active);
    indices.sort((a, b) => a - b);
    return new Map(indices.map((index) => {
      const item = this.#source.at(index);
      return [item?.key ?? `empty ${index}`, { item, index }];
    }));
  }

  #elementOf(key, item) {
    let entry = this.#elements.get(key);
    if (entry === undefined) {
      const element = item === null ? h("div", { class: "row empty", role: "presentation" })
        : h("div", { class: item.head ? "row group" : "row", role: "row" });
      if (item?.row) {
        element.append(h("div", { role: "gridcell", class: "pick" }, h("input", { type: "checkbox", tabindex: "-1" })),
          ...this.#columns.map((column) => h("div", { role: "gridcell", class: column.isNumber ? "number" : "", "data-column": column.name })));
      }
      entry = { element };
      this.#elements.set(key, entry);
    }
    entry.item = item;
    return entry.element;
  }

  #fill(element, item, index) {
    element.style.transform = `translateY(${index * this.#window.height}px)`;
    if (item === null) return;
    element.setAttribute("aria-rowindex", index + 2);
    if (item.head) {
      item.head(element);
      return;
    }
    const isPicked = this.#on.isPicked(item.row);
    element.setAttribute("aria-selected", String(isPicked));
    const box = element.firstElementChild.firstElementChild;
    box.checked = isPicked;
    box.setAttribute("aria-label", `Select ${item.row.name || `job ${item.row.id}`}`);
    this.#columns.forEach((column, i) => column.show(element.children[i + 1], item.row));
    this.#setStops(element, item.key);
  }

  /** Tab goes to one row and to what is in it, not through all of them. */
  #setStops(element, key) {
    if (!this.#elements.get(key).item?.row) return;
    const isStop = key === this.#active || (this.#active === null && this.#elements.keys().next().value === key);
    element.tabIndex = isStop ? 0 : -1;
    for (const stop of element.querySelectorAll("a, button, input")) stop.tabIndex = isStop ? 0 : -1;
  }

  #rowOf(element) {
    const found = element.closest?.(".row");
    for (const [key, entry] of this.#elements) if (entry.element === found) return entry.item?.row ? { key, row: entry.item.row } : null;
    return null;
  }

  #activate(key) {
    if (this.#active === key) return;
    this.#active = key;
    this.#place = this.#source.indexOf(key);
    for (const [one, { element }] of this.#elements) this.#setStops(element, one);
  }

  /** The keyboard goes by so many rows, over heads between them. */
  #move(by, isRange) {
    const count = this.#source.count();
    const from = this.#active === null ? this.visible.from - Math.sign(by) : this.#source.indexOf(this.#active);
    let index = Math.max(0, Math.min(count - 1, from + by));
    const step = by < 0 ? -1 : 1;
    while (this.#source.at(index)?.head && this.#source.at(index + step)) index += step;
    const item = this.#source.at(index);
    if (!item?.row) {
      this.#window.show(index);
      return;
    }
    this.#activate(item.key);
    this.#window.show(index);
    this.update();
    this.#elements.get(item.key)?.element.focus({ preventScroll: true });
    if (isRange) this.#on.pick(item.row, "range");
  }
}
