// The request beside the form: its JSON, what it would cost, and what can be done with it.

import { curlLine } from "../data/api.js";
import { ApiError } from "../data/http.js";
import { h, setText } from "../lib/dom.js";
import { estimateWords } from "../math/estimate.js";
import { copied } from "./copymenu.js";

/** Milliseconds without a change after which the server is asked. */
const PAUSE = 350;

export class JobRequest {
  #api;
  #act;
  #timer = 0;
  #asked = null;
  #text = h("textarea", { class: "code", rows: "18", spellcheck: "false", autocomplete: "off", "aria-label": "The request as JSON", "aria-describedby": "request-error" });
  #syntax = h("p", { id: "request-error", class: "field-error", role: "status" });
  #cost = h("dl", { class: "estimate" });
  #state = h("p", { class: "hint", role: "status" });
  #trouble = h("div", { class: "job-trouble", hidden: true, role: "alert" });
  #submit = h("button", { type: "button", class: "primary", "aria-keyshortcuts": "Control+Enter", onclick: () => this.#act.submit() }, "Queue the job");

  /**
   * @param {{api: object, act: {typed: (text: string) => void, submit: () => void, problems: (errors: object[]) => {other: object[], count: number}, toProblem: () => void}}} parts
   */
  constructor({ api, act }) {
    this.#api = api;
    this.#act = act;
    this.#text.addEventListener("input", () => act.typed(this.#text.value));
    const copyButton = (label, text) => h("button", { type: "button", onclick: () => copied(label, text()) }, label);
    this.element = h("aside", { class: "job-request", "aria-label": "The request" },
      h("div", { class: "job-actions" }, this.#submit, copyButton("Copy as curl", () => curlLine("/jobs", this.#text.value)), copyButton("Copy as JSON", () => this.#text.value)),
      this.#trouble, h("section", { "aria-label": "Estimate" }, h("h2", {}, "What it would take"), this.#cost, this.#state),
      h("section", {}, h("h2", {}, "As JSON"), this.#text, this.#syntax));
  }

  get text() {
    return this.#text.value;
  }

  /** @param {string} text @param {string} error what is wrong with it as JSON, "" for nothing. */
  show(text, error) {
    if (document.activeElement !== this.#text && this.#text.value !== text) this.#text.value = text;
    setText(this.#syntax, error);
    this.#text.setAttribute("aria-invalid", String(error !== ""));
    this.#submit.disabled = error !== "";
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
    if (error === "") this.#timer = setTimeout(() => this.#estimate(text), PAUSE);
    else setText(this.#state, "");
  }

  /** @param {number} count of jobs that would be queued. */
  setCount(count) {
    setText(this.#submit, count === 1 ? "Queue the job" : `Queue ${count} jobs`);
  }

  /** While a request is under way no second one is sent. */
  busy(is) {
    this.#submit.disabled = is;
  }

  /** @param {?Error} error null where nothing is wrong. */
  showTrouble(error) {
    const errors = error?.errors ?? [];
    const { other, count } = this.#act.problems(errors);
    const lines = other.map((one) => h("li", { "data-path": one.path }, h("code", {}, one.path), " ", one.message));
    this.#trouble.hidden = error === null;
    this.#trouble.replaceChildren(
      ...(error !== null && errors.length === 0 ? [h("p", {}, error.message)] : []), ...(lines.length > 0 ? [h("ul", {}, ...lines)] : []),
      ...(count > 0 ? [h("button", { type: "button", onclick: () => this.#act.toProblem() }, `${count} ${count === 1 ? "problem stands" : "problems stand"} beside ${count === 1 ? "its field" : "their fields"}: go there`)] : []));
  }

  leave() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
  }

  async #estimate(text) {
    const asked = new AbortController();
    this.#asked = asked;
    setText(this.#state, "Estimating …");
    try {
      const answer = await this.#api.estimate(text, asked.signal);
      if (this.#asked !== asked) return;
      setText(this.#state, "");
      this.#cost.replaceChildren(...estimateWords(answer).map(({ name, value, hint }) => h("div", {}, h("dt", {}, name), h("dd", {}, value, hint === "" ? null : h("small", { class: "muted" }, hint)))));
      this.showTrouble(null);
    } catch (error) {
      if (this.#asked !== asked) return;
      this.#cost.replaceChildren();
      // What is wrong with the config is said where it is; anything else is only about the estimate.
      const isConfig = error instanceof ApiError && (error.status === 422 || error.errors.length > 0);
      setText(this.#state, isConfig ? "Known when the request has no problems." : `No estimate: ${error.message}`);
      this.showTrouble(isConfig ? error : null);
    }
  }
}
