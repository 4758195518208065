// Which columns the list has: those of every list, and keys of the configs that differ between the listed jobs.

import { h } from "../lib/dom.js";
import { menuButton } from "./menu.js";

/**
 * @param {{facets: () => Promise<{varying: {key: string, values: number}[]}>, columns: () => {name: string, title: string, says?: string}[],
 *   view: () => import("../math/overviewview.js").OverviewView, metrics: {name: string, title: string}[], outcome: string,
 *   toggle: (list: "columns" | "hidden", name: string) => void, setMetric: (name: string) => void}} parts
 */
export function columnMenu({ facets, columns, view, metrics, outcome, toggle, setMetric }) {
  return menuButton({ label: "Columns", className: "facets columns", fill: (panel) => fill(panel) });

  async function fill(panel) {
    const { hidden, columns: keys, metric } = view();
    const box = (checked, word, hint, change) => h("label", {}, h("input", { type: "checkbox", checked, onchange: change }),
      h("span", {}, word), hint === "" ? null : h("span", { class: "muted" }, hint));
    const shown = h("fieldset", {}, h("legend", {}, "of every job"),
      ...columns().map(({ name, title }) => box(!hidden.includes(name), title === "#" ? "Number" : title, "", () => toggle("hidden", name))));
    const choice = h("select", { "aria-label": "Metric", onchange: () => setMetric(choice.value === outcome ? "" : choice.value) },
      ...metrics.map(({ name, title }) => h("option", { value: name, selected: name === (metric || outcome) }, title)));
    const differing = h("fieldset", {}, h("legend", {}, "config keys that differ"), h("p", { class: "hint" }, "Counting …"));
    panel.append(shown, differing, h("fieldset", {}, h("legend", {}, "last, best and curve of"), choice));
    try {
      const { varying } = await facets();
      // A key that is shown stays in the list, also where the jobs have the same value by now.
      const all = [...varying.map(({ key, values }) => ({ key, values })), ...keys.filter((key) => !varying.some((one) => one.key === key)).map((key) => ({ key, values: 1 }))];
      differing.replaceChildren(differing.firstElementChild, ...(all.length === 0 ? [h("p", { class: "hint" }, "The configs of the listed jobs are the same.")]
        : all.map(({ key, values }) => box(keys.includes(key), key, String(values), () => toggle("columns", key)))));
    } catch (error) {
      differing.replaceChildren(differing.firstElementChild, h("p", { class: "field-error" }, error.message));
    }
  }
}
