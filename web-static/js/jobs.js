// The left column: jobs, newest first, under the heading of their experiment.

import { doneText } from "./actions.js";
import { api } from "./api.js";
import { find, h, toast } from "./dom.js";
import { JobCard } from "./jobcard.js";
import { matches, runIds, toggleJob, toggleRun } from "./selection.js";

export class JobList {
  #state;
  #live;
  #store;
  #list = find("#jobs");
  /** job id -> JobCard. Cards are updated in place, so that focus and selection survive every poll. */
  #cards = new Map();
  #headings = new Map();
  #styleOf = new Map();
  #clone;

  /** @param {(config: object) => void} clone shows a config for changes. */
  constructor(state, live, store, clone) {
    this.#clone = clone;
    this.#state = state;
    this.#live = live;
    this.#store = store;
    find("#filter").addEventListener("input", (event) => {
      state.filter = event.target.value;
      this.show(this.#styleOf);
    });
    find("#older").addEventListener("click", () => live.loadOlder().catch((error) => toast(error.message, "error")));
  }

  /** @param {Map<number, object>} styleOf run id -> its group's style, for the runs that are drawn. */
  show(styleOf) {
    this.#styleOf = styleOf;
    const jobs = this.#state.jobs.filter((job) => matches(job, this.#state.filter));
    const chosen = new Set(this.#state.chosen);
    const rows = [];
    let experiment = null;
    for (const job of jobs) {
      if (job.experiment && job.experiment !== experiment) rows.push(this.#heading(job.experiment));
      experiment = job.experiment;
      const card = this.#card(job);
      card.show(job, chosen, styleOf, (run) => this.#store.firstNull(run, this.#state.measures?.objective));
      rows.push(card.element);
    }
    this.#arrange(rows);
    find("#older").hidden = !this.#state.older || this.#state.filter !== "";
    find("#no-match").hidden = jobs.length > 0 || this.#state.filter === "";
  }

  #card(job) {
    if (!this.#cards.has(job.id)) {
      this.#cards.set(job.id, new JobCard(job, {
        only: () => this.#choose(runIds([this.#state.job(job.id)])),
        toggle: () => this.#choose(toggleJob(this.#state.job(job.id), new Set(this.#state.chosen))),
        toggleRun: (run) => this.#choose(toggleRun(run, new Set(this.#state.chosen))),
        change: (action) => this.#change(action, job.id),
      }));
    }
    return this.#cards.get(job.id);
  }

  #choose(runs) {
    this.#state.choose(runs);
    this.#live.refresh();
  }

  async #change(action, id) {
    if (action === "clone") {
      this.#clone(this.#state.job(id).config);
      return;
    }
    try {
      if (action === "delete") {
        await api.remove(id);
        this.#live.refresh();
      } else {
        this.#state.addJobs([await api.change(id, action)]);
        this.#state.notify("jobs");
      }
      toast(doneText(action, id));
    } catch (error) {
      toast(error.message, "error");
    }
  }

  #heading(experiment) {
    if (!this.#headings.has(experiment)) {
      const show = () => this.#choose(runIds(this.#state.jobs.filter((job) => job.experiment === experiment)));
      this.#headings.set(experiment, h("li", { class: "experiment" },
        h("button", { type: "button", title: "Show every job of this experiment", onclick: show }, experiment)));
    }
    return this.#headings.get(experiment);
  }

  /** Puts the rows in order, touching only what moved. An experiment met twice has its heading at the first. */
  #arrange(rows) {
    const wanted = [...new Set(rows)];
    wanted.forEach((row, index) => {
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    while (this.#list.children.length > wanted.length) this.#list.lastElementChild.remove();
  }
}
