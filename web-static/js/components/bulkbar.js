// What can be done to all picked jobs at once. It stands at the bottom of the window as long as any is picked.

import { h, setText } from "../lib/dom.js";
import { integer, plural } from "../math/format.js";
import { FINAL_ACTIONS } from "../math/jobactions.js";
import { countOf, requestsFor, selectionOf } from "../math/picks.js";
import { encodeSelection } from "../math/query.js";
import { readTags } from "../math/tags.js";
import { changeMany } from "./changemany.js";
import { openDialog } from "./dialog.js";
import { moveJobs } from "./movejobs.js";
import { toast } from "./toast.js";

const ACTIONS = { pause: "Pause", resume: "Resume", cancel: "Cancel …", delete: "Delete …" };

export class BulkBar {
  #api;
  #go;
  #on;
  #picks = null;
  #selection = null;
  #total = 0;
  #word = h("output", { class: "count" });
  #allButton;
  #buttons;

  /**
   * @param {{api: object, go: (address: string) => void, on: {all: () => void, none: () => void, rows: () => Map<number, object>,
   *   done: (action: string, isDone: boolean) => void}}} parts `all`: everything that matches is to be picked. `rows`: by
   *   id, those that are loaded.
   */
  constructor({ api, go, on }) {
    this.#api = api;
    this.#go = go;
    this.#on = on;
    this.#allButton = h("button", { type: "button", class: "quiet", onclick: on.all });
    const button = (word, does, className = "") => h("button", { type: "button", class: className, onclick: does }, word);
    this.#buttons = [
      button("Compare", () => this.#compare(), "primary"), button("Tag …", () => this.#tag()),
      button("Move …", () => this.#move()),
      ...Object.entries(ACTIONS).map(([action, word]) => button(word, () => this.#change(action), FINAL_ACTIONS.includes(action) ? "danger" : "")),
    ];
    this.element = h("div", { class: "bulk", role: "region", "aria-label": "Selected jobs", hidden: true },
      this.#word, this.#allButton, h("span", { class: "actions" }, ...this.#buttons),
      h("button", { type: "button", class: "quiet", onclick: on.none }, "Clear"));
  }

  /** @param {import("../math/picks.js").Picks} picks @param {object} selection the list's. @param {number} total how many match it. */
  show(picks, selection, total) {
    this.#picks = picks;
    this.#selection = selection;
    this.#total = total;
    const count = countOf(picks, total);
    this.element.hidden = count === 0;
    setText(this.#word, `${plural(count, "job")} selected`);
    this.#allButton.hidden = picks.isAll || count === 0 || count >= total;
    setText(this.#allButton, `Select all ${integer(total)}`);
  }

  get #words() {
    return plural(countOf(this.#picks, this.#total), "job");
  }

  #compare() {
    const query = new URLSearchParams(encodeSelection(selectionOf(this.#picks, this.#selection))).toString().replaceAll("%2C", ",");
    // What does not go into a request's line goes behind "#".
    this.#go(`compare${query === "" ? "" : (query.length < 4000 ? "?" : "#") + query}`);
  }

  async #change(action) {
    await this.#send(action, () => changeMany({
      api: this.#api, action, picks: this.#picks, selection: this.#selection, total: this.#total, rows: this.#on.rows(),
    }));
  }

  #tag() {
    const box = h("textarea", { rows: "3", placeholder: "who:me", "aria-label": "Tags", spellcheck: "false" });
    const error = h("p", { class: "field-error", role: "alert" });
    const requests = requestsFor(this.#picks, this.#selection, this.#total);
    const words = this.#words;
    const form = h("form", {
      id: "tag-jobs", class: "fields", onsubmit: async (event) => {
        event.preventDefault();
        const { tags, problem } = readTags(box.value);
        if (problem || Object.keys(tags).length === 0) {
          setText(error, problem ?? "Give a tag, such as who:me.");
          return;
        }
        close();
        await this.#send("tag", async () => {
          // A tag without a value is taken off.
          const changes = Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value === "" ? null : value]));
          for (const { selection, expected } of requests) await this.#api.tagAll(selection, changes, expected);
          toast(`${words} tagged.`);
        });
      },
    }, box, h("p", { class: "hint" }, "One a line, key:value. A key without a value, as in who:, takes that tag off."), error);
    const { close } = openDialog({
      title: `Tag ${words}`, body: [form], footer: [h("button", { type: "submit", form: "tag-jobs", class: "primary" }, "Tag")],
    });
    box.focus();
  }

  async #move() {
    const requests = requestsFor(this.#picks, this.#selection, this.#total);
    await this.#send("move", () => moveJobs({ api: this.#api, requests, words: this.#words }));
  }

  /** Whatever becomes of it, the list shows what is true then. */
  async #send(action, task) {
    for (const button of this.#buttons) button.disabled = true;
    let isDone = false;
    try {
      isDone = await task();
    } catch (error) {
      toast(error.message, "error");
    }
    for (const button of this.#buttons) button.disabled = false;
    this.#on.done(action, isDone === true);
  }
}
