// Does the same to many jobs. The server does it only where it is told to how many, so that nobody does it to others than
// they have seen.

import { integer, plural } from "../math/format.js";
import { actionsOf, doneToMany, FINAL_ACTIONS, questionOf } from "../math/jobactions.js";
import { countOf, requestsFor, these } from "../math/picks.js";
import { confirmed } from "./dialog.js";
import { toast } from "./toast.js";

/**
 * @param {{api: object, action: "pause" | "resume" | "cancel" | "delete", picks: import("../math/picks.js").Picks,
 *   selection: import("../math/query.js").Selection, total: number, rows: Map<number, object>}} parts `selection` and
 *   `total` are the list's, `rows` those of it that are loaded.
 * @returns {Promise<boolean>} whether it was done.
 * @throws {import("../data/http.js").ApiError}
 */
export async function changeMany({ api, action, picks, selection, total, rows }) {
  const picked = countOf(picks, total);
  const possible = picks.isAll ? picks : these([...picks.ids].filter((id) => !rows.has(id) || actionsOf(rows.get(id)).includes(action)));
  const requests = requestsFor(possible, selection, total);
  // Of "all that match", only the server knows to how many it can be done.
  if (picks.isAll && action !== "delete") for (const request of requests) request.expected = await countFor(api, action, request.selection);
  const count = sum(requests);
  if (count === 0) {
    toast(picked === 1 ? `There is nothing to ${action} of this job.` : `There is nothing to ${action} of these ${plural(picked, "job")}.`);
    return false;
  }
  if (FINAL_ACTIONS.includes(action) && !(await confirmed(question(action, count, picked)))) return false;
  let done = 0;
  for (const request of requests) {
    const answer = await send(api, action, request);
    if (answer === null) return done > 0;
    done += answer.count;
  }
  toast(doneToMany(action, done, plural(done, "job")));
  return true;
}

const sum = (requests) => requests.reduce((total, { expected }) => total + expected, 0);

/** To how many jobs it could be done: the server says so where it is not told. */
async function countFor(api, action, selection) {
  try {
    await api.changeAll(selection, action, null);
  } catch (error) {
    if (error.status === 409 && Number.isInteger(error.problem.count)) return error.problem.count;
    throw error;
  }
  return 0;
}

/** @returns {Promise<?{count: number}>} null where it is other jobs by now, and the user does not want that. */
async function send(api, action, { selection, expected }) {
  try {
    return await api.changeAll(selection, action, expected);
  } catch (error) {
    const count = error.problem?.count;
    if (error.status !== 409 || !Number.isInteger(count)) throw error;
    if (count === 0) return { count: 0 };
    const { title, text, action: word } = question(action, count, count);
    if (!(await confirmed({ title, text: `It is ${plural(count, "job")} by now, not ${integer(expected)}. ${text}`, action: word }))) return null;
    return api.changeAll(selection, action, count);
  }
}

function question(action, count, picked) {
  const what = count === picked ? plural(count, "job") : `${integer(count)} of ${plural(picked, "job")}`;
  if (FINAL_ACTIONS.includes(action)) return questionOf(action, what, count === 1);
  const word = action[0].toUpperCase() + action.slice(1);
  return { title: `${word} ${what}?`, text: "", action: word };
}
