// One job in the list.

import { ACTIONS, actionsOf } from "./actions.js";
import { h, setText } from "./dom.js";
import { duration, integer, percent, rate } from "./format.js";
import { isFinal, jobState } from "./selection.js";

export class JobCard {
  #act;
  #runs = new Map();

  /** @param {{only: () => void, toggle: () => void, toggleRun: (run: number) => void, change: (action: string) => void}} act */
  constructor(job, act) {
    this.#act = act;
    this.box = h("input", { type: "checkbox", "aria-label": `Show job ${job.id}`, onchange: act.toggle });
    this.title = h("button", {
      type: "button", class: "title", title: "Show only this job; with Shift or Ctrl, add or remove it",
      onclick: (event) => (event.shiftKey || event.ctrlKey || event.metaKey ? act.toggle() : act.only()),
    });
    this.badge = h("span", { class: "badge" });
    this.facts = h("p", { class: "facts" });
    this.bar = h("div", { class: "progress", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
    this.steps = h("span");
    this.part = h("span");
    this.pace = h("span");
    this.buttons = new Map(ACTIONS.map((action) => [action, this.#button(action, job.id)]));
    this.message = h("p", { class: "message" });
    this.runs = h("ul", { class: "runs", "aria-label": "Runs" });
    this.element = h("li", { class: "job", "data-job": job.id },
      h("div", { class: "head" }, this.box, this.title, this.badge), this.facts, this.bar,
      h("p", { class: "meter" }, this.steps, this.part), h("p", { class: "meter" }, this.pace,
        h("span", { class: "actions" }, ...this.buttons.values())),
      this.message, this.runs);
  }

  /**
   * @param {object} job
   * @param {Set<number>} chosen run ids
   * @param {Map<number, object>} styleOf
   * @param {(run: number) => ?number} divergedAt
   */
  show(job, chosen, styleOf, divergedAt) {
    const state = jobState(job, chosen);
    this.element.dataset.status = job.status;
    this.element.dataset.chosen = state;
    this.box.checked = state === "all";
    this.box.indeterminate = state === "some";
    setText(this.title, job.name || `job ${job.id}`);
    setText(this.badge, job.paused ? "paused" : job.status);
    this.badge.dataset.status = job.paused ? "interrupted" : job.status;
    setText(this.facts, [`#${job.id}`, job.method, job.network, job.dataset].filter(Boolean).join(" · "));
    this.#showProgress(job);
    setText(this.message, job.message ?? "");
    this.message.hidden = !job.message;
    const possible = actionsOf(job);
    for (const [action, button] of this.buttons) button.hidden = !possible.includes(action);
    for (const run of job.runs) this.#showRun(run, chosen, styleOf.get(run.id), divergedAt(run.id));
  }

  /** Deleting cannot be taken back, so it takes a second click, soon. */
  #button(action, id) {
    const word = action[0].toUpperCase() + action.slice(1);
    const button = h("button", { type: "button", class: "quiet", "data-action": action, "aria-label": `${word} job ${id}` }, word);
    let armed = 0;
    const disarm = () => {
      clearTimeout(armed);
      armed = 0;
      setText(button, word);
      button.classList.remove("bad");
    };
    button.addEventListener("blur", disarm);
    button.addEventListener("click", () => {
      if (action !== "delete" || armed) {
        disarm();
        this.#act.change(action);
        return;
      }
      armed = setTimeout(disarm, 5000);
      setText(button, "Really delete?");
      button.classList.add("bad");
    });
    return button;
  }

  #showProgress(job) {
    const { step, steps, fraction, eta_seconds: eta, samples_per_second: speed } = job.progress;
    const part = Math.min(1, Math.max(0, fraction ?? 0));
    const moving = !isFinal(job.status) && job.status !== "queued" && !job.paused;
    this.bar.hidden = job.status === "succeeded";
    this.bar.firstElementChild.style.width = `${part * 100}%`;
    this.bar.setAttribute("aria-valuenow", Math.floor(part * 100));
    this.bar.setAttribute("aria-label", `Progress of job ${job.id}`);
    setText(this.steps, step >= steps ? `${integer(step)} iterations` : `${integer(step)} / ${integer(steps)} iterations`);
    setText(this.part, moving ? percent(part) : "");
    const pace = [];
    if (moving && Number.isFinite(eta)) pace.push(`${duration(eta)} left`);
    if (moving && Number.isFinite(speed)) pace.push(`${rate(speed, "samples")}`);
    setText(this.pace, pace.join(" · "));
  }

  #showRun(run, chosen, style, diverged) {
    if (!this.#runs.has(run.id)) this.#runs.set(run.id, this.#makeRun(run));
    const parts = this.#runs.get(run.id);
    parts.row.dataset.status = run.status;
    parts.box.checked = chosen.has(run.id);
    parts.colour.style.background = style?.colour ?? "";
    const at = diverged ?? run.diverged_step ?? null;
    setText(parts.value, runWord(run, at));
    parts.value.classList.toggle("bad", run.status === "failed" || at !== null);
    parts.row.title = [`run ${run.id}`, run.status, run.attempt > 1 ? `attempt ${run.attempt}` : "", run.message ?? ""]
      .filter(Boolean).join(" · ");
  }

  #makeRun(run) {
    const box = h("input", { type: "checkbox", onchange: () => this.#act.toggleRun(run.id) });
    const colour = h("i", { "aria-hidden": "true" });
    const value = h("span", { class: "value" });
    const row = h("li", { class: "run", "data-run": run.id },
      h("label", {}, box, colour, h("span", {}, `seed ${run.seed}`), value));
    this.runs.append(row);
    return { row, box, colour, value };
  }
}

/** The one thing worth knowing of a run beside its seed. */
function runWord(run, diverged) {
  if (diverged !== null) return `diverged @ ${integer(diverged)}`;
  const accuracy = run.latest?.test_accuracy;
  if (run.status === "succeeded" && Number.isFinite(accuracy)) return accuracy.toFixed(4);
  if (run.status === "running") return Number.isFinite(accuracy) ? accuracy.toFixed(4) : percent(run.step / run.steps);
  return run.status;
}
