// What stands above the charts of a selection: the selection, how lines are made, which there are and of which runs.

import { h } from "../lib/dom.js";
import { plural } from "../math/format.js";
import { groupingKeys } from "../math/grouping.js";
import { groupingsOf } from "../math/groupings.js";
import { ChartControls } from "./controls.js";
import { Legend } from "./legend.js";
import { SelectionBar } from "./selectionbar.js";
import { TakingDialog } from "./taking.js";

export class BoardHead {
  #bar;
  #controls;
  #legend;
  #taking;
  #hasGrouping;

  /**
   * @param {{api: object, tools: HTMLElement[], hasGrouping: boolean, change: (change: object, options?: object) => void,
   *   onPoint: (id: ?string) => void}} parts
   *   `tools`: what a page adds before the controls. `change`: of the view. `onPoint`: to a group.
   */
  constructor({ api, tools, hasGrouping, change, onPoint }) {
    this.#hasGrouping = hasGrouping;
    this.#bar = new SelectionBar({
      api, onChange: (selection, { replace }) => change({ selection, hidden: [], without: [], zoom: null }, { replace }),
    });
    this.#controls = new ChartControls({ onChange: change, hasGrouping });
    this.#taking = new TakingDialog({
      onStates: (states) => change({ states }), onWithout: (without) => change({ without }), onHide: (hidden) => change({ hidden }),
    });
    this.#legend = new Legend({ onHide: (hidden) => change({ hidden }), onRuns: () => this.#taking.open(), onPoint });
    const runs = h("button", { type: "button", class: "quiet", onclick: () => this.#taking.open() }, "Runs");
    this.selection = this.#bar.element;
    this.lines = h("div", {}, h("div", { class: "chart-tools" }, ...tools, this.#controls.element, runs), this.#legend.element);
  }

  /**
   * @param {{view: object, groups: object[], looks: Map<string, object>, runs: object[], states: string[], isLoaded: boolean}} what
   *   `runs`: all of the selection; `states`: of those that take part.
   */
  show({ view, groups, looks, runs, states, isLoaded }) {
    const jobs = new Set(runs.map((run) => run.job_id)).size;
    this.#bar.show(view.selection, isLoaded ? `${plural(runs.length, "run")} of ${plural(jobs, "job")}` : "");
    this.#controls.show(view, { groupings: groupingsOf(runs, view.group), auto: runs.length > 0 ? groupingKeys(runs, "auto") : [] });
    this.#legend.show({ groups, looks, hidden: view.hidden, hasSingles: view.group.includes("run") });
    this.#taking.show({ groups, looks, states, without: view.without, runs });
  }

  get keys() {
    return {
      "/": { says: "search", does: () => this.#bar.focus() },
      s: { says: "smoothing on or off", does: () => this.#controls.toggleSmoothing() },
      x: { says: "iteration, epoch or wall time", does: () => this.#controls.nextX() },
      r: { says: "which runs take part", does: () => this.#taking.open() },
      ...(this.#hasGrouping ? { g: { says: "group by", does: () => this.#controls.openGroups() } } : {}),
    };
  }

  showPlainLegend(isPlain) {
    this.#legend.element.classList.toggle("plain", isPlain);
  }

  leave() {
    this.#taking.close();
    this.#legend.remove();
  }
}
