// All charts of the page: which there are, what each shows, and when it is drawn.

import { Card } from "./card.js";
import { find, setText } from "./dom.js";
import { layersOf, unitOf } from "./metrics.js";
import { tidyRange } from "./permalink.js";
import { buildLine, stepScale } from "./pipeline.js";
import { angleRange, yRange } from "./scale.js";

/** Drawing stops after this much of a frame and goes on in the next, so that the page never stutters. */
const FRAME_BUDGET_MS = 12;

export class Panels {
  #state;
  #store;
  #cards = [];
  #groups = [];
  #styles = new Map();
  #ink = null;
  #scheduled = false;
  /** Of all charts of single layers; null before there are any. */
  #layerRange = null;
  /** Whether that range is of what is held now: it takes all lines of all layers, once for all their charts. */
  #isRangeKnown = false;
  #nearby = new IntersectionObserver((entries) => this.#onVisibility(entries), { rootMargin: "300px" });
  #sizes = new ResizeObserver((entries) => this.#onResize(entries));

  constructor(state, store) {
    this.#state = state;
    this.#store = store;
  }

  #add(panel, layer, parent) {
    const card = new Card(panel, layer, {
      hover: (x, source) => this.#hover(x, source),
      zoom: (zoom) => this.#zoom(zoom),
    });
    this.#cards.push(card);
    parent.append(card.figure);
    this.#nearby.observe(card.figure);
    this.#sizes.observe(card.canvas);
  }

  /** @param {?number[]} range null shows all; one too narrow to show anything changes nothing. */
  #zoom(range) {
    const zoom = range && tidyRange(range);
    if (range === null || zoom !== null) this.#state.setView({ zoom });
  }

  /** New groups, styles or view: everything is drawn anew. */
  show(groups, styles) {
    this.#groups = groups;
    this.#styles = styles;
    if (this.#state.measures !== null) this.#arrange(this.#state.measures);
    this.redraw();
  }

  /** All charts, also those without a new point: the x axis they share may have grown. */
  redraw() {
    this.#isRangeKnown = false;
    for (const card of this.#cards) card.dirty = true;
    this.#schedule();
  }

  /** The next drawing reads its colours from the style sheet anew. */
  themeChanged() {
    this.#ink = null;
  }

  /** @param {import("./metrics.js").Measures} measures */
  #arrange(measures) {
    if (this.#cards.length === 0) for (const panel of measures.curves) this.#add(panel, null, find("#curves"));
    const wanted = measures.layered.flatMap((panel) =>
      layersOf(this.#state.chosenRuns, panel.metric).map((layer) => ({ panel, layer })));
    const present = this.#cards.filter((card) => card.layer !== null);
    find("#angles").hidden = wanted.length === 0;
    const same = ({ panel, layer }, index) => present[index].panel === panel && present[index].layer === layer;
    if (wanted.length === present.length && wanted.every(same)) return;
    for (const card of this.#cards.filter((one) => one.layer !== null)) {
      this.#nearby.unobserve(card.figure);
      this.#sizes.unobserve(card.canvas);
      card.destroy();
    }
    this.#cards = this.#cards.filter((card) => card.layer === null);
    for (const { panel, layer } of wanted) this.#add(panel, layer, find("#layers"));
  }

  #schedule() {
    if (this.#scheduled || !this.#cards.some((card) => card.dirty && card.near)) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#drawSome();
      this.#schedule();
    });
  }

  #drawSome() {
    const start = performance.now();
    for (const card of this.#cards) {
      if (!card.dirty || !card.near) continue;
      this.#draw(card);
      if (performance.now() - start > FRAME_BUDGET_MS) return;
    }
  }

  #draw(card) {
    card.dirty = false;
    const view = this.#state.view;
    const window = this.#window();
    card.lines = this.#lines(card);
    const log = view.log && card.panel.mayLog;
    const hidden = new Set(view.hidden);
    const visible = this.#groups.filter((group) => !hidden.has(group.id));
    const runs = visible.flatMap((group) => group.runs);
    card.draw({
      lines: card.lines.filter((line) => !hidden.has(line.id)),
      styles: this.#styles, log, window, ink: this.#ink ??= readInk(),
      range: card.layer === null ? yRange(card.lines, { log, bounds: card.panel.bounds }) : this.#sharedRange(),
      degrees: card.layer !== null,
      guide: card.panel.mark,
    }, {
      xKind: view.x, smoothing: view.smoothing, runs: runs.map((run) => run.id), unit: unitOf(card.panel, runs),
      expected: this.#expectation(card),
    });
    setText(find("#x-name"), view.x);
  }

  /** The lines of all groups. Those whose points and view are as before are not computed again. */
  #lines(card) {
    const view = this.#state.view;
    const built = new Map();
    for (const group of this.#groups) {
      const points = group.runs.flatMap((run) => [run.id, this.#store.version(run.id), run.steps]);
      const key = [view.x, view.smoothing, view.zoom, ...points].join();
      const before = card.built.get(group.id);
      const line = before?.key === key ? before.line : buildLine(group, this.#store, card.panel, card.layer, view);
      built.set(group.id, { key, line });
    }
    card.built = built;
    return [...built.values()].map(({ line }) => line).filter((line) => line !== null);
  }

  /** One y range for all layers. When it moves, the layers drawn before it moved are drawn again. */
  #sharedRange() {
    if (this.#isRangeKnown) return this.#layerRange;
    this.#isRangeKnown = true;
    const layers = this.#cards.filter((card) => card.layer !== null);
    for (const card of layers) card.lines = this.#lines(card);
    const range = angleRange(layers.flatMap((card) => card.lines), layers[0].panel);
    if (range.join() !== this.#layerRange?.join()) {
      this.#layerRange = range;
      for (const card of layers) card.dirty = true;
    }
    return this.#layerRange;
  }

  #window() {
    const { zoom, x } = this.#state.view;
    if (zoom) return zoom;
    let last = 0;
    for (const group of this.#groups) {
      for (const run of group.runs) last = Math.max(last, this.#store.lastStep(run.id) * (stepScale(run, x) ?? 0));
    }
    // A little room on the right: the newest point is drawn whole.
    return [0, (last || 1) * 1.01];
  }

  #expectation(card) {
    if (this.#groups.length === 0) return "Choose a job or a run on the left.";
    if (this.#state.view.hidden.length > 0 && card.lines.length > 0) return "All groups with points are switched off.";
    if (card.panel.perEpoch) return "The first point comes at the end of the first epoch.";
    return "No points yet.";
  }

  #hover(x, source) {
    for (const card of this.#cards) {
      if (x === null) card.hideCrosshair();
      else card.showAt(x, card === source);
    }
    if (document.activeElement === source.figure) setText(find("#spoken"), source.spoken());
  }

  #onVisibility(entries) {
    for (const entry of entries) {
      const card = this.#cards.find((one) => one.figure === entry.target);
      if (card) card.near = entry.isIntersecting;
    }
    this.#schedule();
  }

  #onResize(entries) {
    for (const entry of entries) this.#cards.find((card) => card.canvas === entry.target)?.chart.resize();
  }
}

/** Colours of the chart's furniture, from the style sheet. */
function readInk() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return { grid: read("--grid"), axis: read("--axis"), guide: read("--guide"), paper: read("--surface") };
}
