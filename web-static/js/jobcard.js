// One job in the list.

import { ACTIONS, actionsOf } from "./actions.js";
import { serverTime } from "./api.js";
import { h, setText } from "./dom.js";
import { duration, percent, rate } from "./math/format.js";
import { isFinal, jobState } from "./selection.js";
import { lastPointWord, runWord, stepsWord, wholeOf } from "./words.js";

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
   * @param {(run: number) => ?{step: number, isExact: boolean}} firstNull the run's first loss that is no number
   */
  show(job, chosen, styleOf, firstNull) {
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
    // Why it ended as it did, or why it has not begun though it is its turn.
    const word = job.message ?? (job.waiting ? `waiting: ${job.waiting}` : "");
    setText(this.message, word);
    this.message.hidden = !word;
    this.message.classList.toggle("patient", !job.message);
    const possible = actionsOf(job);
    for (const [action, button] of this.buttons) button.hidden = !possible.includes(action);
    for (const run of job.runs) this.#showRun(run, chosen, styleOf.get(run.id), firstNull(run.id));
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
    const { eta_seconds: eta, samples_per_second: speed } = job.progress;
    const whole = wholeOf(job.progress);
    const moving = !isFinal(job.status) && job.status !== "queued" && !job.paused;
    // A run that is trained elsewhere need not say how long it is: then the bar only tells that it is under way.
    this.bar.hidden = job.status === "succeeded" || (whole === null && !moving);
    this.bar.classList.toggle("unknown", whole === null);
    this.bar.firstElementChild.style.width = whole === null ? "" : `${whole * 100}%`;
    if (whole === null) this.bar.removeAttribute("aria-valuenow");
    else this.bar.setAttribute("aria-valuenow", Math.floor(whole * 100));
    this.bar.setAttribute("aria-label", `Progress of job ${job.id}`);
    setText(this.steps, stepsWord(job.progress));
    setText(this.part, moving && whole !== null ? percent(whole) : "");
    const pace = [];
    if (moving && Number.isFinite(eta)) pace.push(`${duration(eta)} left`);
    if (moving && Number.isFinite(speed)) pace.push(`${rate(speed, "samples")}`);
    setText(this.pace, [...pace, ...lastPointWord(job, serverTime())].join(" · "));
  }

  #showRun(run, chosen, style, firstNull) {
    if (!this.#runs.has(run.id)) this.#runs.set(run.id, this.#makeRun(run));
    const parts = this.#runs.get(run.id);
    parts.row.dataset.status = run.status;
    parts.box.checked = chosen.has(run.id);
    parts.colour.style.background = style?.colour ?? "";
    setText(parts.value, runWord(run, firstNull));
    parts.value.classList.toggle("bad", run.status === "failed");
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
