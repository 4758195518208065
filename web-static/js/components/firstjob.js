// What the overview says while there is no job: how to make the first one.

import { curlLine } from "../data/api.js";
import { copy, h, setText } from "../lib/dom.js";

/** @param {object} api @returns {HTMLElement} */
export function firstJob(api) {
  const line = h("code");
  const link = h("a", { class: "button primary", href: "new" }, "New job");
  const word = h("p", {}, "A job trains a network with a learning rule on a dataset. Its curves stand here while they grow.");
  const copied = h("button", {
    type: "button", async onclick() {
      setText(copied, await copy(line.textContent) ? "Copied" : "Select and copy");
      setTimeout(() => setText(copied, "Copy"), 2000);
    },
  }, "Copy");
  const shell = h("div", { class: "line", hidden: true }, h("pre", { tabindex: "0", "aria-label": "Shell command" }, line), copied);
  fill();
  return h("section", { class: "first" }, h("h2", {}, "No job yet"), word, h("p", {}, link), shell);

  async function fill() {
    try {
      const { presets } = await api.presets();
      // One whose dataset is there, or else the first try fails.
      const preset = presets.find((one) => one.available !== false);
      if (preset === undefined) return;
      link.setAttribute("href", `new?preset=${encodeURIComponent(preset.name)}`);
      setText(link, `New job from ${preset.name}`);
      setText(line, curlLine("/jobs", JSON.stringify({ preset: preset.name })));
      shell.hidden = false;
    } catch {
      // The form is there without it; that the server is away stands on top of the page.
    }
  }
}
