// How lines are made and drawn: grouping, bands, x, smoothing, axes.

import { h, setText } from "../lib/dom.js";
import { clampSmoothing } from "../math/chartview.js";
import { KINDS, KIND_LABELS } from "../math/axis.js";
import { listSearch } from "./listsearch.js";
import { menuButton } from "./menu.js";
import { Segments } from "./segments.js";

const BAND_WORDS = { sd: "± s.d.", se: "± s.e.", minmax: "min to max", none: "no band" };

export class ChartControls {
  #onChange;
  #view = null;
  #groupings = [];
  #auto = "";
  #x;
  #smoothing = h("input", {
    type: "range", min: 0, max: 0.99, step: 0.01, "aria-label": "Smoothing",
    oninput: () => this.#smooth(),
  });
  #weight = h("output", {});
  #band;
  #group;
  #reset = h("button", { type: "button", class: "reset", hidden: true, title: "Show all (0)" }, "Show all");
  #before = null;

  /**
   * @param {{onChange: (change: Partial<import("../math/chartview.js").ChartView>, options?: {burst?: string}) => void,
   *   hasGrouping?: boolean}} parts `burst`: the change may be one of many on the way to another, all of that kind.
   */
  constructor({ onChange, hasGrouping = true }) {
    this.#onChange = onChange;
    this.#group = menuButton({ label: "", className: "choices", fill: (panel) => this.#fillGroups(panel) });
    this.#group.append(h("span", { class: "muted" }, "Group by "), h("b", {}));
    this.#band = select("Band", Object.entries(BAND_WORDS), (band) => onChange({ band }));
    this.#x = new Segments("x", KINDS.map((kind) => [kind, KIND_LABELS[kind]]), (x) => onChange({ x, zoom: null }));
    this.#reset.addEventListener("click", () => onChange({ zoom: null, y: {} }));
    const axes = menuButton({ label: "Axes", className: "choices", fill: (panel) => this.#fillAxes(panel) });
    this.element = h("div", { class: "chart-controls", role: "group", "aria-label": "How lines are drawn" },
      ...(hasGrouping ? [h("span", {}, this.#group)] : []),
      h("label", { class: "select" }, h("span", { class: "unseen" }, "Band"), this.#band),
      this.#x.element,
      h("label", { class: "smoothing" }, h("span", { class: "muted" }, "Smoothing"), this.#smoothing, this.#weight),
      h("span", {}, axes), this.#reset);
  }

  /**
   * @param {import("../math/chartview.js").ChartView} view
   * @param {{groupings?: string[], auto?: string[]}} [about] keys that one could group by; those that are taken where
   *   none is chosen.
   */
  show(view, { groupings = [], auto = [] } = {}) {
    this.#view = view;
    this.#groupings = groupings;
    this.#auto = auto.join(", ");
    setText(this.#group.querySelector("b"), view.group.length > 0 ? view.group.join(", ") : this.#auto || "what varies");
    this.#band.value = view.band;
    this.#x.show(view.x);
    if (document.activeElement !== this.#smoothing) this.#smoothing.value = view.smoothing;
    setText(this.#weight, view.smoothing > 0 ? view.smoothing.toFixed(2) : "off");
    this.#reset.hidden = view.zoom === null && Object.keys(view.y).length === 0;
  }

  /** Smoothing on and off by a key: what it was last, or some. */
  toggleSmoothing() {
    const next = this.#view.smoothing > 0 ? 0 : this.#before ?? 0.9;
    if (this.#view.smoothing > 0) this.#before = this.#view.smoothing;
    this.#onChange({ smoothing: next });
  }

  nextX() {
    const at = KINDS.indexOf(this.#view.x);
    this.#onChange({ x: KINDS[(at + 1) % KINDS.length], zoom: null });
  }

  openGroups() {
    this.#group.click();
  }

  #smooth() {
    const smoothing = clampSmoothing(Number(this.#smoothing.value));
    if (smoothing !== this.#view.smoothing) this.#onChange({ smoothing }, { burst: "smoothing" });
  }

  #fillGroups(panel) {
    const auto = h("input", {
      type: "checkbox", checked: this.#view.group.length === 0, onchange: () => {
        this.#onChange({ group: [], hidden: [] });
        panel.replaceChildren();
        this.#fillGroups(panel);
      },
    });
    const rows = this.#groupings.map((key) => {
      const box = h("input", {
        type: "checkbox", checked: this.#view.group.includes(key), onchange: () => {
          this.#onChange({ group: toggled(this.#view.group, key), hidden: [] });
          auto.checked = this.#view.group.length === 0;
        },
      });
      const text = key === "run" ? "each run alone" : key;
      return { element: h("label", {}, box, h("span", {}, text)), text };
    });
    panel.append(h("fieldset", {}, h("legend", {}, "One line for each value of"),
      h("label", {}, auto, h("span", {}, "what varies but the seed", h("small", { class: "muted" }, ` ${this.#auto}`))),
      ...listSearch(rows, "Search keys"), ...rows.map(({ element }) => element)));
  }

  #fillAxes(panel) {
    const box = (checked, label, change) => h("label", {}, h("input", { type: "checkbox", checked, onchange: (event) => this.#onChange(change(event.target.checked)) }),
      h("span", {}, label));
    panel.append(
      box(this.#view.logX, "Logarithmic x", (logX) => ({ logX, zoom: null })),
      box(!this.#view.outliers, "Ignore outliers in y", (isIgnored) => ({ outliers: !isIgnored })),
      h("p", { class: "hint" }, "y is set on each chart. Drag on a chart to zoom, double-click to see all."));
  }
}

function select(label, options, onChange) {
  return h("select", { "aria-label": label, onchange: (event) => onChange(event.target.value) },
    ...options.map(([value, text]) => h("option", { value }, text)));
}

function toggled(list, value) {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}
