// Chooses a run: a search over all jobs, whose runs are listed below it.

import { h } from "../lib/dom.js";
import { isTold, jobName } from "../math/jobwords.js";
import { everything } from "../math/query.js";
import { menuButton } from "./menu.js";

const MOST_JOBS = 8;
/** Milliseconds without a key after which is searched. */
const PAUSE = 200;

/** @param {{api: object, label: string, onPick: (run: number) => void}} parts */
export function runPicker({ api, label, onPick }) {
  return menuButton({
    label, className: "run-picker", fill: (panel, close) => {
      const list = h("div", { class: "found", "aria-live": "polite" });
      let timer = 0;
      const search = h("input", {
        type: "search", placeholder: "Search jobs", "aria-label": "Search jobs", autocomplete: "off", oninput: () => {
          clearTimeout(timer);
          timer = setTimeout(() => find(search.value.trim()), PAUSE);
        },
      });
      panel.append(search, list);
      find("");

      async function find(q) {
        try {
          const { jobs } = await api.rows({ ...everything(), q }, { limit: MOST_JOBS });
          if (search.value.trim() !== q) return;
          list.replaceChildren(...(jobs.length === 0 ? [h("p", { class: "hint" }, "No job matches.")] : jobs.map(line)));
        } catch (error) {
          list.replaceChildren(h("p", { class: "field-error" }, error.message));
        }
      }

      function line(job) {
        return h("button", {
          type: "button", class: "quiet", async onclick(event) {
            const { runs } = await api.job(job.id);
            if (runs.length === 1) {
              close();
              onPick(runs[0].id);
            } else event.target.closest("button").replaceWith(...runs.map((run) => runLine(job, run)));
          },
        }, h("span", {}, `#${job.id} ${jobName(job)}`), h("span", { class: "muted" }, [job.method, job.network].filter(isTold).join(" · ")));
      }

      function runLine(job, run) {
        return h("button", {
          type: "button", class: "quiet", onclick() {
            close();
            onPick(run.id);
          },
        }, h("span", {}, `#${job.id} ${jobName(job)}`), h("span", { class: "muted" }, `run ${run.id}, seed ${run.seed}`));
      }
    },
  });
}
