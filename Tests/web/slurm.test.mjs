// What a cluster says of a run: states, reasons and rows in words, and what nobody here knows as it is.

import assert from "node:assert/strict";
import test from "node:test";
import { environmentRows } from "../../web-static/js/math/environment.js";
import { moment } from "../../web-static/js/math/format.js";
import { isStuck, reasonWord, slurmStateWord, submissionRows, submissionWord } from "../../web-static/js/math/slurm.js";

const submission = (more = {}) => ({
  executor: "slurm", job: "12_3", state: "PENDING", reason: "Resources", node: null, submitted_at: "2026-11-29T12:00:00Z", ended_at: null, ...more,
});
const NOW = Date.parse("2026-11-29T12:03:10Z");

test("a run that was submitted says where it stands, why, and since when; another one says nothing", () => {
  assert.equal(submissionWord(submission(), NOW), "Slurm job 12_3 waits in the queue · cores or memory that it needs are in use (Resources) · submitted 3 min ago");
  assert.equal(submissionWord(submission({ state: "RUNNING", reason: "None", node: "n7" }), NOW), "Slurm job 12_3 runs · on n7 · submitted 3 min ago");
  assert.equal(submissionWord(submission({ state: "TIMEOUT", reason: null, node: "n7", ended_at: "2026-11-29T12:03:00Z" }), NOW),
    "Slurm job 12_3 ran into its time limit · on n7 · 10 s ago");
  assert.equal(submissionWord(submission({ submitted_at: "2026-11-29T12:09:00Z" }), NOW).split(" · ").pop(), "submitted just now", "a cluster's clock that is ahead");
  for (const none of [null, undefined]) {
    assert.equal(submissionWord(none, NOW), "");
    assert.deepEqual(submissionRows(none), []);
    assert.equal(isStuck(none), false);
  }
});

test("each common reason has a sentence, with Slurm's word behind it", () => {
  const sentences = {
    Resources: /in use/, Priority: /higher priority/, Dependency: /has ended/, BeginTime: /before its time/, JobHeldUser: /scontrol release/, JobHeldAdmin: /administrator/,
    PartitionTimeLimit: /longer than its partition allows.*never begins/, NodeDown: /is down/, JobArrayTaskLimit: /array/, BadConstraints: /no node .*never begins/,
    launch_failed_requeued_held: /not be started/, "launch failed requeued held": /not be started/, DependencyNeverSatisfied: /never begins/, Reservation: /reservation/,
    "ReqNodeNotAvail, UnavailableNodes:n[1-4]": /down, drained or reserved/, "ReqNodeNotAvail(Unavailable:n1)": /down, drained or reserved/,
    "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions": /down, drained or reserved/,
  };
  for (const [reason, pattern] of Object.entries(sentences)) {
    const word = reasonWord(reason);
    assert.ok(word.endsWith(` (${reason})`), word);
    assert.match(word.slice(0, -reason.length - 3), pattern);
  }
  assert.equal(reasonWord("(Priority)"), reasonWord("Priority"));
});

test("limits are told apart by whose they are, of what, and whether waiting helps", () => {
  const words = (reason) => reasonWord(reason).replace(` (${reason})`, "");
  const qos = "its quality of service (QOS)";
  assert.deepEqual(["AssocGrpCpuLimit", "QOSMaxCpuPerUserLimit", "QOSGrpMemLimit", "AssocMaxJobsLimit", "AssocGrpCPURunMinutesLimit", "MaxCpuPerAccount", "QOSMaxGRESPerUser"].map(words), [
    "its account has as many cores in use as it may", `its user has as many cores in use as ${qos} allows`, `${qos} has as much memory in use as it may`,
    "its user has as many jobs as its account allows", "its account has used as much compute time as it may", `its account has as many cores in use as ${qos} allows`,
    `its user has as many devices in use as ${qos} allows`,
  ]);
  const never = "; as it is, it never begins";
  assert.deepEqual(["QOSMaxWallDurationPerJobLimit", "AssocMaxCpuPerJobLimit", "QOSMaxMemoryPerNode", "QOSMinCpuNotSatisfied"].map(words), [
    `it asks for more time than ${qos} allows a job${never}`, `it asks for more cores than its account allows a job${never}`,
    `it asks for more memory than ${qos} allows a node${never}`, `it asks for fewer cores than ${qos} wants${never}`,
  ]);
});

test("a state or a reason that nobody here knows is shown as it is, and no reason is none", () => {
  for (const reason of ["SomethingNew", "QOSMaxWidgetsPerUser", "sbatch: error: Batch job submission failed: Invalid partition", "constructor", "toString"]) {
    assert.equal(reasonWord(reason), reason);
  }
  for (const reason of [null, undefined, "", "None", "(null)", "(None)"]) assert.equal(reasonWord(reason), "");
  assert.deepEqual(["CANCELLED by 1000", "CANCELLED+", "NEW_STATE", "gone", null].map(slurmStateWord), ["was cancelled", "was cancelled", "NEW_STATE", "gone", "was submitted"]);
});

test("a run is stuck that waits for somebody, not for its turn, and not once it has ended", () => {
  const stuck = (reason, more) => isStuck(submission({ reason, ...more }));
  assert.deepEqual(["JobHeldUser", "PartitionTimeLimit", "launch failed requeued held", "QOSMaxCpuPerJobLimit"].map((reason) => stuck(reason)), Array(4).fill(true));
  assert.deepEqual(["Resources", "Priority", "AssocGrpCpuLimit", "None", null, "SomethingNew"].map((reason) => stuck(reason)), Array(6).fill(false));
  assert.equal(stuck("JobHeldUser", { state: "CANCELLED", ended_at: "2026-11-29T12:01:00Z" }), false);
});

test("a submission's rows leave out what is not known", () => {
  assert.deepEqual(submissionRows(submission({ reason: "Odd" })), [
    ["submitted to", "Slurm, as job 12_3"], ["state there", "waits in the queue"], ["reason", "Odd"], ["submitted", moment("2026-11-29T12:00:00Z")],
  ]);
  assert.deepEqual(submissionRows(submission({ state: "COMPLETED", reason: null, node: "n7", ended_at: "2026-11-29T12:03:00Z" })), [
    ["submitted to", "Slurm, as job 12_3"], ["state there", "has ended"], ["node", "n7"], ["submitted", moment("2026-11-29T12:00:00Z")], ["ended", moment("2026-11-29T12:03:00Z")],
  ]);
});

test("an environment says who trained the run; one that was stored before has no such rows", () => {
  const before = { host: "here", cores: 2, memory_bytes: 3 * 2 ** 30, instruction_sets: ["avx2", "avx512"], versions: { oneDNN: "3.1" } };
  const rows = [["host", "here"], ["cores", "2"], ["memory", "3 GiB"], ["instruction sets", "avx2, avx512"], ["oneDNN", "3.1"]];
  assert.deepEqual(environmentRows(before, 2), rows);
  assert.deepEqual(environmentRows({ ...before, executor: "slurm", threads: 4, slurm_job: "12_3" }, 2), [...rows, ["trained by", "Slurm"], ["threads", "4"], ["Slurm job", "12_3"]]);
  assert.deepEqual(environmentRows({ executor: "here", threads: null, slurm_job: null }, 2), [["trained by", "this server"]]);
  assert.deepEqual(["worker", "moon"].map((executor) => environmentRows({ executor }, null)[0][1]), ["a worker", "moon"]);
  assert.deepEqual(environmentRows(null, 2), [["threads", "2"]]);
  assert.deepEqual(environmentRows(null, null), []);
});
