// The tables and views of the database with their columns, beside the editor: a click puts a name into the query.

import { h } from "../lib/dom.js";
import { columnsOf, quoted } from "../math/sqlschema.js";

/** What SQLite and the migrations keep for themselves is behind what is asked about. */
const OWN = /^(?:sqlite_|grdb_|migrations$)/;
const QUESTION = "select type, name, sql from sqlite_schema where type in ('table', 'view') order by type desc, name";

export class SQLSchema {
  #api;
  #act;
  #list = h("ul", { class: "tables" });
  #hint = h("p", { class: "hint" }, "Reading …");

  /** @param {{api: object, act: {insert: (text: string) => void, query: (text: string) => void, known: (tables: Object<string, string[]>) => void}}} parts */
  constructor({ api, act }) {
    this.#api = api;
    this.#act = act;
    this.element = h("section", { class: "sql-schema", "aria-label": "Tables and views" }, h("h2", {}, "Tables and views"), this.#hint, this.#list);
  }

  async load() {
    try {
      const { rows } = await this.#api.sql(QUESTION, 1000);
      const tables = [];
      for (const [type, name, sql] of rows) {
        // A view's columns come from the server: only SQLite knows what a query gives.
        const columns = type === "view" ? (await this.#api.sql(`select * from ${quoted(name)} limit 0`, 1)).columns.map((column) => ({ name: column, type: "" }))
          : columnsOf(sql ?? "");
        tables.push({ type, name, columns });
      }
      this.#show(tables);
    } catch (error) {
      this.#hint.textContent = `The tables could not be read: ${error.message}`;
      this.#hint.hidden = false;
    }
  }

  #show(tables) {
    this.#hint.hidden = true;
    const rank = ({ type, name }) => (type === "view" ? 0 : OWN.test(name) ? 2 : 1);
    const ordered = tables.toSorted((a, b) => rank(a) - rank(b));
    this.#list.replaceChildren(...ordered.map((table) => this.#entry(table)));
    this.#act.known(Object.fromEntries(ordered.map(({ name, columns }) => [name, columns.map((column) => column.name)])));
  }

  #entry({ type, name, columns }) {
    const insert = (text, kind) => h("button", {
      type: "button", class: "quiet name", title: "Puts it into the query", onclick: () => this.#act.insert(quoted(text)),
    }, text, kind === "" ? null : h("small", { class: "muted" }, kind));
    return h("li", {}, h("details", { open: type === "view" },
      h("summary", {}, h("span", { class: "table-name" }, name), h("small", { class: "muted" }, type === "view" ? "view" : "")),
      h("button", {
        type: "button", class: "quiet look", onclick: () => this.#act.query(`select * from ${quoted(name)} limit 100`),
      }, "First 100 rows"),
      h("ul", {}, ...columns.map((column) => h("li", {}, insert(column.name, column.type))))));
  }
}
