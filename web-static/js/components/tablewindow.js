// Which rows of a table are in view, whether it scrolls itself or with the page.

export class TableWindow {
  #table;
  #head;
  #body;
  /** Pixels from one row to the next: `--row` of the style sheet. */
  height = 36;

  /** @param {HTMLElement} table what may scroll. @param {HTMLElement} head stays on top. @param {HTMLElement} body */
  constructor(table, head, body) {
    this.#table = table;
    this.#head = head;
    this.#body = body;
  }

  measure() {
    const height = parseFloat(getComputedStyle(this.#table).getPropertyValue("--row"));
    if (height > 0) this.height = height;
  }

  /** Rows between the edges of the table and of the window, whichever is nearer. @param {number} count of all rows. */
  range(count) {
    const body = this.#body.getBoundingClientRect();
    const box = this.#table.getBoundingClientRect();
    const top = Math.max(box.top, 0);
    const bottom = Math.min(box.bottom, innerHeight);
    const from = Math.max(0, Math.min(count, Math.floor((top - body.top) / this.height)));
    const to = Math.max(from, Math.min(count, Math.ceil((bottom - body.top) / this.height)));
    return { from, to };
  }

  /** Scrolls as little as shows a row. */
  show(index) {
    const top = this.#body.getBoundingClientRect().top + index * this.height;
    const box = this.#table.getBoundingClientRect();
    const isOwn = this.#table.scrollHeight > this.#table.clientHeight + 1;
    const first = (isOwn ? box.top : Math.max(0, box.top)) + this.#head.getBoundingClientRect().height;
    const last = isOwn ? box.top + this.#table.clientHeight : innerHeight;
    const by = top < first ? top - first : top + this.height > last ? top + this.height - last : 0;
    if (by === 0) return;
    if (isOwn) this.#table.scrollTop += by;
    else scrollBy(0, by);
  }
}
