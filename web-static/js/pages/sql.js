// Questions to the database: an editor with the tables beside it, the answer as rows or as a chart, and an address that
// carries the query. Only SELECT is understood by the server, so that a link may run what it carries.

import { SQLAnswer } from "../components/sqlanswer.js";
import { SQLEditor } from "../components/sqleditor.js";
import { exampleList, examplesMenu, historyMenu, remember } from "../components/sqlhistory.js";
import { SQLSchema } from "../components/sqlschema.js";
import { setPageKeys } from "../components/keyboard.js";
import { onTheme } from "../components/theme.js";
import { toast } from "../components/toast.js";
import { ROOT } from "../data/http.js";
import { h, save, setText } from "../lib/dom.js";
import { integer } from "../math/format.js";
import { queryText } from "../math/chartview.js";
import { placeOf } from "../math/sqlplace.js";
import { LIMITS, decodeSQLView, encodeSQLView } from "../math/sqlview.js";

class SQLPage {
  #api;
  #setView;
  #view = null;
  /** What was asked last, with its limit, and what came. */
  #asked = "";
  #answer = null;
  #stop = null;
  #timer = 0;
  #editor;
  #schema;
  #result;
  #examples;
  #run = h("button", { type: "button", class: "primary", title: "Ctrl+Enter", onclick: () => this.#ask() }, "Run");
  #halt = h("button", { type: "button", hidden: true, title: "Escape", onclick: () => this.#break() }, "Stop");
  #state = h("span", { class: "muted", role: "status" });
  #limit = h("select", { "aria-label": "Rows at most", onchange: () => this.#ask() }, ...LIMITS.map((count) => h("option", { value: count }, integer(count))));
  #forget;

  constructor(root, { api, setView }) {
    this.#api = api;
    this.#setView = setView;
    this.#editor = new SQLEditor({ run: () => this.#ask(), stop: () => this.#break(), change: () => {} });
    const choose = (query) => {
      this.#editor.value = query;
      this.#ask();
    };
    this.#schema = new SQLSchema({ api, act: {
      insert: (text) => this.#editor.insert(text), query: choose, known: (tables) => this.#editor.setTables(tables),
    } });
    this.#result = new SQLAnswer({
      show: (how) => this.#setView({ ...this.#view, show: how }), choose: (choice) => this.#setView({ ...this.#view, ...choice, colour: choice.colour ?? "" }),
      csv: () => this.#saveCSV(), link: () => new URL(`sql?${queryText([...new URLSearchParams(encodeSQLView(this.#view))])}`, ROOT).href, goTo: (place) => this.#editor.goTo(place),
    });
    this.#examples = exampleList(choose);
    root.append(h("h1", { class: "unseen" }, "SQL"), h("div", { class: "sql-page" },
      h("div", { class: "sql-main" }, this.#editor.element,
        h("div", { class: "sql-tools" }, this.#run, this.#halt, examplesMenu(choose), historyMenu(choose),
          this.#state, h("label", { class: "limit" }, h("span", { class: "muted" }, "rows at most"), this.#limit)),
        this.#result.element, this.#examples),
      this.#schema.element));
    setPageKeys({
      "/": { says: "to the query", does: () => this.#editor.focus() }, r: { says: "run the query (Ctrl+Enter in the editor)", does: () => this.#ask() },
      Escape: { says: "stop the query", does: () => this.#break() },
      t: { says: "table or chart", does: () => this.#answer && this.#setView({ ...this.#view, show: this.#view.show === "chart" ? "table" : "chart" }) },
    });
    this.#forget = onTheme(() => this.#result.themeChanged());
    this.#schema.load();
  }

  show(view) {
    const isFirst = this.#view === null;
    this.#view = view;
    this.#limit.value = String(view.limit);
    const asked = JSON.stringify([view.query, view.limit]);
    if (asked !== this.#asked) {
      this.#editor.value = view.query;
      this.#asked = asked;
      this.#answer = null;
      this.#execute();
    } else if (this.#answer !== null) this.#result.show(this.#answer, view);
    if (isFirst && view.query === "") this.#editor.focus();
  }

  titleOf(view) {
    return view.query === "" ? "" : view.query.replace(/\s+/g, " ").trim().slice(0, 60);
  }

  leave() {
    this.#break();
    clearInterval(this.#timer);
    this.#forget();
    this.#editor.leave();
    this.#result.leave();
  }

  /** Runs what the editor has now. The choice of a chart belongs to its query. */
  #ask() {
    const query = this.#editor.value;
    const limit = Number(this.#limit.value);
    this.#asked = "";
    const isSame = query === this.#view.query;
    const rest = isSame ? this.#view : { ...decodeSQLView(new URLSearchParams()), show: this.#view.show };
    this.#setView({ ...rest, query, limit }, { replace: isSame });
  }

  async #execute() {
    this.#break();
    const { query, limit } = this.#view;
    this.#examples.hidden = query.trim() !== "";
    this.#editor.mark(null);
    if (query.trim() === "") {
      this.#result.clear();
      setText(this.#state, "");
      return;
    }
    const stop = new AbortController();
    this.#stop = stop;
    this.#busy(true);
    try {
      const answer = await this.#api.exactSQL(query, limit, stop.signal);
      if (this.#stop !== stop) return;
      this.#answer = answer;
      this.#result.show(answer, this.#view);
      remember({ query, at: Date.now(), rows: answer.rows.length });
    } catch (error) {
      if (this.#stop !== stop) return;
      const place = placeOf(error.message, query);
      this.#editor.mark(place);
      this.#result.fail(error.message, place);
      if (error.status >= 400 && error.status < 500) remember({ query, at: Date.now(), rows: null });
    }
    this.#stop = null;
    this.#busy(false);
  }

  /** @returns {boolean} whether a query was under way. */
  #break() {
    if (this.#stop === null) return false;
    const stop = this.#stop;
    this.#stop = null;
    stop.abort();
    this.#busy(false, "Stopped.");
    // What stands there is of another query.
    this.#result.clear();
    // The same query asked once more is asked again.
    this.#asked = "";
    return true;
  }

  #busy(is, word = "") {
    clearInterval(this.#timer);
    this.#run.disabled = is;
    this.#halt.hidden = !is;
    this.#result.element.setAttribute("aria-busy", String(is));
    setText(this.#state, is ? "Asking …" : word);
    if (!is) return;
    const from = performance.now();
    this.#timer = setInterval(() => setText(this.#state, `Asking … ${((performance.now() - from) / 1000).toFixed(0)} s`), 1000);
  }

  async #saveCSV() {
    try {
      const { content, isTruncated } = await this.#api.sqlCSV(this.#view.query, LIMITS[LIMITS.length - 1]);
      save(content, "query.csv");
      if (isTruncated) toast(`The CSV ends after ${integer(LIMITS[LIMITS.length - 1])} rows or 16 MB: there are more.`);
    } catch (error) {
      toast(error.message, "error");
    }
  }
}

export default { decode: decodeSQLView, encode: encodeSQLView, mount: (root, context) => new SQLPage(root, context) };
