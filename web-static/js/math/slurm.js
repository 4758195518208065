// What a cluster's Slurm says of a run, in words for people who do not know its codes. Pure.

import { ago, moment } from "./format.js";

/** Who trains a run. */
const EXECUTORS = { here: "this server", worker: "a worker", slurm: "Slurm" };

/** What a job does, by Slurm's word for its state. */
const STATES = {
  PENDING: "waits in the queue", REQUEUED: "waits in the queue again", REQUEUE_FED: "waits in the queue again", REQUEUE_HOLD: "is held in the queue",
  SPECIAL_EXIT: "is held in the queue", RESV_DEL_HOLD: "is held in the queue", CONFIGURING: "waits for its node to be ready", RUNNING: "runs", RESIZING: "runs",
  SIGNALING: "is being stopped", COMPLETING: "comes to its end", STAGE_OUT: "comes to its end", SUSPENDED: "is suspended", STOPPED: "is stopped",
  COMPLETED: "has ended", CANCELLED: "was cancelled", REVOKED: "was cancelled", FAILED: "failed", TIMEOUT: "ran into its time limit",
  DEADLINE: "missed its deadline", OUT_OF_MEMORY: "ran out of memory", PREEMPTED: "gave way to another job", NODE_FAIL: "lost its node",
  BOOT_FAIL: "had a node that did not start", LAUNCH_FAILED: "could not be started", RECONFIG_FAIL: "could not be started",
};

const NODES_GONE = "nodes that it needs are down, drained or reserved";
/** Reasons that pass by themselves, or have passed, by Slurm's name in small letters and without underscores. */
const PASSING = {
  resources: "cores or memory that it needs are in use",
  priority: "jobs with a higher priority go first",
  dependency: "it begins when the job that it depends on has ended",
  begintime: "it may not begin before its time",
  cleaning: "what its attempt before has left is cleared away",
  prolog: "its node is made ready",
  licenses: "a licence that it needs is in use",
  jobarraytasklimit: "as many jobs of its array run as may at once",
  reservation: "its reservation has not begun",
  reqnodenotavail: `${NODES_GONE}; before a maintenance, a job with a shorter time limit may still begin`,
  "nodes required for job are down": NODES_GONE,
  nodedown: "a node that it needs is down",
  partitiondown: "its partition is down",
  partitioninactive: "its partition begins no jobs at present",
  timelimit: "its time was up",
  nonzeroexitcode: "its command failed",
  outofmemory: "it needed more memory than it had asked for",
};

const NEVER = "as it is, it never begins";
const HELD = "it is held until somebody releases it (scontrol release)";
const NOT_STARTED = `it could not be started on its node; ${HELD}`;
/** Those with which it stays so until somebody does something. */
const LASTING = {
  jobhelduser: HELD,
  jobheldadmin: "an administrator of the cluster holds it",
  jobholdmaxrequeue: `it was queued again too often; ${HELD}`,
  joblaunchfailure: "it could not be started on its node",
  "launch failed": NOT_STARTED,
  "launch failed requeued held": NOT_STARTED,
  "user env retrieval failed requeued held": NOT_STARTED,
  dependencyneversatisfied: `the job that it depends on did not end as it had to; ${NEVER}`,
  partitiontimelimit: `its time limit is longer than its partition allows; ${NEVER}`,
  partitionnodelimit: `its partition does not allow as many nodes; ${NEVER}`,
  partitionconfig: `its partition does not allow what it asks for; ${NEVER}`,
  badconstraints: `no node of the cluster has what it asks for; ${NEVER}`,
  accountnotallowed: `its account may not use its partition; ${NEVER}`,
  qosnotallowed: `its quality of service (QOS) may not be used in its partition; ${NEVER}`,
  invalidaccount: `the cluster does not know its account; ${NEVER}`,
  invalidqos: `the cluster does not know its quality of service (QOS); ${NEVER}`,
  reservationdeleted: `its reservation is gone; ${NEVER}`,
};

/** What Slurm says where it has no reason. */
const NONE = ["", "none", "null"];

/** What a limit is of, by the middle of its name. */
const LIMITED = [
  [/^(cpu|gres|node|mem|memory|billing)(run)?min(ute)?s$/, "compute time"], [/^cpus?$/, "cores"], [/^mem(ory)?$/, "memory"], [/^nodes?$/, "nodes"],
  [/^gres$/, "devices"], [/^(submit)?jobs?$/, "jobs"], [/^wall(duration)?$/, "time"],
];

/**
 * As AssocGrpCpuLimit and QOSMaxCpuPerUserLimit: there are a hundred of these, named by one rule.
 *
 * @param {string} name in small letters. @returns {?{words: string, isLasting: boolean}}
 */
