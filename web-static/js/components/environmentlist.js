// Where a run is trained: machine and versions, as recorded when it began, and what a cluster says of it.

import { h } from "../lib/dom.js";
import { environmentRows } from "../math/environment.js";
import { submissionRows } from "../math/slurm.js";

export class EnvironmentList {
  #list = h("dl", { class: "facts-list" });
  #nothing = h("p", { class: "muted", hidden: true }, "Nothing was recorded of it.");
  #shown = "";

  constructor() {
    this.element = h("section", { class: "panel environment", "aria-label": "Environment" }, h("header", {}, h("h2", {}, "Environment")), this.#list, this.#nothing);
  }

  /** @param {{environment: ?object, threads: ?number, submission: ?import("../math/slurm.js").Submission}} run nulls where nothing was recorded. */
  show({ environment, threads, submission }) {
    const rows = [...environmentRows(environment, threads), ...submissionRows(submission)];
    const text = JSON.stringify(rows);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#nothing.hidden = rows.length > 0;
    this.#list.hidden = rows.length === 0;
    this.#list.replaceChildren(...rows.flatMap(([word, value]) => [h("dt", {}, word), h("dd", {}, value)]));
  }
}
