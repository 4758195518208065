// A new job: a form and the JSON of the request beside it, both of one config and each changing the other.

import { JobForm } from "../components/jobform.js";
import { JobPresets } from "../components/jobpresets.js";
import { JobRequest } from "../components/jobrequest.js";
import { JobSweep } from "../components/jobsweep.js";
import { setPageKeys } from "../components/keyboard.js";
import { toast } from "../components/toast.js";
import { h } from "../lib/dom.js";
import { encodeIds } from "../lib/ranges.js";
import { stringifyExact } from "../math/exactjson.js";
import { prettyExact, readConfig } from "../math/jobconfig.js";
import { formOf } from "../math/jobschema.js";
import { decodeNewJobView, encodeNewJobView } from "../math/newjobview.js";
import { jobCount } from "../math/sweep.js";

/** Milliseconds without a change after which the address carries it. */
const PAUSE = 600;

class NewJobPage {
  #context;
  #root;
  #config = {};
  #form = null;
  #sweep = null;
  #request;
  #presets;
  #timer = 0;
  /** The config that the address has, as text: what the page wrote there itself is not read again. */
  #written = null;
  #ready;
  #isLeft = false;

  constructor(root, context) {
    this.#context = context;
    this.#presets = new JobPresets({ choose: (preset) => this.#context.setView({ preset: preset.name, clone: null, config: null }) });
    this.#request = new JobRequest({ api: context.api, act: {
      typed: (text) => this.#typed(text), submit: () => this.#submit(), problems: (errors) => this.#form?.showProblems(errors) ?? { other: errors, count: 0 },
      toProblem: () => this.#form.focusProblem(),
    } });
    this.#root = h("div", { class: "newjob" }, h("div", { class: "newjob-form" }, h("h1", {}, "New job"), this.#presets.element), this.#request.element);
    this.#root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#submit();
    });
    root.append(this.#root);
    setPageKeys({
      "/": { says: "find a preset", does: () => this.#root.querySelector("input[type=search]").focus() },
      f: { says: "to the form", does: () => this.#form?.focus() }, "Ctrl+Enter": { says: "queue the job", does: () => this.#submit() },
    });
    this.#ready = this.#load();
  }

  async show(view) {
    if (view.config !== null && view.config === this.#written) return;
    await this.#ready;
    if (this.#isLeft || this.#form === null) return;
    this.#presets.mark(null);
    try {
      if (view.config !== null) this.#open(readConfig(view.config));
      else if (view.clone !== null) this.#open({ value: (await this.#context.api.exactJob(view.clone)).config, error: "" });
      else this.#openPreset(view.preset);
      this.#presets.element.open = view.config === null && view.clone === null;
    } catch (error) {
      this.#request.showTrouble(error);
    }
  }

  titleOf(view) {
    return view.clone === null ? "" : `Clone of job ${view.clone}`;
  }

  leave() {
    this.#isLeft = true;
    clearTimeout(this.#timer);
    this.#request.leave();
  }

  async #load() {
    try {
      const [{ presets }, schema] = await Promise.all([this.#context.api.exactPresets(), this.#context.api.jobSchema()]);
      if (this.#isLeft) return;
      this.#presets.show(presets);
      this.#form = new JobForm(schema, (config) => this.#take(config));
      this.#sweep = new JobSweep(this.#form, formOf(schema));
      this.#root.firstElementChild.append(this.#form.element, this.#sweep.element);
    } catch (error) {
      this.#request.showTrouble(error);
    }
  }

  #openPreset(name) {
    const preset = name === null ? this.#presets.first : this.#presets.find(name);
    if (preset === null) {
      this.#open({ value: {}, error: "" });
      if (name !== null) toast(`There is no preset ${name}.`, "error");
      return;
    }
    this.#open({ value: preset.config, error: "" });
    this.#presets.mark(preset.name);
  }

  #open({ value, error }) {
    this.#written = null;
    clearTimeout(this.#timer);
    this.#request.showTrouble(null);
    if (error !== "") {
      this.#request.showTrouble(new Error("The address carries a config that is no JSON. Start from a preset, or mend it."));
      this.#config = {};
    } else this.#config = value;
    this.#draw(prettyExact(this.#config));
  }

  /** The form has changed the config. */
  #take(config) {
    this.#config = config;
    this.#draw(prettyExact(config));
    this.#remember();
  }

  /** The text has been changed. */
  #typed(text) {
    const { value, error } = readConfig(text);
    if (value !== undefined) this.#config = value;
    this.#draw(text, error);
    if (error === "") this.#remember();
  }

  #draw(text, error = "") {
    this.#form.show(this.#config, { isAlive: error === "" });
    this.#sweep.show();
    this.#request.show(text, error);
    this.#request.setCount(jobCount(this.#config.sweep));
  }

  /** A reload, or coming back, finds what was filled in. */
  #remember() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#written = stringifyExact(this.#config);
      this.#presets.mark(null);
      this.#context.setView({ preset: null, clone: null, config: this.#written }, { replace: true });
    }, PAUSE);
  }

  async #submit() {
    const { value, error } = readConfig(this.#request.text);
    if (value === undefined) {
      toast(error, "error");
      return;
    }
    this.#request.busy(true);
    try {
      const answer = await this.#context.api.submit(this.#request.text);
      const ids = (answer.jobs ?? [answer]).map((job) => job.id);
      toast(ids.length === 1 ? `Job ${ids[0]} is queued.` : `${ids.length} jobs are queued.`);
      this.#context.go(`compare?jobs=${encodeIds(ids)}`);
      return;
    } catch (problem) {
      this.#request.showTrouble(problem);
      if (problem.errors?.length > 0) this.#form.focusProblem();
    }
    this.#request.busy(false);
  }
}

export default { decode: decodeNewJobView, encode: encodeNewJobView, mount: (root, context) => new NewJobPage(root, context) };
