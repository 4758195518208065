// How far a job or a run is, as a bar.

import { h } from "../lib/dom.js";
import { wholeOf } from "../math/jobwords.js";

/** @param {string} label what a screen reader calls it. */
export function progressBar(label) {
  return h("div", { class: "progress", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100", "aria-label": label }, h("i"));
}

/**
 * @param {HTMLElement} bar
 * @param {{fraction: ?number, status: string}} progress a run that nobody has told the length of is under way, no more.
 */
export function showProgress(bar, { fraction, status }) {
  const whole = wholeOf({ fraction });
  bar.dataset.status = status;
  bar.classList.toggle("unknown", whole === null);
  bar.firstElementChild.style.width = whole === null ? "" : `${whole * 100}%`;
  if (whole === null) bar.removeAttribute("aria-valuenow");
  else bar.setAttribute("aria-valuenow", Math.floor(whole * 100));
}
