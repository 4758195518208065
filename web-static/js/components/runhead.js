// On top of a run's page: which run it is, how far, why it ended, and what can be done.

import { serverTime } from "../data/http.js";
import { h, save, setText } from "../lib/dom.js";
import { integer } from "../math/format.js";
import { actionsOf, FINAL_ACTIONS } from "../math/jobactions.js";
import { divergence, isMoving, jobName, lastPointWord, makeWords, paceWords, stateWord, stepsWord, waitsWord } from "../math/jobwords.js";
import { isStuck, submissionWord } from "../math/slurm.js";
import { DESCRIPTION, shownTags } from "../math/tags.js";
import { showBadge } from "./badge.js";
import { fillEntries, menuButton } from "./menu.js";
import { progressBar, showProgress } from "./progress.js";
import { toast } from "./toast.js";

const WORDS = { pause: "Pause", resume: "Resume", cancel: "Cancel …", clone: "Clone with changes", delete: "Delete …" };

export class RunHead {
  #api;
  #job = null;
  #run = null;
  #title = h("h1", {});
  #state = h("span");
  #facts = h("p", { class: "muted facts" });
  #submission = h("p", { class: "submission" });
  #bar = progressBar("Progress of this run");
  #steps = h("span");
  #pace = h("span");
  #why = h("p", { class: "why", role: "status" });
  #buttons;
  #tags = h("span", { class: "tags" });
  #tagText = "";

  /** @param {{api: object, go: (address: string) => void, actions: import("./jobactions.js").JobActions}} parts */
  constructor({ api, actions }) {
    this.#api = api;
    this.#buttons = new Map(Object.entries(WORDS).map(([action, word]) => [action, h("button", {
      type: "button", class: FINAL_ACTIONS.includes(action) ? "danger" : "", "data-action": action, onclick: () => actions.act(action, this.#job),
    }, word)]));
    const edit = h("button", { type: "button", onclick: () => actions.edit(this.#job) }, "Edit");
    const download = menuButton({ label: "Download", fill: (panel, close) => fillEntries(panel, close, this.#downloads(actions)) });
    this.element = h("header", { class: "run-head" },
      h("div", { class: "page-head" }, this.#title, this.#state, this.#tags, h("span", { class: "space" }),
        h("span", { class: "actions" }, this.#buttons.get("pause"), this.#buttons.get("resume"), this.#buttons.get("clone"), edit, download,
          this.#buttons.get("cancel"), this.#buttons.get("delete"))),
      this.#facts, this.#submission, this.#bar, h("p", { class: "meter" }, this.#steps, this.#pace), this.#why);
  }

  /** @param {object} job with its runs. @param {object} run */
  show(job, run) {
    this.#job = job;
    this.#run = run;
    setText(this.#title, job.runs.length > 1 ? `${jobName(job)} · seed ${run.seed}` : jobName(job));
    showBadge(this.#state, run.status === "queued" && job.paused ? "paused" : stateWord({ ...run, paused: job.paused && run.status !== "running" }));
    this.#showFacts(job, run);
    this.#showSubmission(run.submission);
    const fraction = run.steps > 0 ? run.step / run.steps : null;
    this.#bar.hidden = run.status === "succeeded" || (run.status === "queued" && run.step === 0);
    showProgress(this.#bar, { fraction, status: run.status });
    setText(this.#steps, stepsWord(run));
    const moving = isMoving({ ...run, paused: false });
    setText(this.#pace, [...(moving ? paceWords({ fraction, ...paceOf(job) }) : []), ...lastPointWord({ runs: [run] }, serverTime())].join(" · "));
    this.#showWhy(job, run);
    const possible = actionsOf(job);
    for (const [action, button] of this.#buttons) {
      button.hidden = !possible.includes(action);
      // What is done is done to the job: all its runs.
      button.title = job.runs.length > 1 && action !== "clone" ? `All ${integer(job.runs.length)} runs of the job` : "";
    }
  }

  #showFacts(job, run) {
    const compare = h("a", { href: `compare?jobs=${job.id}` }, job.runs.length > 1 ? `Compare its ${integer(job.runs.length)} runs` : "Compare");
    const alignment = h("a", { href: `alignment?jobs=${job.id}` }, "Alignment");
    const experiment = job.experiment ? h("a", { href: `./?experiment=${encodeURIComponent(job.experiment)}` }, job.experiment) : null;
    const words = [`run ${run.id} of job ${job.id}`, ...makeWords(run)].join(" · ");
    const key = `${words} ${job.experiment} ${job.runs.length}`;
    if (this.#facts.dataset.key !== key) {
      this.#facts.dataset.key = key;
      this.#facts.replaceChildren(words, ...[experiment, compare, alignment].filter(Boolean).flatMap((link) => [" · ", link]));
    }
    const tags = shownTags(job.tags ?? {}, [DESCRIPTION]);
    const text = JSON.stringify(tags);
    if (this.#tagText === text) return;
    this.#tagText = text;
    this.#tags.replaceChildren(...tags.map(({ whole, short, isFilter }) => (isFilter
      ? h("a", { class: "tag button", title: whole, href: `./?tag=${encodeURIComponent(whole)}` }, short) : h("span", { class: "tag plain", title: whole }, short))));
  }

  #showSubmission(submission) {
    const word = submissionWord(submission, serverTime());
    setText(this.#submission, word);
    this.#submission.hidden = word === "";
    this.#submission.classList.toggle("stuck", isStuck(submission));
  }

  #showWhy(job, run) {
    const diverged = divergence(run, null);
    const isSaid = /diverged/i.test(run.message ?? "");
    const where = diverged === null || isSaid ? "" : `Diverged at iteration ${integer(diverged.step)}. `;
    // Of a run that is in Slurm's queue, its own line says more.
    const isSaidMore = run.submission && !run.submission.ended_at && /\bSlurm\b/.test(job.waiting);
    const waits = job.waiting && run.status === "queued" && !isSaidMore ? sentence(waitsWord(job.waiting)) : "";
    setText(this.#why, run.message ? where + run.message : waits);
    this.#why.hidden = !run.message && waits === "";
    this.#why.dataset.status = run.status;
  }

  #downloads(actions) {
    const guarded = (text, does) => ({
      text, does: async () => {
        try {
          await does();
        } catch (error) {
          toast(error.message, "error");
        }
      },
    });
    const { id } = this.#run;
    return [
      guarded("Every stored point (CSV)", async () => save(await this.#api.storedCSV({ runs: [id] }), `run-${id}.csv`)),
      guarded("Newest weights (safetensors)", async () => save(await this.#api.checkpoint(id), `run-${id}.safetensors`)),
      guarded("The whole job as an archive", () => actions.archive(this.#job)),
    ];
  }
}

const sentence = (words) => words[0].toUpperCase() + words.slice(1);

/** Of the run that is trained, the job's pace is its own. */
const paceOf = (job) => (job.runs.length === 1 ? job.progress : { samples_per_second: job.progress.samples_per_second });
