// A dialog for what people say of a job: name, experiment, tags, notes. The config itself stays as it was trained with.

import { h, setText } from "../lib/dom.js";
import { changedTags, readTags, shortTag, tagLines } from "../math/tags.js";
import { openDialog } from "./dialog.js";

/**
 * @param {object} api
 * @param {{id: number}} job
 * @returns {Promise<boolean>} whether something has changed.
 */
export async function editJob(api, { id }) {
  const [job, { experiments }] = await Promise.all([api.job(id), api.experiments()]);
  const { lines, inLines, kept } = tagLines(job.tags ?? {});
  const name = h("input", { id: "edit-name", value: job.name ?? "", autocomplete: "off" });
  const experiment = h("input", { id: "edit-experiment", value: job.experiment ?? "", list: "edit-experiments", autocomplete: "off" });
  const tagBox = h("textarea", { id: "edit-tags", rows: "3", spellcheck: "false", placeholder: "who:me", "aria-describedby": "edit-tags-hint" }, lines);
  const notes = h("textarea", { id: "edit-notes", rows: "7" }, job.notes ?? "");
  const error = h("p", { class: "field-error", role: "alert" });
  return new Promise((resolve) => {
    let isSaved = false;
    const form = h("form", {
      id: "edit-job", class: "fields", async onsubmit(event) {
        event.preventDefault();
        const read = readTags(tagBox.value);
        if (read.problem) {
          setText(error, read.problem);
          return;
        }
        try {
          const changes = changesOf({ ...job, tags: inLines }, { name: name.value.trim(), experiment: experiment.value.trim(), notes: notes.value, tags: read.tags });
          if (Object.keys(changes).length > 0) await api.editJob(id, changes);
          isSaved = Object.keys(changes).length > 0;
          close();
        } catch (problem) {
          setText(error, problem.message);
        }
      },
    },
    h("label", { for: "edit-name" }, "Name"), name, h("label", { for: "edit-experiment" }, "Experiment"), experiment,
    h("datalist", { id: "edit-experiments" }, ...experiments.map((one) => h("option", { value: one.name }))),
    h("label", { for: "edit-tags" }, "Tags"), tagBox, h("p", { id: "edit-tags-hint", class: "hint" }, "One a line, key:value.", kept.length === 0 ? "" : ` No line can hold ${kept.map(shortTag).join(", ")}: they stay.`),
    h("label", { for: "edit-notes" }, "Notes"), notes, h("p", { class: "hint" }, "Markdown: # heading, - list, `code`, [link](https://…)."), error);
    const { close } = openDialog({
      title: `Job ${id}`, body: [form], onClose: () => resolve(isSaved),
      footer: [h("button", { type: "submit", form: "edit-job", class: "primary" }, "Save")],
    });
    name.focus();
  });
}

/** Only what is another than before goes to the server; blanks at its ends are none of it. */
function changesOf(job, next) {
  const changes = {};
  if (next.name !== (job.name ?? "").trim()) changes.name = next.name;
  if (next.experiment !== (job.experiment ?? "").trim()) changes.experiment = next.experiment;
  if (next.notes !== (job.notes ?? "")) changes.notes = next.notes;
  const tags = changedTags(job.tags ?? {}, next.tags);
  if (Object.keys(tags).length > 0) changes.tags = tags;
  return changes;
}
