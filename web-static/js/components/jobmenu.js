// What can be done to one job, in a menu at the end of its row.

import { h } from "../lib/dom.js";
import { actionsOf, FINAL_ACTIONS } from "../math/jobactions.js";
import { jobName } from "../math/jobwords.js";
import { compareAddress } from "./jobcolumns.js";
import { fillEntries, menuButton } from "./menu.js";

const WORDS = { pause: "Pause", resume: "Resume", cancel: "Cancel …", clone: "Clone with changes", delete: "Delete …" };
/** Runs that a menu lists; Compare shows all. */
const MOST_RUNS = 12;

/**
 * @param {{row: () => object, api: object, go: (address: string) => void, actions: import("./jobactions.js").JobActions}} parts
 * @returns {HTMLElement}
 */
export function jobMenu({ row, api, go, actions }) {
  const button = menuButton({
    label: "⋯", className: "job-menu", fill: (panel, close) => {
      const job = row();
      panel.setAttribute("aria-label", jobName(job));
      fillEntries(panel, close, [
        { text: "Compare its runs", does: () => go(compareAddress(job)) },
        ...(job.trials === 1 ? [{ text: "Open its run", does: () => go(`run?job=${job.id}`) }] : []),
        { text: "Edit name, experiment, tags, notes", does: () => actions.edit(job) },
        ...actionsOf(job).map((action) => ({
          text: WORDS[action], isDangerous: FINAL_ACTIONS.includes(action), does: () => actions.act(action, job),
        })),
        { text: "Download as archive", does: () => actions.archive(job) },
      ]);
      if (job.trials > 1) addRuns(panel, close, job, { api, go });
    },
  });
  button.classList.add("icon");
  button.setAttribute("aria-label", "What can be done with this job");
  return h("span", { class: "menu-place" }, button);
}

async function addRuns(panel, close, job, { api, go }) {
  const list = h("div", { class: "runs", role: "group", "aria-label": "Runs" }, h("p", { class: "hint" }, "Reading its runs …"));
  panel.append(list);
  try {
    const { runs } = await api.job(job.id);
    const line = (run) => h("button", {
      type: "button", role: "menuitem", class: "quiet", onclick() {
        close();
        go(`run?id=${run.id}`);
      },
    }, `Run ${run.id}, seed ${run.seed}: ${run.status}`);
    list.replaceChildren(...runs.slice(0, MOST_RUNS).map(line));
    if (runs.length > MOST_RUNS) list.append(h("p", { class: "hint" }, `${runs.length - MOST_RUNS} more: compare them.`));
  } catch (error) {
    list.replaceChildren(h("p", { class: "field-error" }, error.message));
  }
}
