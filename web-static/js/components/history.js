// What a run went through: a bar of its states over time, and below it what was written down, newest first.

import { serverTime } from "../data/http.js";
import { h, setText } from "../lib/dom.js";
import { duration, integer, moment } from "../math/format.js";
import { spansOf, changesAmong } from "../math/runhistory.js";

export class History {
  #bar = h("div", { class: "timeline", role: "img" });
  #ends = h("p", { class: "meter muted" });
  #list = h("ol", { class: "events" });
  #shown = "";

  constructor() {
    this.element = h("section", { class: "panel history", "aria-label": "History" }, h("header", {}, h("h2", {}, "History")),
      this.#bar, this.#ends, this.#list);
  }

  /** @param {object} run @param {import("../math/runhistory.js").RunEvent[]} events oldest first. */
  show(run, events) {
    const spans = spansOf(run, events, serverTime());
    this.#showBar(spans);
    this.#showEnds(run, spans);
    const text = JSON.stringify(events);
    if (text === this.#shown) return;
    this.#shown = text;
    const changes = changesAmong(events);
    this.#list.replaceChildren(...[...events].reverse().map((event) => line(event, changes.has(event))));
  }

  #showBar(spans) {
    while (this.#bar.children.length > spans.length) this.#bar.lastElementChild.remove();
    while (this.#bar.children.length < spans.length) this.#bar.append(h("i"));
    spans.forEach((span, i) => {
      const part = this.#bar.children[i];
      part.dataset.status = span.status;
      part.style.flexGrow = span.to - span.from;
      part.title = wordsOf(span);
    });
    this.#bar.hidden = spans.length === 0;
    this.#bar.setAttribute("aria-label", spans.map(wordsOf).join(", "));
  }

  #showEnds(run, spans) {
    const trained = Number.isFinite(run.duration_seconds) ? `${duration(run.duration_seconds)} under training` : "";
    const words = [spans.length > 0 ? `since ${moment(spans[0].from)}` : "", trained, run.attempt > 1 ? `attempt ${integer(run.attempt)}` : ""];
    setText(this.#ends, words.filter(Boolean).join(" · "));
  }
}

const wordsOf = (span) => `${span.status} for ${duration((span.to - span.from) / 1000)}`;

function line(event, isChange) {
  const where = [event.attempt > 1 ? `attempt ${integer(event.attempt)}` : "", event.step > 0 ? `iteration ${integer(event.step)}` : ""].filter(Boolean).join(", ");
  return h("li", {}, h("time", { datetime: event.at, class: "muted" }, moment(event.at)),
    isChange ? h("span", { class: "badge", "data-status": event.status }, event.status) : h("span", { class: "kind" }, "note"),
    h("span", {}, event.message ?? ""), h("span", { class: "muted" }, where));
}
