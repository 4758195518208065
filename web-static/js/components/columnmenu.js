// Which columns the list has: those of every list, and keys of the configs that differ between the listed jobs.

import { h } from "../lib/dom.js";
import { listSearch } from "./listsearch.js";
import { menuButton } from "./menu.js";

/**
 * @param {{facets: () => Promise<{varying: {key: string, values: number}[]}>, columns: () => {name: string, title: string, says?: string}[],
 *   view: () => import("../math/overviewview.js").OverviewView, metrics: {name: string, title: string}[], outcome: string,
 *   logged: () => Promise<string[]>, toggle: (list: "columns" | "hidden", name: string) => void, setMetric: (name: string) => void}} parts
 *   `metrics`: those of our own; `logged`: what the listed runs have beside them.
 */
export function columnMenu({ facets, columns, view, metrics, outcome, logged, toggle, setMetric }) {
  return menuButton({ label: "Columns", className: "facets columns", fill: (panel) => fill(panel) });

  async function fill(panel) {
    const { hidden, columns: keys, metric } = view();
    const box = (checked, word, hint, change) => h("label", {}, h("input", { type: "checkbox", checked, onchange: change }),
      h("span", {}, word), hint === "" ? null : h("span", { class: "muted" }, hint));
    const shown = h("fieldset", {}, h("legend", {}, "of every job"),
      ...columns().map(({ name, title }) => box(!hidden.includes(name), title === "#" ? "Number" : title, "", () => toggle("hidden", name))));
    const option = ({ name, title }) => h("option", { value: name, selected: name === (metric || outcome) }, title);
    const choice = h("select", { "aria-label": "Metric", onchange: () => setMetric(choice.value === outcome ? "" : choice.value) }, ...metrics.map(option));
    const isOurs = (name) => metrics.some((one) => one.name === name);
    // One that is shown is there at once, whoever logged it.
    if (metric !== "" && !isOurs(metric)) choice.append(option({ name: metric, title: metric }));
    addTheirs(choice, (name) => name !== metric && !isOurs(name), option);
    const differing = h("fieldset", {}, h("legend", {}, "config keys that differ"), h("p", { class: "hint" }, "Counting …"));
    panel.append(shown, differing, h("fieldset", {}, h("legend", {}, "last, best and curve of"), choice));
    try {
      const { varying } = await facets();
      // A key that is shown stays in the list, also where the jobs have the same value by now.
      const all = [...varying.map(({ key, values }) => ({ key, values })), ...keys.filter((key) => !varying.some((one) => one.key === key)).map((key) => ({ key, values: 1 }))];
      const rows = all.map(({ key, values }) => ({ element: box(keys.includes(key), key, String(values), () => toggle("columns", key)), text: key }));
      differing.replaceChildren(differing.firstElementChild, ...(rows.length === 0 ? [h("p", { class: "hint" }, "The configs of the listed jobs are the same.")]
        : [...listSearch(rows, "Search keys"), ...rows.map(({ element }) => element)]));
    } catch (error) {
      differing.replaceChildren(differing.firstElementChild, h("p", { class: "field-error" }, error.message));
    }
  }

  /** What the listed runs logged under names of their own. Without it there is less to choose from, and no more harm. */
  async function addTheirs(choice, isNew, option) {
    const names = await logged().catch(() => []);
    const theirs = names.filter(isNew).map((name) => option({ name, title: name }));
    if (theirs.length > 0) choice.append(h("optgroup", { label: "Logged from outside" }, ...theirs));
  }
}
