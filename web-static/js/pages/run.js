// One run: how it is, what it recorded, with what config and where, what it went through.

import { ConfigTable } from "../components/configtable.js";
import { DatasetList } from "../components/datasetlist.js";
import { Description } from "../components/description.js";
import { EnvironmentList } from "../components/environmentlist.js";
import { History } from "../components/history.js";
import { JobActions } from "../components/jobactions.js";
import { setPageKeys } from "../components/keyboard.js";
import { Notes } from "../components/notes.js";
import { RunCharts } from "../components/runcharts.js";
import { RunFiles } from "../components/runfiles.js";
import { RunHead } from "../components/runhead.js";
import { SeriesTable } from "../components/seriestable.js";
import { Siblings } from "../components/siblings.js";
import { ApiError } from "../data/http.js";
import { h } from "../lib/dom.js";
import { jobName } from "../math/jobwords.js";
import { decodeRun, encodeRun, siblingOf } from "../math/runview.js";
import { DESCRIPTION } from "../math/tags.js";

const EVERY = 2000;

class RunPage {
  #context;
  #view = null;
  #run = null;
  #job = null;
  #events = [];
  /** The run that this one's config is compared with, and its job's config. */
  #other = null;
  #watch;
  #head;
  #siblings = new Siblings();
  #charts;
  #values;
  #history = new History();
  /** Whether its job is being deleted. */
  #isGoing = false;
  #environment = new EnvironmentList();
  #description = new Description();
  #datasets = new DatasetList();
  #files;
  #config;
  #notes;
  #body;
  #state = h("div", { class: "page-state", role: "status" });

  constructor(root, context) {
    this.#context = context;
    const { api, live, catalogue, go } = context;
    const actions = new JobActions({
      api, go, onChange: (action) => (action === "delete" ? go("") : live.refresh()), onDelete: (isUnderWay) => (this.#isGoing = isUnderWay),
    });
    this.#head = new RunHead({ api, actions });
    this.#charts = new RunCharts({
      api, live, catalogue, change: (change) => this.#change(change), link: () => location.href, onStatus: () => this.#watch.poke(),
    });
    this.#values = new SeriesTable({ catalogue });
    this.#files = new RunFiles({ api });
    this.#config = new ConfigTable({ api, on: { against: (against) => this.#change({ against }), differing: (differing) => this.#change({ differing }) } });
    this.#notes = new Notes({ label: "Notes of this run", save: (notes) => api.editRun(this.#run.id, { notes }) });
    const notes = h("section", { class: "panel", "aria-label": "Notes" }, h("header", {}, h("h2", {}, "Notes")), this.#notes.element);
    this.#body = h("div", { class: "run-body", hidden: true }, h("div", { class: "run-charts" }, this.#charts.element, this.#config.element),
      h("div", { class: "run-side" }, this.#description.element, this.#values.element, this.#files.element, this.#datasets.element, notes, this.#history.element,
        this.#environment.element));
    this.#head.element.hidden = true;
    root.append(this.#siblings.element, this.#head.element, this.#state, this.#body);
    this.#siblings.element.hidden = true;
    this.#watch = live.watch(() => this.#round(), { every: EVERY });
    setPageKeys({
      "[": { says: "run before, of the same job", does: () => this.#beside(-1) },
      "]": { says: "next run of the same job", does: () => this.#beside(1) },
      c: { says: "compare the runs of this job", does: () => this.#job && go(`compare?jobs=${this.#job.id}`) },
      0: { says: "show all of the charts", does: () => this.#change({ zoom: null, y: {} }) },
      l: { says: "logarithmic y of a chart", does: () => this.#charts.current?.figure.querySelector(".log:not([hidden])")?.click() },
    });
  }

  /** @param {import("../math/runview.js").RunView} view */
  show(view) {
    const isOther = this.#view !== null && (view.id !== this.#view.id || view.job !== this.#view.job);
    this.#view = view;
    if (isOther) this.#run = null;
    if (this.#run !== null) this.#update();
    this.#watch.poke();
  }

  leave() {
    this.#watch.stop();
    this.#charts.stop();
    this.#files.stop();
  }

  titleOf() {
    return this.#run === null ? "" : `Run ${this.#run.id}, ${jobName(this.#job)}`;
  }

  async #round() {
    const view = this.#view;
    if (view === null || this.#isGoing) return;
    if (view.id === null && view.job === null) {
      this.#say("Which run? Open one from the list of jobs.");
      return;
    }
    try {
      const id = view.id ?? await this.#runOfJob(view);
      await this.#read(id, view);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      if (view === this.#view) this.#say("This run is not there. It may have been deleted with its job.");
    }
  }

  async #runOfJob({ job, trial }) {
    const { runs } = await this.#context.api.job(job);
    return (runs.find((run) => run.trial === trial) ?? runs[0]).id;
  }

  async #read(id, view) {
    const { api } = this.#context;
    const run = await api.run(id);
    const [job, { events }, other] = await Promise.all([api.exactJob(run.job_id), api.events(id), this.#readOther(view.against)]);
    if (view !== this.#view) return;
    const isFirst = this.#run === null;
    this.#run = { ...run, measures: measuresOf(run.series) };
    this.#job = job;
    this.#events = events;
    this.#other = other;
    if (isFirst) this.#context.setView({ ...view, id }, { replace: true });
    else this.#update();
  }

  /** A config never changes: it is read once. One that is gone is none. */
  async #readOther(against) {
    if (against === null || against === this.#other?.id) return against === null ? null : this.#other;
    try {
      const { job_id: job } = await this.#context.api.run(against);
      return { id: against, config: (await this.#context.api.exactJob(job)).config };
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  #update() {
    const [view, run, job] = [this.#view, this.#run, this.#job];
    this.#state.hidden = true;
    this.#head.element.hidden = false;
    this.#body.hidden = false;
    this.#head.show(job, run);
    this.#siblings.show(job.runs, run.id);
    this.#charts.show(run, view, String(job.config.loss ?? ""));
    this.#values.show(run.series);
    this.#description.show(job.tags?.[DESCRIPTION] ?? "");
    this.#files.show(run.id, run.artifacts ?? []);
    this.#datasets.show(run.datasets ?? []);
    this.#history.show(run, this.#events);
    this.#environment.show(run);
    this.#config.show({ id: run.id, config: job.config }, view.against === null ? null : this.#other, view.differing);
    this.#notes.show(run.notes ?? "");
  }

  #say(words) {
    this.#state.hidden = false;
    this.#state.replaceChildren(h("p", {}, words), h("a", { class: "button", href: "./" }, "Overview"));
    this.#head.element.hidden = true;
    this.#body.hidden = true;
    this.#siblings.element.hidden = true;
  }

  #beside(by) {
    const id = this.#run === null ? null : siblingOf(this.#job.runs, this.#run.id, by);
    if (id !== null) this.#change({ id, job: null, trial: 1 });
  }

  #change(change) {
    this.#context.setView({ ...this.#view, ...change });
  }
}

/** Layers by the names of what was recorded, none of what is of the whole network. */
function measuresOf(series) {
  const measures = {};
  for (const { name, layer } of series) (measures[name] ??= []).push(...(layer === null ? [] : [layer]));
  return measures;
}

export default { decode: decodeRun, encode: encodeRun, mount: (root, context) => new RunPage(root, context) };
