// Does something to one job: asks where it cannot be taken back, tells how it went.

import { save } from "../lib/dom.js";
import { doneText, FINAL_ACTIONS, questionOf } from "../math/jobactions.js";
import { jobName } from "../math/jobwords.js";
import { confirmed } from "./dialog.js";
import { editJob } from "./jobeditor.js";
import { toast } from "./toast.js";

export class JobActions {
  #api;
  #go;
  #onChange;
  #onDelete;

  /**
   * @param {{api: object, go: (address: string) => void, onChange: (action: string, job: object) => void, onDelete?: (isUnderWay: boolean) => void}} parts
   *   `onDelete`: told that a job is about to be deleted, and if it was not; who asks for it meanwhile may be told that it is gone.
   */
  constructor({ api, go, onChange, onDelete = () => {} }) {
    this.#api = api;
    this.#go = go;
    this.#onChange = onChange;
    this.#onDelete = onDelete;
  }

  /** @param {"pause" | "resume" | "cancel" | "clone" | "delete"} action @param {object} job with id and name. */
  async act(action, job) {
    if (action === "clone") {
      this.#go(`new?clone=${job.id}`);
      return;
    }
    const what = job.name ? `job ${job.id} “${job.name}”` : jobName(job);
    if (FINAL_ACTIONS.includes(action) && !(await confirmed(questionOf(action, what, true)))) return;
    await this.#try(async () => {
      if (action === "delete") await this.#remove(job.id);
      else await this.#api.change(job.id, action);
      toast(doneText(action, job.id));
      this.#onChange(action, job);
    });
  }

  async #remove(id) {
    this.#onDelete(true);
    try {
      await this.#api.remove(id);
    } catch (error) {
      this.#onDelete(false);
      throw error;
    }
  }

  /** Name, experiment, tags, notes. */
  async edit(job) {
    await this.#try(async () => {
      if (await editJob(this.#api, job)) this.#onChange("edit", job);
    });
  }

  async archive(job) {
    await this.#try(async () => {
      toast(`The archive of job ${job.id} is on its way.`);
      save(await this.#api.archive(job.id), `job-${job.id}.tar`);
    });
  }

  async #try(task) {
    try {
      await task();
    } catch (error) {
      toast(error.message, "error");
    }
  }
}
