// Where a run is trained: machine and versions, as recorded when it began.

import { h } from "../lib/dom.js";
import { integer, number } from "../math/format.js";

const WORDS = { cpu: "CPU", os: "system", instruction_sets: "instruction sets", memory_bytes: "memory" };

export class EnvironmentList {
  #list = h("dl", { class: "facts-list" });
  #nothing = h("p", { class: "muted", hidden: true }, "Nothing was recorded of it.");
  #shown = "";

  constructor() {
    this.element = h("section", { class: "panel environment", "aria-label": "Environment" }, h("header", {}, h("h2", {}, "Environment")), this.#list, this.#nothing);
  }

  /** @param {?object} environment null where nothing was recorded. @param {?number} threads */
  show(environment, threads) {
    const text = JSON.stringify([environment, threads]);
    if (text === this.#shown) return;
    this.#shown = text;
    const own = environment ?? (Number.isFinite(threads) ? { threads } : {});
    const facts = Object.entries(own).flatMap(([key, value]) => (value === null ? [] : factOf(key, value)));
    this.#nothing.hidden = facts.length > 0;
    this.#list.hidden = facts.length === 0;
    this.#list.replaceChildren(...facts.flatMap(([word, value]) => [h("dt", {}, word), h("dd", {}, value)]));
  }
}

/** @returns {[string, string][]} */
function factOf(key, value) {
  const word = WORDS[key] ?? key.replaceAll("_", " ");
  if (Array.isArray(value)) return [[word, value.join(", ")]];
  if (typeof value === "object") return Object.entries(value).map(([name, version]) => [name, String(version)]);
  if (key.endsWith("_bytes")) return [[word, `${number(value / 2 ** 30)} GiB`]];
  return [[word, typeof value === "number" ? integer(value) : String(value)]];
}