function limitOf(name) {
  const parts = /^(assoc|qos)?(grp|max|min)(.+?)(?:per(user|account|job|node))?(?:limit|notsatisfied)?$/.exec(name);
  const what = LIMITED.find(([pattern]) => pattern.test(parts?.[3] ?? ""))?.[1];
  if (what === undefined) return null;
  const [, whose, kind, , per] = parts;
  const ruler = whose === "assoc" ? "its account" : "its quality of service (QOS)";
  const isCounted = what.endsWith("s");
  if (kind === "min") return { words: `it asks for ${isCounted ? "fewer" : "less"} ${what} than ${ruler} wants; ${NEVER}`, isLasting: true };
  if (per === "job" || per === "node") {
    return { words: `it asks for more ${what} than ${ruler} allows a ${per}; ${NEVER}`, isLasting: true };
  }
  const owner = kind === "grp" ? ruler : per === "account" ? "its account" : "its user";
  const has = what.endsWith("time") ? "has used" : "has";
  const inUse = what.endsWith("time") || what === "jobs" ? "" : " in use";
  return { words: `${owner} ${has} as ${isCounted ? "many" : "much"} ${what}${inUse} as ${kind === "grp" ? "it may" : `${ruler} allows`}`, isLasting: false };
}

/** Without the parentheses that lists of jobs have around it; "" of none. */
function plainReason(reason) {
  const text = String(reason ?? "").trim().replace(/^\((.*)\)$/, "$1");
  return NONE.includes(text.toLowerCase()) ? "" : text;
}

/** @param {string} text plain. @returns {?{words: string, isLasting: boolean}} null of one that nobody here knows. */
function known(text) {
  // Behind the name there may be more: "ReqNodeNotAvail, UnavailableNodes:n[1-4]".
  const name = text.split(/[,(:]/)[0].trim().toLowerCase().replaceAll("_", " ");
  if (Object.hasOwn(PASSING, name)) return { words: PASSING[name], isLasting: false };
  if (Object.hasOwn(LASTING, name)) return { words: LASTING[name], isLasting: true };
  return limitOf(name);
}

/** Why a job waits, with Slurm's own word for it; that alone where nobody here knows it. @param {?string} reason */
export function reasonWord(reason) {
  const text = plainReason(reason);
  const found = known(text);
  return found === null ? text : `${found.words} (${text})`;
}

/** What a job does: "waits in the queue"; a state that nobody here knows as it is. @param {?string} state */
export function slurmStateWord(state) {
  // As in "CANCELLED by 1000" and "CANCELLED+".
  const name = /^[A-Z_]+/.exec(state ?? "")?.[0] ?? "";
  return Object.hasOwn(STATES, name) ? STATES[name] : state || "was submitted";
}

/** @param {string} executor */
export const executorWord = (executor) => (Object.hasOwn(EXECUTORS, executor) ? EXECUTORS[executor] : executor);

/**
 * @typedef {{executor: string, job: string, state: ?string, reason: ?string, node: ?string, submitted_at: ?string,
 *   ended_at: ?string}} Submission the newest one of a run; a run that was never submitted has null.
 */

/**
 * A line beside the status of a run.
 *
 * @param {?Submission} submission @param {number} now by the server's clock, milliseconds since 1970.
 * @returns {string} "" of none.
 */
export function submissionWord(submission, now) {
  if (!submission) return "";
  const { executor, job, state, reason, node, submitted_at: submitted, ended_at: ended } = submission;
  const since = (time) => ago((now - Date.parse(time)) / 1000);
  return [
    `${executorWord(executor)} job ${job} ${slurmStateWord(state)}`, reasonWord(reason), node ? `on ${node}` : "",
    ended ? since(ended) : submitted ? `submitted ${since(submitted)}` : "",
  ].filter((part) => part !== "").join(" · ");
}

/** Whether it waits until somebody does something. @param {?Submission} submission */
export const isStuck = (submission) => Boolean(submission) && !submission.ended_at && known(plainReason(submission.reason))?.isLasting === true;

/** Where a run was submitted to, and what has become of it there. @param {?Submission} submission @returns {[string, string][]} */
export function submissionRows(submission) {
  if (!submission) return [];
  const { executor, job, state, reason, node, submitted_at: submitted, ended_at: ended } = submission;
  return [
    ["submitted to", `${executorWord(executor)}, as job ${job}`], ["state there", slurmStateWord(state)], ["reason", reasonWord(reason)], ["node", node ?? ""],
    ["submitted", submitted ? moment(submitted) : ""], ["ended", ended ? moment(ended) : ""],
  ].filter(([, value]) => value !== "");
}
