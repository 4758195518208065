// Everything there is: what is trained now and what waits, and below it every job, to be found, sorted and acted on.

import { BulkBar } from "../components/bulkbar.js";
import { columnMenu } from "../components/columnmenu.js";
import { ExperimentPanel } from "../components/experimentpanel.js";
import { firstJob } from "../components/firstjob.js";
import { JobActions } from "../components/jobactions.js";
import { ALWAYS, configColumn, jobColumns } from "../components/jobcolumns.js";
import { jobMenu } from "../components/jobmenu.js";
import { JobTable } from "../components/jobtable.js";
import { setPageKeys } from "../components/keyboard.js";
import { QueueStrip } from "../components/queuestrip.js";
import { SelectionBar } from "../components/selectionbar.js";
import { sortChoice } from "../components/sortchoice.js";
import { loggedNames } from "../data/loggednames.js";
import { find, h } from "../lib/dom.js";
import { plural } from "../math/format.js";
import { decodeOverview, encodeOverview, sortedBy, withToggled } from "../math/overviewview.js";
import { isEverything, selectionWords, toggled } from "../math/query.js";

/** Milliseconds from one look to the next. Where nothing has changed, the answer says just that. */
const EVERY = 2000;

class Overview {
  #context;
  #view = null;
  #bar;
  #queue;
  #table;
  #bulk;
  #experiments;
  #sort;
  #empty = h("section", { class: "none", hidden: true });
  #watches = [];
  #jobsWatch;
  #columnsOf;
  #outcome;
  #showPanel;

  constructor(root, context) {
    this.#context = context;
    const { api, live, catalogue, go } = context;
    this.#outcome = catalogue.outcome?.name ?? "";
    const actions = new JobActions({ api, go, onChange: () => live.refresh() });
    const menu = (row) => jobMenu({ row, api, go, actions });
    this.#columnsOf = (measure) => jobColumns({ measure, catalogue, menu, onTag: (tag) => this.#restrict("tag", tag) });
    this.#bar = new SelectionBar({ api, onChange: (selection, options) => this.#set({ selection }, options) });
    this.#queue = new QueueStrip({ menu, title: catalogue.outcome?.title ?? "" });
    this.#table = new JobTable({
      api, onSort: (sort) => this.#setView(sortedBy(this.#view, sort)), onOpen: (row) => go(`compare?jobs=${row.id}`), onChange: () => this.#showCounts(),
    });
    this.#bulk = new BulkBar({ api, go, on: {
      all: () => this.#table.pickAll(), none: () => this.#table.pickNone(), rows: () => this.#table.rows, done: (action, isDone) => this.#done(action, isDone),
    } });
    this.#experiments = new ExperimentPanel({ api, on: { only: (name) => this.#onlyExperiment(name), changed: () => live.refresh() } });
    this.#sort = sortChoice((sort) => this.#setView({ ...sortedBy(this.#view, sort) }), () => this.#setView(sortedBy(this.#view, this.#view.sort)));
    this.#showPanel = h("button", { type: "button", "aria-expanded": "false", onclick: () => this.#set({ panel: this.#view.panel === "" ? "experiments" : "" }) }, "Experiments");
    const columns = columnMenu({
      facets: () => api.facets(this.#view.selection), columns: () => this.#columnsOf(this.#measure).filter(({ name }) => !ALWAYS.includes(name)),
      view: () => this.#view, metrics: catalogue.measures.filter((measure) => !measure.perLayer), outcome: this.#outcome,
      logged: () => loggedNames(api, this.#view.selection, catalogue),
      toggle: (list, name) => this.#setView(withToggled(this.#view, list, name)), setMetric: (metric) => this.#set({ metric }),
    });
    this.#bar.element.append(h("span", { class: "tools" }, this.#sort.element, columns, this.#showPanel));
    root.append(h("h1", { class: "unseen" }, "Overview"), this.#queue.element, this.#bar.element, this.#experiments.element,
      this.#table.element, this.#empty, this.#bulk.element);
    this.#watch();
  }

  #watch() {
    const { api, live } = this.#context;
    this.#watches.push(live.watch(async () => this.#queue.show(await api.queue()), { every: EVERY }));
    this.#watches.push(live.watch(async () => {
      if (this.#view?.panel === "experiments") this.#experiments.show(await api.experiments());
    }, { every: EVERY }));
    this.#jobsWatch = live.watch(() => (this.#view === null ? undefined : this.#table.refresh()), { every: EVERY });
    this.#watches.push(this.#jobsWatch);
    setPageKeys({
      "/": { says: "search", does: () => this.#bar.focus() },
      j: { says: "into the list; then ↑ ↓, Space to select, Enter to open", does: () => this.#table.focus() },
      a: { says: "select all that match", does: () => this.#table.pickAll() },
      Escape: { says: "select nothing", does: () => find(":popover-open") === null && this.#table.pickNone() },
      e: { says: "experiments", does: () => this.#showPanel.click() },
    });
  }

  get #measure() {
    return this.#context.catalogue.measure(this.#view.metric || this.#outcome);
  }

  /** @param {import("../math/overviewview.js").OverviewView} view */
  show(view) {
    this.#view = view;
    const all = this.#columnsOf(this.#measure);
    const isGrouped = view.sort === "experiment";
    const own = all.filter(({ name }) => ALWAYS.includes(name) || (!view.hidden.includes(name) && !(isGrouped && name === "experiment")));
    const at = own.findIndex(({ name }) => name === "last");
    const columns = own.toSpliced(at < 0 ? own.length - 1 : at, 0, ...view.columns.map(configColumn));
    this.#sort.show(columns, view);
    this.#table.show(view, columns, this.#measure.name);
    this.#showPanel.setAttribute("aria-expanded", String(view.panel !== ""));
    this.#experiments.element.hidden = view.panel === "";
    this.#showCounts();
    for (const watch of this.#watches) watch.poke();
  }

  leave() {
    for (const watch of this.#watches) watch.stop();
    this.#table.leave();
  }

  titleOf(view) {
    return selectionWords(view.selection);
  }

  #showCounts() {
    const { total, picks } = this.#table;
    const { selection } = this.#view;
    this.#bulk.show(picks, selection, total ?? 0);
    this.#bar.show(selection, total === null ? "" : plural(total, "job"));
    const isEmpty = total === 0;
    this.#table.element.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    if (!isEmpty) {
      this.#empty.replaceChildren();
    } else if (isEverything(selection)) {
      if (this.#empty.querySelector(".first") === null) this.#empty.replaceChildren(firstJob(this.#context.api));
    } else {
      this.#empty.replaceChildren(h("p", {}, "No job matches. "), h("button", { type: "button", onclick: () => this.#set({ selection: decodeOverview(new URLSearchParams()).selection }) }, "Show every job"));
    }
    this.#bar.element.hidden = isEmpty && isEverything(selection);
  }

  #done(action, isDone) {
    if (action === "delete" && isDone) this.#table.pickNone();
    this.#context.live.refresh();
  }

  #restrict(name, value) {
    const { selection } = this.#view;
    if (!selection[name].includes(value)) this.#set({ selection: toggled(selection, name, value) });
  }

  #onlyExperiment(name) {
    this.#set({ selection: { ...decodeOverview(new URLSearchParams()).selection, experiment: [name] } });
  }

  #set(changes, options) {
    this.#setView({ ...this.#view, ...changes }, options);
  }

  #setView(view, options) {
    this.#context.setView(view, options);
  }
}

export default { decode: decodeOverview, encode: encodeOverview, mount: (root, context) => new Overview(root, context) };
