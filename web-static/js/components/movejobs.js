// Moves jobs to another experiment.

import { h, setText } from "../lib/dom.js";
import { openDialog } from "./dialog.js";
import { toast } from "./toast.js";

/** Rows of one request while the ids of a selection are read. */
const PAGE = 1000;
/** Changes under way at a time. */
const AT_ONCE = 4;

/**
 * @param {{api: object, requests: {selection: object}[], words: string}} parts
 * @returns {Promise<void>} done, or given up.
 */
export async function moveJobs({ api, requests, words }) {
  const { experiments } = await api.experiments();
  const name = h("input", { list: "move-experiments", "aria-label": "Experiment", autocomplete: "off", required: true });
  const progress = h("p", { class: "hint", role: "status" }, "Curves, notes and configs stay as they are.");
  const error = h("p", { class: "field-error", role: "alert" });
  const submit = h("button", { type: "submit", form: "move-jobs", class: "primary" }, "Move");
  return new Promise((resolve) => {
    const form = h("form", {
      id: "move-jobs", class: "fields", async onsubmit(event) {
        event.preventDefault();
        submit.disabled = true;
        try {
          await moveAll(api, requests, name.value.trim(), (done, all) => setText(progress, `${done} of ${all} moved`));
          toast(`${words} moved to ${name.value.trim()}.`);
          close();
        } catch (problem) {
          setText(error, problem.message);
          submit.disabled = false;
        }
      },
    }, name, h("datalist", { id: "move-experiments" }, ...experiments.map((one) => h("option", { value: one.name }))), progress, error);
    const { close } = openDialog({ title: `Move ${words} to an experiment`, body: [form], footer: [submit], onClose: resolve });
    name.focus();
  });
}

async function moveAll(api, requests, experiment, tell) {
  const ids = [];
  for (const { selection } of requests) {
    let after;
    do {
      const { jobs, next } = await api.rows(selection, { after, limit: PAGE });
      ids.push(...jobs.map((job) => job.id));
      after = next;
    } while (after !== null);
  }
  let done = 0;
  const rest = [...ids];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
      await api.editJob(id, { experiment });
      tell((done += 1), ids.length);
    }
  }));
}
