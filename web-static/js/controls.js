// The row of controls above the charts.

import { find, h, setText } from "./dom.js";
import { tellingKeys, varyingKeys } from "./grouping.js";
import { clampSmoothing } from "./permalink.js";

export function wireControls(state) {
  find("#group").addEventListener("change", (event) => state.setView({ group: event.target.value, hidden: [] }));
  find("#colour").addEventListener("change", (event) => state.setView({ colour: event.target.value }));
  find("#log").addEventListener("change", (event) => state.setView({ log: event.target.checked }));
  find("#smoothing").addEventListener("input", (event) => {
    state.setView({ smoothing: clampSmoothing(Number(event.target.value)) });
  });
  find("#all").addEventListener("click", () => state.setView({ zoom: null }));
  for (const choice of document.querySelectorAll("input[name=x]")) {
    // A zoom in iterations means nothing in epochs.
    choice.addEventListener("change", () => state.setView({ x: choice.value, zoom: null }));
  }
}

/** Brings the controls in line with the view, whoever changed it. */
export function showControls(state) {
  const { view } = state;
  showGroupings(state);
  find("#colour").value = view.colour;
  find("#colour").parentElement.hidden = view.group !== "run";
  find("#log").checked = view.log;
  find("#smoothing").value = view.smoothing;
  setText(find("#smoothing-value"), view.smoothing > 0 ? view.smoothing.toFixed(2) : "off");
  find("#all").hidden = view.zoom === null;
  find(`input[name=x][value=${view.x}]`).checked = true;
}

function showGroupings(state) {
  const configs = state.chosenRuns.map((run) => run.config);
  const telling = tellingKeys(configs);
  const options = new Map([["auto", telling.length > 0 ? `what varies: ${telling.join(", ")}` : "what varies"]]);
  for (const key of varyingKeys(configs).slice(0, 24)) options.set(key, key);
  options.set("run", "each run alone");
  if (!options.has(state.view.group)) options.set(state.view.group, state.view.group);
  const select = find("#group");
  const text = [...options].flat().join("\n");
  // Filled again only when the choices differ: an open list would close under the pointer.
  if (select.dataset.options !== text) {
    select.dataset.options = text;
    select.replaceChildren(...[...options].map(([value, label]) => h("option", { value }, label)));
  }
  select.value = state.view.group;
}
