// Where a query is written: CodeMirror where the server has it, else a plain text area that does the same.

import { ROOT } from "../data/http.js";
import { h } from "../lib/dom.js";

const PLACE = "vendor/codemirror/";
const STYLES = ["lib/codemirror.css", "addon/hint/show-hint.css"];
const SCRIPTS = ["lib/codemirror.js", "mode/sql/sql.js", "addon/edit/matchbrackets.js", "addon/hint/show-hint.js", "addon/hint/sql-hint.js"];

let loading = null;

/** @returns {Promise<?Function>} CodeMirror; null where the server has none. */
function codeMirror() {
  loading ??= load();
  return loading;
}

async function load() {
  try {
    await Promise.all(STYLES.map((name) => added("link", { rel: "stylesheet", href: new URL(PLACE + name, ROOT) })));
    // One after the other: each asks for those before it.
    for (const name of SCRIPTS) await added("script", { src: new URL(PLACE + name, ROOT) });
    return globalThis.CodeMirror;
  } catch {
    return null;
  }
}

function added(tag, properties) {
  return new Promise((resolve, reject) => {
    const element = h(tag, { ...properties, onload: () => resolve(), onerror: () => reject(new Error(`${tag} was not loaded`)) });
    // Before our own style sheets, which say more of what is in these.
    if (tag === "link") document.head.querySelector("link[rel=stylesheet]").before(element);
    else document.head.append(element);
  });
}

export class SQLEditor {
  #area = h("textarea", { class: "sql-text", rows: "9", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": "Query, SQL" });
  #mirror = null;
  #act;
  #tables = {};
  #mark = null;
  #place = null;
  #wantsFocus = false;
  #isLeft = false;

  /** @param {{run: () => void, stop: () => boolean, change: () => void}} act `stop`: whether there was something to stop. */
  constructor(act) {
    this.#act = act;
    this.element = h("div", { class: "sql-editor" }, this.#area);
    this.#area.addEventListener("input", () => act.change());
    this.#area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) act.run();
      else if (event.key !== "Escape" || !act.stop()) return;
      event.preventDefault();
    });
    codeMirror().then((made) => made && !this.#isLeft && this.#replace(made));
  }

  #replace(made) {
    const hadFocus = document.activeElement === this.#area;
    const { value } = this.#area;
    const run = () => this.#act.run();
    this.#mirror = made(this.element, {
      value, mode: "text/x-sqlite", theme: "bearing", lineWrapping: true, lineNumbers: true, matchBrackets: true, tabSize: 2, viewportMargin: 200,
      screenReaderLabel: "Query, SQL", autocorrect: false, autocapitalize: false,
      // Tab leaves the editor: who has no mouse must get out again.
      extraKeys: {
        "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": () => this.#propose(made), Tab: false, "Shift-Tab": false,
        Esc: () => (this.#act.stop() ? undefined : made.Pass),
      },
    });
    this.#area.remove();
    this.#mirror.on("changes", () => {
      this.#clear();
      this.#act.change();
    });
    this.mark(this.#place);
    if (hadFocus || this.#wantsFocus) this.#mirror.focus();
  }

  get value() {
    return this.#mirror?.getValue() ?? this.#area.value;
  }

  set value(text) {
    if (text === this.value) return;
    if (this.#mirror) this.#mirror.setValue(text);
    else this.#area.value = text;
  }

  /** Puts text where the cursor is. */
  insert(text) {
    if (this.#mirror) this.#mirror.replaceSelection(text);
    else this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, "end");
    this.focus();
  }

  focus() {
    this.#wantsFocus = true;
    (this.#mirror ?? this.#area).focus();
  }

  /** @param {Object<string, string[]>} tables columns by table, for what the editor proposes. */
  setTables(tables) {
    this.#tables = tables;
  }

  /** Proposes words; columns of the table that the query names first need no name of it before them. */
  #propose(made) {
    const named = /\b(?:from|join)\s+(\w+)/i.exec(this.value)?.[1];
    this.#mirror.showHint({ hint: made.hint.sql, tables: this.#tables, defaultTable: named in this.#tables ? named : undefined, completeSingle: false });
  }

  /** Marks where an error is. @param {?{from: number, to: number}} place */
  mark(place) {
    this.#clear();
    this.#place = place;
    if (place === null || this.#mirror === null) return;
    const [from, to] = [place.from, place.to].map((at) => this.#mirror.posFromIndex(at));
    this.#mark = this.#mirror.markText(from, to, { className: "sql-error" });
  }

  /** Puts the cursor at a place. */
  goTo({ from, to }) {
    if (this.#mirror) this.#mirror.setSelection(this.#mirror.posFromIndex(from), this.#mirror.posFromIndex(to));
    else this.#area.setSelectionRange(from, to);
    this.focus();
  }

  leave() {
    this.#isLeft = true;
  }

  #clear() {
    this.#mark?.clear();
    this.#mark = null;
    this.#place = null;
  }
}
