// What pages of charts have in common: which runs they are about, how these are grouped and drawn, and the charts.

import { Curves } from "../data/curves.js";
import { h } from "../lib/dom.js";
import { Bursts } from "../lib/burst.js";
import { wholeWindow } from "../math/axis.js";
import { tidyRange } from "../math/chartview.js";
import { Grouper } from "../math/grouper.js";
import { nothingWord } from "../math/jobwords.js";
import { toPlotLine } from "../math/pipeline.js";
import { isEverything, selectionWords } from "../math/query.js";
import { BoardHead } from "./boardhead.js";
import { BoardState } from "./boardstate.js";
import { ChartGrid } from "./chartgrid.js";

/**
 * @typedef {{tools: HTMLElement[], below?: HTMLElement[], namesOf: (board: Board) => string[], specsOf: (board: Board) => import("./chartgrid.js").Spec[],
 *   contentOf: (key: string, board: Board) => Promise<object>, metricOf: (key: string) => string, linkOf: (key: string, view: object) => object,
 *   storedOf: (key: string, board: Board) => {metric: string, groups: object[], layer: ?string},
 *   hover?: (x: ?number) => void, updated?: (board: Board) => void, hasGrouping?: boolean}} Part what one page adds.
 */
export class Board {
  #context;
  #part;
  #head;
  #grid;
  #curves;
  #state;
  #bursts = new Bursts();
  #grouper;
  /** Id of the group that somebody points at in the legend. */
  #pointed = null;
  #hasLeft = false;

  view = null;
  /** @type {import("../math/grouping.js").Group[]} */
  groups = [];
  /** @type {Map<string, import("../math/palette.js").Look>} */
  looks = new Map();
  /** @type {Map<string, string[]>} */
  recorded = new Map();

