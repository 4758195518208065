// The experiments: what each asks, how many jobs it has, and where its figures are.

import { serverTime } from "../data/http.js";
import { arrange, h, setText } from "../lib/dom.js";
import { ago, plural } from "../math/format.js";
import { statesWord } from "../math/jobwords.js";
import { Notes } from "./notes.js";
import { toast } from "./toast.js";

export class ExperimentPanel {
  #api;
  #on;
  #cards = new Map();
  #list = h("ul", { class: "experiment-list" });
  #empty = h("p", { class: "muted" }, "No job names an experiment. Give one with the key “experiment”, or move jobs into one.");

  /** @param {{api: object, on: {only: (name: string) => void, changed: () => void}}} parts `only`: list this one's jobs. */
  constructor({ api, on }) {
    this.#api = api;
    this.#on = on;
    this.element = h("section", { class: "experiments", "aria-label": "Experiments" }, this.#list, this.#empty);
  }

  /** @param {{experiments: object[]}} answer */
  show({ experiments }) {
    this.#empty.hidden = experiments.length > 0;
    arrange(this.#list, experiments.map((experiment) => this.#card(experiment)));
  }

  #card(experiment) {
    if (!this.#cards.has(experiment.id)) this.#cards.set(experiment.id, this.#make(experiment));
    const card = this.#cards.get(experiment.id);
    const query = `experiment=${encodeURIComponent(experiment.name)}`;
    if (document.activeElement !== card.name) card.name.value = experiment.name;
    card.was = experiment.name;
    setText(card.jobs, `${plural(experiment.jobs, "job")}, ${plural(experiment.runs, "run")}`);
    setText(card.states, statesWord(experiment.states));
    setText(card.when, experiment.last_activity_at ? ago((serverTime() - Date.parse(experiment.last_activity_at)) / 1000) : "");
    for (const [page, link] of Object.entries(card.links)) link.setAttribute("href", `${page}?${query}`);
    card.notes.show(experiment.notes ?? "");
    return card.element;
  }

  #make(experiment) {
    const card = {
      was: experiment.name,
      name: h("input", {
        "aria-label": "Name of the experiment", class: "name", autocomplete: "off", spellcheck: "false",
        onkeydown: (event) => this.#key(event, card), onchange: () => this.#rename(experiment.id, card),
      }),
      jobs: h("button", { type: "button", class: "quiet", title: "List its jobs", onclick: () => this.#on.only(card.was) }),
      states: h("span", { class: "muted" }), when: h("span", { class: "muted" }),
      links: { compare: h("a", {}, "Compare"), alignment: h("a", {}, "Alignment"), results: h("a", {}, "Results") },
      notes: new Notes({ label: "Notes of the experiment", save: (notes) => this.#api.editExperiment(experiment.id, { notes }) }),
    };
    card.element = h("li", { class: "card" }, h("div", { class: "head" }, card.name, card.jobs),
      h("p", { class: "meter" }, card.states, card.when), card.notes.element, h("p", { class: "links" }, ...Object.values(card.links)));
    return card;
  }

  #key(event, card) {
    if (event.key === "Enter") card.name.blur();
    if (event.key !== "Escape") return;
    card.name.value = card.was;
    card.name.blur();
  }

  async #rename(id, card) {
    const name = card.name.value.trim();
    if (name === card.was) return;
    try {
      await this.#api.editExperiment(id, { name });
      card.was = name;
      toast(`The experiment is called ${name} now.`);
      this.#on.changed();
    } catch (error) {
      card.name.value = card.was;
      toast(error.message, "error");
    }
  }
}
