// Which runs take part in the lines, which do not and why; and both can be changed.

import { h, setText } from "../lib/dom.js";
import { STATES } from "../math/chartview.js";
import { integer } from "../math/format.js";
import { openDialog } from "./dialog.js";
import { swatch } from "./swatch.js";

/** Runs that are listed of one group at first. */
const FIRST = 60;

export class TakingDialog {
  #act;
  #dialog = null;
  #body = h("div", { class: "taking" });
  #shown = null;
  #text = "";

  /**
   * @param {{onStates: (states: string[]) => void, onWithout: (ids: number[]) => void, onHide: (hidden: string[]) => void}} act
   */
  constructor(act) {
    this.#act = act;
  }

  /** @param {{groups: object[], looks: Map<string, object>, states: string[], without: number[], runs: object[]}} what */
  show(what) {
    this.#shown = what;
    if (this.#dialog !== null) this.#fill();
  }

  open() {
    this.#text = "";
    this.#fill();
    this.#dialog = openDialog({
      title: "Which runs take part", className: "wide", body: [this.#body], onClose: () => { this.#dialog = null; },
    });
  }

  close() {
    this.#dialog?.close();
  }

  #fill() {
    const { groups, states, without, runs } = this.#shown;
    // Made anew only when it says something else: a check box that is replaced while it is pressed is not ticked.
    const text = JSON.stringify([states, without, groups.map((group) => [group.id, group.label, group.runs.map((run) => [run.id, run.status]), group.left])]);
    if (text === this.#text) return;
    this.#text = text;
    const counts = Map.groupBy(runs, (run) => run.status);
    const boxes = STATES.map((state) => h("label", {}, h("input", {
      type: "checkbox", checked: states.includes(state),
      onchange: (event) => this.#act.onStates(STATES.filter((one) => (one === state ? event.target.checked : states.includes(one)))),
    }), h("span", {}, state), h("span", { class: "muted" }, integer(counts.get(state)?.length ?? 0))));
    this.#body.replaceChildren(
      h("fieldset", { class: "states" }, h("legend", {}, "Runs in these states take part"), ...boxes),
      h("p", { class: "hint" }, "Of runs with the same config and seed one counts. To see all of them, group by run or job."),
      ...groups.map((group) => this.#group(group)));
  }

  #group(group) {
    const left = new Map(group.left.map(({ id, why }) => [id, why]));
    const byID = new Map(this.#shown.runs.map((run) => [run.id, run]));
    const ids = [...group.runs.map((run) => run.id), ...left.keys()].sort((a, b) => a - b);
    const rows = ids.slice(0, FIRST).map((id) => this.#row(byID.get(id) ?? { id, status: "" }, left.get(id)));
    const others = this.#shown.groups.map((one) => one.id).filter((id) => id !== group.id);
    const more = h("p", { class: "hint" });
    setText(more, ids.length > FIRST ? `and ${integer(ids.length - FIRST)} more runs` : "");
    return h("section", {},
      h("h3", {}, swatch(this.#shown.looks.get(group.id)), group.label, h("small", {}, `n ${integer(group.runs.length)}`),
        h("button", { type: "button", class: "quiet", onclick: () => this.#act.onHide(others) }, "Show only this line")),
      h("ul", {}, ...rows), more);
  }

  #row(run, why) {
    const { without } = this.#shown;
    const isOut = without.includes(run.id);
    const change = isOut ? without.filter((id) => id !== run.id) : [...without, run.id];
    const canChange = why === undefined || isOut;
    return h("li", { "data-part": why === undefined ? "yes" : "no" },
      h("a", { href: `run?id=${run.id}` }, `run ${run.id}`), h("span", { class: "muted" }, run.seed === null || run.seed === undefined ? "" : `seed ${run.seed}`),
      h("span", {}, run.status), h("span", { class: "why" }, why === undefined || why === run.status ? "" : why),
      canChange ? h("button", { type: "button", class: "quiet", onclick: () => this.#act.onWithout(change) }, isOut ? "Take in" : "Leave out") : null);
  }
}