  /** @param {HTMLElement} root @param {object} context the router's. @param {Part} part */
  constructor(root, context, part) {
    this.#context = context;
    this.#part = part;
    this.#grouper = new Grouper(context.catalogue.methods.filter((method) => method.isSerial).map((method) => method.name));
    this.#head = new BoardHead({
      api: context.api, tools: part.tools, hasGrouping: part.hasGrouping !== false, change: (change, options) => this.change(change, options),
      onPoint: (id) => {
        this.#pointed = id;
        this.#grid.refresh();
      },
    });
    this.#grid = new ChartGrid({
      contentOf: (key) => part.contentOf(key, this), zoom: (ranges, card) => this.#zoom(ranges, card.key), hover: part.hover,
      log: (isLog, card) => this.#setLog(part.metricOf(card.key), isLog), range: (range, card) => this.#setRange(part.metricOf(card.key), range),
      storedCSV: (card) => this.#storedCSV(part.storedOf(card.key, this)),
      link: (card) => new URL(`${context.page.path}?${context.page.encode(part.linkOf(card.key, this.view))}`, document.baseURI).href,
    });
    this.#curves = new Curves({
      api: context.api, live: context.live, onRuns: () => this.#update(),
      onPoints: (names) => {
        this.#curves.zoom(this.view.zoom, this.view.x, this.runs);
        part.updated?.(this);
        // All charts have one x axis: it may have grown.
        this.#grid.refresh((key) => this.view.zoom === null || names.has(part.metricOf(key)));
      },
    });
    const charts = h("div", {}, this.#head.lines, this.#grid.element, ...(part.below ?? []));
    this.#state = new BoardState(charts);
    root.append(this.#head.selection, this.#state.element, charts);
  }

  /** Runs that take part in a line that is shown. */
  get runs() {
    return this.shownGroups.flatMap((group) => group.runs);
  }

  get shownGroups() {
    return this.groups.filter((group) => !this.view.hidden.includes(group.id));
  }

  get curves() {
    return this.#curves;
  }

  get catalogue() {
    return this.#context.catalogue;
  }

  /** What its address says. */
  async show(view) {
    this.view = view;
    if (isEverything(view.selection)) {
      // The newest experiment, once: its address says so from then on.
      this.#curves.select(null);
      const isWanted = () => !this.#hasLeft && this.view === view;
      const selection = await this.#state.newest(this.#context.api, isWanted, () => this.show(view));
      if (selection !== null) this.change({ selection }, { replace: true });
      return;
    }
    this.#curves.select(view.selection);
    this.#update();
  }

  /**
   * Shows another view of the same page.
   *
   * @param {object} change parts of the view.
   * @param {{replace?: boolean, burst?: ?string}} [options] `burst`: what kind of change it is, where several of a kind come
   *   one close behind the other: Back then goes to before the first.
   */
  change(change, { replace = false, burst = null } = {}) {
    const goesOn = this.#bursts.goesOn(burst);
    this.#context.setView({ ...this.view, ...change }, { replace: replace || goesOn });
  }

  /** Charts are to be drawn anew, though no point is new. */
  refresh(which) {
    this.#grid.refresh(which);
  }

  /** @param {boolean} isPlain whether the groups' colours are not those of the lines. */
  showPlainLegend(isPlain) {
    this.#head.showPlainLegend(isPlain);
  }

  titleOf(view) {
    const words = selectionWords(view.selection);
    return words === "" ? "" : `${words} · ${this.#context.page.title}`;
  }

  /** Lines of the groups that are shown. */
  async lines(measure, layer) {
    const lines = await this.#curves.lines(this.groups, measure, layer, this.#lineView);
    return lines.filter((line) => !this.view.hidden.includes(line.id));
  }

  /** Lines of the single runs of the group that somebody points at, as a chart draws them: thin. */
  async memberLines(measure, layer) {
    const group = this.shownGroups.find((one) => one.id === this.#pointed);
    if (group === undefined || group.runs.length < 2) return [];
    const alone = group.runs.map((run) => ({ id: `run ${run.id}`, label: `${group.label}, run ${run.id}`, runs: [run], left: [] }));
    const lines = await this.#curves.lines(alone, measure, layer, this.#lineView, "members");
    return lines.map((line) => ({ ...toPlotLine(line, { ...this.looks.get(group.id), marker: null }, "none"), raw: null, width: 0.7 }));
  }

  get #lineView() {
    const { x, smoothing, band, zoom } = this.view;
    return { x, smoothing, band, window: zoom };
  }

  /** The x that all charts show: from the first point to the newest of any. */
  get window() {
    if (this.view.zoom !== null || this.view.logX) return this.view.zoom;
    return wholeWindow(this.#curves.firstX(this.runs, this.view.x), this.lastX);
  }

  /** Where the newest point of any line lies that is shown; 0 without points. */
  get lastX() {
    return this.#curves.lastX(this.runs, this.view.x);
  }

  /** Runs of the groups that are shown that take no part in these lines. @returns {{id: number, why: string}[]} */
  leftOut(lines) {
    const byID = new Map(lines.map((line) => [line.id, line.left]));
    return this.shownGroups.flatMap((group) => byID.get(group.id) ?? group.left);
  }

  /** What to say where there is nothing to draw yet. */
  expected(measure) {
    if (this.shownGroups.length === 0) return "All lines are switched off.";
    if (!this.#curves.hasPoints) return "Reading the points …";
    if (this.runs.length === 0) return "No run takes part. See “Runs”.";
    return measure.perEpoch ? "The first point comes at the end of the first epoch." : "No points yet.";
  }

  /** A short name for files. */
  fileName(what) {
    return `${selectionWords(this.view.selection)}-${what}`.toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 80);
  }

  get keys() {
    const toggle = (card) => card?.content?.mayLog && this.#setLog(this.#part.metricOf(card.key), !card.content.log);
    return {
      ...this.#head.keys,
      l: { says: "logarithmic y of a chart", does: () => toggle(this.#grid.current) },
      t: { says: "a chart as a table", does: () => this.#grid.current?.menu.showTable() },
      f: { says: "a chart on the whole screen", does: () => this.#grid.current?.menu.fillScreen() },
      0: { says: "show all", does: () => this.change({ zoom: null, y: {} }) },
    };
  }

  leave() {
    this.#hasLeft = true;
    this.#curves.stop();
    this.#head.leave();
    this.#grid.remove();
  }

  #update() {
    if (this.#hasLeft || this.view === null) return;
    const { view } = this;
    const { runs: all } = this.#curves;
    const { states, ...found } = this.#grouper.of(all, view);
    Object.assign(this, found);
    this.#curves.want(this.#part.namesOf(this));
    this.#curves.zoom(view.zoom, view.x, this.runs);
    this.#head.show({ view, groups: this.groups, looks: this.looks, runs: all, states, isLoaded: this.#curves.isLoaded });
    this.#part.updated?.(this);
    this.#grid.arrange(this.#part.specsOf(this), nothingWord(all, { isChosen: view.metrics?.length === 0, hasRecorded: this.recorded.size > 0 }));
    this.#grid.refresh();
    this.#state.show(this.#curves);
  }

  #setLog(metric, isLog) {
    const { log, y } = this.view;
    const { [metric]: _, ...others } = y;
    this.change({ log: isLog ? [...log, metric] : log.filter((name) => name !== metric), y: others });
  }

  #setRange(metric, range) {
    const { [metric]: _, ...others } = this.view.y;
    this.change({ y: range === null ? others : { ...others, [metric]: tidyRange(range) ?? range } });
  }

  #zoom(ranges, key) {
    const metric = this.#part.metricOf(key);
    const { [metric]: _, ...others } = this.view.y;
    if (ranges === null) {
      if (this.view.zoom !== null || metric in this.view.y) this.change({ zoom: null, y: others });
      return;
    }
    const [x, y] = [ranges.x, ranges.y].map((range) => range && tidyRange(range));
    // A range too narrow to show anything changes nothing.
    if (!x && !y) return;
    this.change({ zoom: x ?? this.view.zoom, y: y ? { ...this.view.y, [metric]: y } : this.view.y }, { burst: "zoom" });
  }

  #storedCSV({ metric, groups, layer }) {
    return this.#context.api.storedCSV({ runs: groups.flatMap((group) => group.runs.map((run) => run.id)), names: [metric] }, layer);
  }
}
