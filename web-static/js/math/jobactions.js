// What can be done to a job. Pure: a job in, words out.

import { isFinal } from "./jobwords.js";

/** In this order. */
export const ACTIONS = ["pause", "resume", "cancel", "clone", "delete"];

/** Those that cannot be taken back: they are asked for once more. */
export const FINAL_ACTIONS = ["cancel", "delete"];

/**
 * Those that make sense now. A job that is trained elsewhere is paused and cloned there.
 *
 * @param {object} job one of the list, or one with its runs.
 */
export function actionsOf(job) {
  const open = !isFinal(job.status);
  const ours = !(job.external ?? job.runs?.some((run) => run.external) ?? false);
  const possible = { pause: open && ours && !job.paused, resume: open && ours && job.paused, cancel: open, clone: ours, delete: true };
  return ACTIONS.filter((action) => possible[action]);
}

const DONE = {
  pause: ["is being paused. It goes on where it was when you resume it.", "are being paused. They go on where they were when you resume them."],
  resume: ["goes on when it is its turn.", "go on when it is their turn."],
  cancel: ["is being cancelled. Its points so far are kept.", "are being cancelled. Their points so far are kept."],
  delete: ["is deleted.", "are deleted."],
};

/** What a toast says once the server has agreed. */
export function doneText(action, id) {
  return `Job ${id} ${DONE[action][0]}`;
}

/** The same of many; of how many the server says. @param {string} jobs "1 204 jobs". */
export function doneToMany(action, count, jobs) {
  if (count === 0) return "No job was left for that.";
  return `${jobs} ${DONE[action][count === 1 ? 0 : 1]}`;
}

/**
 * What is asked before an action that cannot be taken back.
 *
 * @param {"cancel" | "delete"} action
 * @param {string} what "job 12 “wide”" or "1 204 jobs".
 * @param {boolean} isOne
 */
export function questionOf(action, what, isOne) {
  const its = isOne ? "Its" : "Their";
  return action === "delete"
    ? { title: `Delete ${what}?`, text: `${its} points, checkpoints and notes are gone for good.`, action: "Delete" }
    : { title: `Cancel ${what}?`, text: `${its} points so far are kept, but training does not go on from here.`, action: isOne ? "Cancel it" : "Cancel them" };
}
