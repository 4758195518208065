// The rows of a list of jobs, which may be many: pages of them as they come into view, kept up to date without moving
// what somebody is looking at.

/** Rows of a page, and of one on the way to a place far down. */
const PAGE = 100;
const LONG_PAGE = 1000;
/** Of how many rounds far down in the list one also looks whether the list has changed above. */
const LOOK_EVERY = 5;

export class JobList {
  #api;
  #question = null;
  #key = "";
  /** The question that the rows are the answer to. */
  #answered = "";
  /** Where the first page ends: what is behind it is only in order as long as that stays. */
  #firstEnd = null;
  #next = null;
  #loading = null;
  #rounds = 0;
  #isStopped = false;

  /** Loaded rows, from the first one on. @type {object[]} */
  rows = [];
  /** How many match; null before the first answer. @type {?number} */
  total = null;
  /** Whether the list is not what it was when somebody scrolled down in it. */
  isOutdated = false;

  /** Whether every row that matches is loaded. */
  get isWhole() {
    return this.total !== null && this.#next === null;
  }

  /** @param {{rows: (selection: object, page: object) => Promise<object>}} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * What is listed from now on. What is there stays until the answer to the new question comes.
   *
   * @param {{selection: object, sort: string, order: string, metric: string, columns: string[]}} question
   * @returns {boolean} whether it is another question than before.
   */
  ask(question) {
    const key = JSON.stringify(question);
    if (key === this.#key) return false;
    this.#key = key;
    this.#question = question;
    this.#loading = null;
    this.isOutdated = false;
    return true;
  }

  stop() {
    this.#isStopped = true;
  }

  /**
   * Reads again what can have changed. Near the top of the list that is its first page, with what came or went. Further
   * down only the rows in view are read, each by its id, so that nothing moves below somebody's eyes; whether the list
   * has changed above is then told by `isOutdated`.
   *
   * @param {{from: number, to: number}} visible rows in view.
   * @param {{isNew?: boolean}} [options] `isNew`: the question is another one, or the list is to be read again in any case.
   * @returns {Promise<boolean>} false where another question was asked meanwhile.
   */
  async refresh(visible, { isNew = false } = {}) {
    this.#rounds += 1;
    if (isNew || this.rows.length === 0 || visible.from < PAGE) return this.#readTop(visible.to, { isWhole: isNew });
    const isComplete = await this.#readVisible(visible);
    if (isComplete === false) return this.#readTop(visible.to, { isWhole: true });
    return isComplete === true;
  }

  /**
   * Loads on until a place in the list is there.
   *
   * @param {number} to index behind the last row that is wanted.
   * @returns {Promise<boolean>} whether rows came.
   */
  async reach(to) {
    if (this.#loading !== null || this.total === null || this.#next === null || this.rows.length >= to) return false;
    const key = this.#key;
    const loading = this.#loadOn(to, key);
    this.#loading = loading;
    try {
      return await loading;
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
  }

  async #loadOn(to, key) {
    const rows = [];
    let next = this.#next;
    while (next !== null && this.rows.length + rows.length < to) {
      const missing = to - this.rows.length - rows.length;
      const answer = await this.#page({ after: next, limit: missing > PAGE ? LONG_PAGE : PAGE });
      if (this.#isOver(key) || this.#loading === null) return false;
      rows.push(...answer.jobs);
      next = answer.next;
    }
    this.#append(rows, next);
    return rows.length > 0;
  }

  /** What was listed on an earlier page, too, since it moved meanwhile, is listed once. */
  #append(rows, next) {
    const known = new Set(this.rows.map((row) => row.id));
    this.rows = [...this.rows, ...rows.filter((row) => !known.has(row.id))];
    this.#next = next;
    if (next === null) this.total = this.rows.length;
  }

  /** `isWhole`: what is behind the first page is read again in any case. */
  async #readTop(to, { isWhole = false } = {}) {
    const key = this.#key;
    const first = await this.#page({ limit: PAGE });
    if (this.#isOver(key)) return false;
    // Behind a first page that ends where it did, the rest is in order.
    const isInOrder = !isWhole && this.#answered === key && this.#firstEnd !== null && this.#firstEnd === first.next;
    if (isInOrder && this.rows.length > first.jobs.length) {
      const ids = new Set(first.jobs.map((row) => row.id));
      this.rows = [...first.jobs, ...this.rows.slice(first.jobs.length).filter((row) => !ids.has(row.id))];
      this.total = first.total;
    } else {
      await this.#replace(first, to, key);
      if (this.#isOver(key)) return false;
    }
    this.#firstEnd = first.next;
    this.#answered = key;
    this.isOutdated = false;
    return true;
  }

  async #replace(first, to, key) {
    this.#loading = null;
    const rows = [...first.jobs];
    let next = first.next;
    while (next !== null && rows.length < to) {
      const answer = await this.#page({ after: next, limit: to - rows.length > PAGE ? LONG_PAGE : PAGE });
      if (this.#isOver(key)) return;
      rows.push(...answer.jobs);
      next = answer.next;
    }
    this.rows = [];
    this.total = first.total;
    this.#append(rows, next);
  }

  /** @returns {Promise<?boolean>} true: done. false: one of them is gone. null: another question was asked. */
  async #readVisible({ from, to }) {
    const key = this.#key;
    const shown = this.rows.slice(from, to);
    if (shown.length === 0) return true;
    const ids = shown.map((row) => row.id);
    const selection = { ...this.#question.selection, jobs: ids };
    const { jobs } = await this.#api.rows(selection, { ...this.#parameters(), limit: ids.length });
    if (this.#isOver(key)) return null;
    const byId = new Map(jobs.map((row) => [row.id, row]));
    if (ids.some((id) => !byId.has(id))) return false;
    this.rows = this.rows.map((row) => byId.get(row.id) ?? row);
    if (this.#rounds % LOOK_EVERY === 0) {
      const { total } = await this.#page({ limit: 1 });
      if (this.#isOver(key)) return null;
      this.isOutdated = total !== this.total;
    }
    return true;
  }

  #isOver(key) {
    return this.#isStopped || this.#key !== key;
  }

  #parameters() {
    const { sort, order, metric, columns } = this.#question;
    return { sort, order, metric, columns };
  }

  #page(page) {
    return this.#api.rows(this.#question.selection, { ...this.#parameters(), ...page });
  }
}
