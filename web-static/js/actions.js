// What can be done to a job. Pure: a job in, words out.

import { isFinal } from "./selection.js";

/** The buttons of a job, in this order. */
export const ACTIONS = ["pause", "resume", "cancel", "clone", "delete"];

/** Those that make sense now. A job that is trained elsewhere is paused and cloned there. */
export function actionsOf(job) {
  const open = !isFinal(job.status);
  const ours = !job.runs.some((run) => run.external);
  const possible = { pause: open && ours && !job.paused, resume: open && ours && job.paused, cancel: open, clone: ours, delete: true };
  return ACTIONS.filter((action) => possible[action]);
}

/** What a toast says once the server has agreed. */
export function doneText(action, id) {
  return {
    pause: `Job ${id} is being paused. It goes on where it was when you resume it.`,
    resume: `Job ${id} goes on when it is its turn.`,
    cancel: `Job ${id} is being cancelled. Its points so far are kept.`,
    delete: `Job ${id} is deleted.`,
  }[action];
}
