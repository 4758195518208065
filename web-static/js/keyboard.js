// Keys that work anywhere on the page, except while typing.

import { find } from "./dom.js";

/** @param {import("./state.js").State} state @param {{open: () => void}} newJob */
export function wireKeyboard(state, newJob) {
  const keys = {
    "/": () => find("#filter").focus(),
    l: () => state.setView({ log: !state.view.log }),
    s: () => find("#smoothing").focus(),
    g: () => find("#group").focus(),
    n: () => newJob.open(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
