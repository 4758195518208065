// What pages say of a job and its runs. Pure: what the server answers in, words out.

import { ago, duration, integer, percent, rate } from "./format.js";
import { isLogged } from "./tags.js";

const FINAL = ["succeeded", "failed", "cancelled"];

/** Whether a job or a run with this status has ended. */
export const isFinal = (status) => FINAL.includes(status);

/** How a job is called: by its name, else by its number. */
export const jobName = (job) => job.name || `job ${job.id}`;

/** What a run from elsewhere has in place of its method, network or dataset where nobody said it. */
const UNTOLD = "unknown";

/** Whether a method, network or dataset is one. */
export const isTold = (word) => Boolean(word) && word !== UNTOLD;

/**
 * The seed of a run; of one that is trained elsewhere what its config says, else null where a client logged it that knows of
 * no seeds: the server has a number for each.
 *
 * @param {Object<string, string>} flat the config, see flatten.js.
 */
export function seedOf({ seed, external }, flat, { tags }) {
  if (external && /^\d{1,15}$/.test(flat.seed ?? "")) return Number(flat.seed);
  return external && isLogged(tags ?? {}) ? null : seed ?? null;
}

/** What a job trains, as far as it is told. */
export const makeWords = ({ method, network, dataset }) => [method, network, dataset].filter(isTold);

/** Its state in one word. A job that is paused still has the status of its runs. */
export const stateWord = (job) => (job.paused && !isFinal(job.status) ? "paused" : job.status);

/** Why a job has not begun though it is its turn: "waits: it needs …", "waits in Slurm's queue: …". @param {string} reason the server's. */
export const waitsWord = (reason) => (/^waits\b/i.test(reason) ? `w${reason.slice(1)}` : `waits: ${reason}`);

/** Whether training of it goes on just now. */
export const isMoving = (job) => job.status === "running" && !job.paused;

/**
 * Where a run diverged: a failed one of ours by the step the server names, one that was trained elsewhere by the first
 * loss that is no number. A run that went on after such a value did not diverge, whatever it logged.
 *
 * @param {?{step: number, isExact: boolean}} firstNull of its loss.
 * @returns {?{step: number, isExact: boolean}}
 */
export function divergence(run, firstNull) {
  if (run.status !== "failed") return null;
  if (Number.isFinite(run.diverged_step)) return { step: run.diverged_step, isExact: true };
  return run.external ? firstNull : null;
}

/** What is known of how it goes on: "42 %", "3 min 05 s left", "15.0 k samples/s"; each only where somebody knows. */
export function paceWords({ fraction, eta_seconds: eta, samples_per_second: speed }) {
  const whole = wholeOf({ fraction });
  return [
    whole === null ? null : percent(whole), Number.isFinite(eta) ? `${duration(eta)} left` : null,
    Number.isFinite(speed) ? rate(speed, "samples") : null,
  ].filter((word) => word !== null);
}

/** The states of a job's runs where it has several: "8 succeeded, 2 running". @param {Object<string, number>} states */
export function statesWord(states) {
  const present = Object.entries(states ?? {}).filter(([, count]) => count > 0);
  return present.map(([state, count]) => `${integer(count)} ${state}`).join(", ");
}

/**
 * Why there is no chart of these runs.
 *
 * @param {{status: string}[]} runs
 * @param {{isChosen?: boolean, hasRecorded?: boolean}} [options] whether somebody asked for none; whether there are points
 *   of something else.
 */
export function nothingWord(runs, { isChosen = false, hasRecorded = false } = {}) {
  if (isChosen) return "No metric is chosen: see “Metrics”.";
  if (hasRecorded || runs.every(({ status }) => isFinal(status))) return "These runs have recorded nothing that is shown here.";
  const states = {};
  for (const { status } of runs) states[status] = (states[status] ?? 0) + 1;
  return `No points yet: ${statesWord(states)}.`;
}

/** How much of a job is done, 0 to 1; null where nobody knows how long it is. */
export function wholeOf({ fraction }) {
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : null;
}

/** How far a job is: "120 / 400 iterations", "400 iterations" at the end, "step 120" of a length nobody has told; nothing of one without any. */
export function stepsWord(run) {
  return Number.isFinite(run.steps) && run.steps !== 0 ? `${stepsOf(run)} iterations` : stepsOf(run);
}

/** The same where what is counted is known: "120 / 400". */
export function stepsOf({ step, steps }) {
  // As of a run that logged one number and left.
  if (steps === 0) return "";
  if (!Number.isFinite(steps)) return `step ${integer(step)}`;
  return step >= steps ? integer(step) : `${integer(step)} / ${integer(steps)}`;
}

/** The one thing worth knowing of a run beside its seed. @param {?{step: number, isExact: boolean}} firstNull */
export function runWord(run, firstNull) {
  const diverged = divergence(run, firstNull);
  if (diverged !== null) return `diverged ${diverged.isExact ? "@" : "near"} ${integer(diverged.step)}`;
  const accuracy = run.latest?.test_accuracy;
  if (run.status === "succeeded" && Number.isFinite(accuracy)) return accuracy.toFixed(4);
  if (run.status !== "running") return run.status;
  if (Number.isFinite(accuracy)) return accuracy.toFixed(4);
  return run.steps > 0 ? percent(run.step / run.steps) : `step ${integer(run.step)}`;
}

/**
 * When the last point of a job came that is trained elsewhere: nobody here sees its process, so a dead one looks like
 * a slow one.
 *
 * @param {number} now by the server's clock, milliseconds since 1970.
 * @returns {string[]} one part, or none.
 */
export function lastPointWord(job, now) {
  const open = job.runs.filter((run) => run.external && run.status === "running" && run.last_point_at !== undefined);
  if (open.length === 0) return [];
  const times = open.map((run) => Date.parse(run.last_point_at ?? "")).filter(Number.isFinite);
  return [times.length === 0 ? "no point yet" : `last point ${ago((now - Math.max(...times)) / 1000)}`];
}
