// What is trained now and what waits, on top of the overview.

import { arrange, h, setText } from "../lib/dom.js";
import { integer, plural } from "../math/format.js";
import { isFinal, isMoving, jobName, makeWords, paceWords, stateWord, stepsWord, waitsWord } from "../math/jobwords.js";
import { showBadge } from "./badge.js";
import { compareAddress } from "./jobcolumns.js";
import { progressBar, showProgress } from "./progress.js";
import { showSparkline } from "./sparkline.js";

/** Running jobs with a card; runs that are trained elsewhere can be many. */
const MOST_CARDS = 6;

export class QueueStrip {
  #menu;
  #title;
  #cards = new Map();
  #lines = new Map();
  #running = h("ul", { class: "running", "aria-label": "Jobs that are trained now" });
  #more = h("li", {}, h("a", { href: "./?status=running" }));
  #summary = h("summary", {});
  #list = h("ol", { class: "next", "aria-label": "Jobs that wait, in the order in which they will be taken" });
  #waiting = h("details", { class: "waiting", open: true }, this.#summary, this.#list);
  #nothing = h("p", { class: "muted nothing" }, "Nothing is training and nothing waits.");

  /** @param {{menu: (row: () => object) => HTMLElement, title: string}} parts `title`: what the curves are of. */
  constructor({ menu, title }) {
    this.#menu = menu;
    this.#title = title;
    this.element = h("section", { class: "queue", "aria-label": "Now" }, this.#running, this.#waiting, this.#nothing);
  }

  /** @param {{running: object[], waiting: {total: number, next: object[]}, executors: {side_by_side: number|null}[]}} queue */
  show({ running, waiting, executors }) {
    const shown = running.slice(0, MOST_CARDS);
    const cards = shown.map((row) => this.#card(row));
    forget(this.#cards, shown);
    forget(this.#lines, waiting.next);
    arrange(this.#running, running.length > shown.length ? [...cards, this.#more] : cards);
    setText(this.#more.firstElementChild, `and ${plural(running.length - shown.length, "job")} more that run`);
    this.#running.hidden = running.length === 0;
    this.#waiting.hidden = waiting.total === 0;
    this.#nothing.hidden = running.length > 0 || waiting.total > 0;
    // A scheduler has no number; workers elsewhere come by themselves.
    const trainsNothing = executors.every((executor) => executor.side_by_side === 0);
    setText(this.#nothing, trainsNothing ? "This server trains nothing: it was started with --workers 0." : "Nothing is training and nothing waits.");
    const first = waiting.next[0];
    const begins = running.length === 0 && first?.waiting ? `; the first ${waitsWord(first.waiting)}` : "";
    setText(this.#summary, `${plural(waiting.total, "job")} wait${waiting.total === 1 ? "s" : ""}${begins}`);
    arrange(this.#list, waiting.next.map((row, index) => this.#line(row, index)));
    if (waiting.total > waiting.next.length) {
      this.#list.append(h("li", { class: "muted" }, `and ${integer(waiting.total - waiting.next.length)} more`));
    }
  }

  #card(row) {
    if (!this.#cards.has(row.id)) this.#cards.set(row.id, this.#make(row));
    const card = this.#cards.get(row.id);
    card.row = row;
    setText(card.link, jobName(row));
    card.link.title = jobName(row);
    showBadge(card.state, stateWord(row));
    setText(card.facts, [...makeWords(row), row.experiment].filter(Boolean).join(" · "));
    showProgress(card.bar, { fraction: row.fraction, status: stateWord(row) });
    setText(card.steps, stepsWord(row));
    setText(card.pace, isMoving(row) ? paceWords(row).join(" · ") : row.waiting ?? "");
    showSparkline(card.spark, row.spark, this.#title);
    return card.element;
  }

  #make(row) {
    const card = {
      row, link: h("a", { class: "title", href: compareAddress(row) }), state: h("span"), facts: h("p", { class: "muted facts" }),
      bar: progressBar(`Progress of job ${row.id}`), steps: h("span"), pace: h("span"), spark: h("span", { class: "curve" }),
    };
    card.element = h("li", { class: "card", "data-job": row.id },
      h("div", { class: "head" }, card.link, card.spark, card.state, this.#menu(() => card.row)), card.facts, card.bar,
      h("p", { class: "meter" }, card.steps, card.pace));
    return card;
  }

  #line(row, index) {
    if (!this.#lines.has(row.id)) this.#lines.set(row.id, waitingLine(row));
    const held = this.#lines.get(row.id);
    setText(held.place, `${index + 1}.`);
    setText(held.link, jobName(row));
    setText(held.facts, makeWords(row).join(" · "));
    setText(held.why, row.waiting ?? (isFinal(row.status) || row.priority === 0 ? "" : `priority ${row.priority}`));
    return held.element;
  }
}

function forget(held, rows) {
  for (const id of held.keys()) if (!rows.some((row) => row.id === id)) held.delete(id);
}

function waitingLine(row) {
  const parts = {
    place: h("span", { class: "muted place" }), link: h("a", { href: compareAddress(row) }),
    facts: h("span", { class: "muted" }), why: h("span", { class: "why" }),
  };
  return { ...parts, element: h("li", {}, ...Object.values(parts)) };
}
