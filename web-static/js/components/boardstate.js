// What a page of charts says in the place of its charts: that it reads, that nothing is there, or what is wrong.

import { arrange, h } from "../lib/dom.js";
import { everything } from "../math/query.js";

export class BoardState {
  #charts;
  element = h("div", { class: "page-state", role: "status" });

  /** @param {HTMLElement} charts are hidden as long as something is said. */
  constructor(charts) {
    this.#charts = charts;
  }

  /** @param {{runs: object[], trouble: string, isLoaded: boolean}} curves */
  show({ runs, trouble, isLoaded }) {
    this.#charts.setAttribute("aria-busy", String(!isLoaded));
    if (runs.length > 0) this.#say("");
    else if (trouble !== "") this.#say(trouble);
    else if (!isLoaded) this.#say("Reading the runs …");
    else this.#say("No job is like that. Take a restriction off, or search for something else.");
  }

  /**
   * The newest experiment, for an address that says nothing: said while it is looked for, and what went wrong with it.
   *
   * @param {object} api @param {() => boolean} isWanted still. @param {() => void} again what to do once more.
   * @returns {Promise<?import("../math/query.js").Selection>} null where there is none.
   */
  async newest(api, isWanted, again) {
    this.#say("Looking for the newest experiment …");
    try {
      const { rows } = await api.rows(everything(), { limit: 1 });
      if (!isWanted()) return null;
      if (rows.length > 0) return { ...everything(), experiment: [rows[0].experiment] };
      this.#say("There is no run yet.", h("a", { class: "button primary", href: "new" }, "New job"));
    } catch (error) {
      if (isWanted()) this.#say(error.message, h("button", { type: "button", onclick: again }, "Try again"));
    }
    return null;
  }

  #say(text, ...more) {
    this.element.hidden = text === "";
    this.#charts.hidden = text !== "";
    arrange(this.element, text === "" ? [] : [h("p", {}, text), ...more]);
  }
}
