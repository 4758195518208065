// The groups, with their colour, dash and number of runs. Click hides one, alt-click leaves only it.

import { find, h, svg } from "./dom.js";

/**
 * @param {object[]} groups
 * @param {Map<string, {colour: string, dash: ?number[]}>} styles
 * @param {import("./state.js").State} state
 * @param {(run: object) => boolean} hasPoints
 */
export function showLegend(groups, styles, state, hasPoints) {
  const legend = find("#legend");
  const hidden = new Set(state.view.hidden);
  const focused = legend.contains(document.activeElement) ? document.activeElement.dataset.group : null;
  const items = groups.map((group) => item(group, styles.get(group.id), hidden.has(group.id), hasPoints, state.view.group === "run"));
  const note = state.view.smoothing > 0 ? h("span", { class: "note" }, `EMA ${state.view.smoothing}, unsmoothed line faint beneath`) : null;
  const band = groups.some((group) => group.runs.length > 1) ? h("span", { class: "note" }, "mean ± sample s.d. over seeds") : null;
  legend.replaceChildren(...[...items, band, note].filter((part) => part !== null));
  for (const button of legend.querySelectorAll("button")) {
    button.addEventListener("click", (event) => {
      state.setView({ hidden: event.altKey ? solo(groups, button.dataset.group, hidden) : toggle(hidden, button.dataset.group) });
    });
    if (button.dataset.group === focused) button.focus();
  }
}

function item(group, style, off, hasPoints, single) {
  const count = group.runs.length;
  const drawn = group.runs.filter(hasPoints).length;
  return h("button", {
    type: "button", class: "group", "data-group": group.id, "aria-pressed": String(!off),
    title: "Click: show or hide. Alt-click: show only this one.",
  }, swatch(style), h("span", { class: "name" }, group.label),
  single ? null : h("span", { class: "count" }, drawn < count ? `n = ${drawn} of ${count}` : `n = ${count}`));
}

/** A piece of the line as it is drawn. */
export function swatch({ colour, dash }) {
  return svg("svg", { class: "swatch", width: 26, height: 8, "aria-hidden": "true" },
    svg("line", { x1: 1, x2: 25, y1: 4, y2: 4, stroke: colour, "stroke-width": 2.2, "stroke-dasharray": dash?.join(" ") }));
}

function toggle(hidden, id) {
  const next = new Set(hidden);
  if (!next.delete(id)) next.add(id);
  return [...next];
}

/** Alone already: back to all. */
function solo(groups, id, hidden) {
  const others = groups.map((group) => group.id).filter((other) => other !== id);
  const alone = !hidden.has(id) && others.every((other) => hidden.has(other));
  return alone ? [] : others;
}
