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
  const drawn = groups.map((group) => group.runs.filter(hasPoints).length);
  const said = groups.map((group) => [group.id, group.runs.length, styles.get(group.id)]);
  const text = JSON.stringify([said, drawn, state.view]);
  // Made anew only when it says something else: a button replaced between press and release gets no click.
  if (legend.dataset.shown === text) return;
  legend.dataset.shown = text;
  const focused = legend.contains(document.activeElement) ? document.activeElement.dataset.group : null;
  const single = state.view.group === "run";
  const items = groups.map((group, index) =>
    item(group, styles.get(group.id), hidden.has(group.id), single ? null : drawn[index]));
  legend.replaceChildren(...items, ...notes(groups, state.view).map((note) => h("span", { class: "note" }, note)));
  for (const button of legend.querySelectorAll("button")) {
    button.addEventListener("click", (event) => {
      const id = button.dataset.group;
      state.setView({ hidden: event.altKey ? solo(groups, id, hidden) : toggle(hidden, id) });
    });
    if (button.dataset.group === focused) button.focus();
  }
}

/** How the lines came about. */
function notes(groups, view) {
  const notes = [];
  if (groups.some((group) => group.runs.length > 1)) notes.push("mean ± sample s.d. over seeds");
  if (view.smoothing > 0) notes.push(`EMA ${view.smoothing}, unsmoothed line faint beneath`);
  return notes;
}

/** @param {?number} drawn how many of the group's runs have points; null where the group is one run. */
function item(group, style, off, drawn) {
  const count = group.runs.length;
  return h("button", {
    type: "button", class: "group", "data-group": group.id, "aria-pressed": String(!off),
    title: "Click: show or hide. Alt-click: show only this one.",
  }, swatch(style), h("span", { class: "name" }, group.label),
  drawn === null ? null : h("span", { class: "count" }, drawn < count ? `n = ${drawn} of ${count}` : `n = ${count}`));
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
